"""Connects an account with credentials, and replaces them later."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

from helpdesk.accounts.changing import deleted
from helpdesk.accounts.models import ChannelAccount, ConnectionState
from helpdesk.accounts.plan import AccountPlan
from helpdesk.accounts.secrets import Sealer
from helpdesk.accounts.service import AccountService
from helpdesk.accounts.subscriptions import Subscriptions
from helpdesk.connecting.catalogue import Catalogue
from helpdesk.connecting.channel_checks import Check
from helpdesk.connecting.credential_checker import CheckedCredentials, CredentialChecker
from helpdesk.connecting.idempotency_keys import IdempotencyKeys, IdempotentRequest
from helpdesk.connecting.models import Connectable, ConnectionMethod, ConnectionRequest
from helpdesk.connecting.new_accounts import NewAccounts
from helpdesk.fields.checking import packed
from helpdesk.people.actors import Actor
from helpdesk.platform.clock import Clock, to_text
from helpdesk.platform.dynamodb import TransactionFailed
from helpdesk.platform.errors import Busy, Conflict, HelpdeskError, InvalidRequest
from helpdesk.platform.frozen import frozen
from helpdesk.platform.stored_secret import live, succeed
from helpdesk.providers.connector import ServiceSettings

_SETS_AT_MOST = 5


@frozen
class Connected:
    account: ChannelAccount
    check: Check
    secret: str | None
    """The secret that verifies webhooks of the built-in channel; it cannot be read again."""
    repeated: bool = False
    """An earlier request with the same key created the account; its response contained what is shown once."""


class Connections:
    def __init__(
        self,
        catalogue: Catalogue,
        accounts: AccountService,
        new_accounts: NewAccounts,
        sealer: Sealer,
        checker: CredentialChecker,
        subscriptions: Subscriptions,
        repeats: IdempotencyKeys,
        now: Clock,
    ) -> None:
        self._catalogue = catalogue
        self._accounts = accounts
        self._new_accounts = new_accounts
        self._sealer = sealer
        self._checker = checker
        self._subscriptions = subscriptions
        self._idempotency_keys = repeats
        self._now = now

    def connect(
        self,
        connectable: Connectable,
        request: ConnectionRequest,
        actor: Actor,
        idempotent: IdempotentRequest | None = None,
    ) -> Connected:
        """The account is live immediately, and its service is asked to deliver; the same `idempotent` request within 24
        hours returns the same account.

        Raises InvalidRequest for credentials that are invalid or rejected, and Conflict if the delivery identifier, or
        the bot, is already connected."""
        earlier = self._earlier(idempotent, actor)
        if earlier:
            return earlier
        checked = self._checker.accepted(connectable, request.credentials)
        plan = request.plan if connectable.channel else _named(request.plan, checked)
        account, secret = self._new_accounts.planned(connectable, request, plan, checked)
        also = [self._idempotency_keys.storing(idempotent, account.id, checked.check)] if idempotent else []
        refusal: HelpdeskError
        try:
            return Connected(self._new_accounts.store(account, actor, checked.failure, also), checked.check, secret)
        except TransactionFailed:
            refusal = Busy("Another request is connecting this account. Retry the request.")
        except Conflict as existing:
            refusal = existing
        earlier = self._earlier(idempotent, actor)  # it may be this very request, sent twice concurrently
        if earlier is None:
            raise refusal
        return earlier

    def check(self, connectable: Connectable, credentials: Mapping[str, Any]) -> Check:
        """Whether the channel's service accepts them; nothing is stored."""
        return self._checker.check(connectable, credentials).check

    def replace_credentials(
        self, account_id: str, credentials: Mapping[str, Any], overlap: timedelta, actor: Actor
    ) -> tuple[ChannelAccount, Check]:
        """The new credentials are valid immediately, and the account becomes authorized; the previous ones stay valid
        for `overlap`. Raises as `connect`, and Conflict for credentials of another account."""
        existing = self._accounts.get(account_id)
        if existing.archived_at is not None:
            raise deleted()
        connectable = self._catalogue.find(existing.channel_id or existing.kind)
        if connectable.way is not ConnectionMethod.CREDENTIALS or (
            existing.channel_id is None and existing.credentials is None
        ):
            raise Conflict("This account has no credentials to replace.", code="no_credentials")
        checked = self._checker.accepted(connectable, credentials, existing.delivery_url)
        newest = self._sealer.sealed(_to_seal(connectable, existing, checked.credentials), existing)
        chosen = _service_settings(connectable, checked)
        ends = to_text(self._now() + overlap)

        def decide(account: ChannelAccount) -> ChannelAccount:
            before = (account.credentials, *account.former_credentials) if account.credentials else ()
            _, *former = succeed(
                [credential_set for credential_set in before if credential_set], newest, ends, at_most=_SETS_AT_MOST
            )
            still_live = live(former, newest.created_at)
            renewed = replace(account, credentials=newest, former_credentials=still_live, authorized=True)
            settings = {**account.service_settings, **chosen}
            return replace(renewed, service_settings=settings, handle=checked.handle or account.handle)

        return self._subscriptions.change(account_id, actor, decide, failure=checked.failure), checked.check

    def _earlier(self, idempotent: IdempotentRequest | None, actor: Actor) -> Connected | None:
        earlier = self._idempotency_keys.earlier(idempotent) if idempotent else None
        if earlier is None:
            return None
        account = self._accounts.get(earlier.account_id)
        if account.connection and account.connection.state is ConnectionState.PENDING and account.archived_at is None:
            # The first request was interrupted.
            account = self._subscriptions.change(account.id, actor, lambda current: current)
        return Connected(account, earlier.check, None, repeated=True)


def _named(plan: AccountPlan, checked: CheckedCredentials) -> AccountPlan:
    """With the name that the account has at its service, if the administrator gave none."""
    if plan.name:
        return plan
    if checked.identity is None:
        why = checked.failure.reason if checked.failure else "The service did not say the account's name."
        raise InvalidRequest.at(
            "name", f"{why} Connect it again later, or give a name and reconnect the account later."
        )
    return replace(plan, name=checked.identity.name)


def _service_settings(connectable: Connectable, checked: CheckedCredentials) -> ServiceSettings:
    if connectable.channel is not None:
        return {}
    return connectable.provider.settings_from(checked.credentials).service_settings


def _to_seal(connectable: Connectable, account: ChannelAccount, credentials: Mapping[str, Any]) -> bytes:
    """The new credentials in the form that is encrypted. Raises Conflict for credentials of another account of the
    service: its conversations would be mixed up with this account's."""
    if connectable.channel is not None:
        return packed(credentials)
    settings, noun = connectable.provider.settings_from(credentials), connectable.provider.account_noun
    current, new = account.delivery_identifier, settings.delivery_identifier
    if current is not None and new is not None and current != new:
        message = (
            f"This account is the {noun} {current.value}; the credentials are for {new.value}. Connect a new account."
        )
        raise Conflict(message, code="identifier_differs")
    return settings.credentials or packed(credentials)
