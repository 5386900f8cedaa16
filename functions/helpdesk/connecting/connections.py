"""Connects an account with credentials, and replaces them later."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from helpdesk.accounts.changing import AccountChanger, deleted
from helpdesk.accounts.making import AccountMaker, already_connected
from helpdesk.accounts.models import ChannelAccount
from helpdesk.accounts.secrets import Sealer
from helpdesk.accounts.service import AccountService
from helpdesk.connecting.catalogue import Catalogue
from helpdesk.connecting.checking import Check, CheckResult, CredentialChecks
from helpdesk.connecting.idempotency_keys import IdempotencyKeys, IdempotentRequest
from helpdesk.connecting.models import Connectable, ConnectionMethod, ConnectionRequest
from helpdesk.fields.checking import packed, validated
from helpdesk.people.actors import Actor
from helpdesk.platform.clock import Clock, to_text
from helpdesk.platform.dynamodb import TransactionFailed
from helpdesk.platform.errors import Busy, Conflict, HelpdeskError, InvalidRequest
from helpdesk.platform.outbound_address import AddressRule
from helpdesk.platform.stored_secret import live, succeed
from helpdesk.providers.credentials import checked_credentials

_SETS_AT_MOST = 5


@dataclass(frozen=True, slots=True)
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
        maker: AccountMaker,
        changing: AccountChanger,
        sealer: Sealer,
        checks: CredentialChecks,
        repeats: IdempotencyKeys,
        now: Clock,
        addresses: AddressRule,
    ) -> None:
        self._catalogue = catalogue
        self._accounts = accounts
        self._maker = maker
        self._changing = changing
        self._sealer = sealer
        self._checks = checks
        self._idempotency_keys = repeats
        self._now = now
        self._addresses = addresses

    def connect(
        self,
        connectable: Connectable,
        request: ConnectionRequest,
        actor: Actor,
        idempotent: IdempotentRequest | None = None,
    ) -> Connected:
        """The account is live immediately; the same `idempotent` request within 24 hours returns the same account.

        Raises InvalidRequest for credentials that are invalid or rejected, and Conflict if the delivery identifier, or
        the bot, is already connected."""
        earlier = self._earlier(idempotent)
        if earlier:
            return earlier
        fitting, check = self._checked(connectable, request.credentials)
        account, secret = self._planned(connectable, request, fitting)
        also = [self._idempotency_keys.storing(idempotent, account.id, check)] if idempotent else []
        refusal: HelpdeskError
        try:
            existing_id = self._maker.make(account, actor, also)
            if existing_id is None:
                return Connected(account, check, secret)
            refusal = already_connected(account, existing_id)
        except TransactionFailed:
            refusal = Busy("Another request is connecting this account. Retry the request.")
        earlier = self._earlier(idempotent)  # it may be this very request, sent twice concurrently
        if earlier is None:
            raise refusal
        return earlier

    def check(self, connectable: Connectable, credentials: Mapping[str, Any]) -> Check:
        """Whether the channel's service accepts them; nothing is stored."""
        return self._checks.check(connectable.channel, self._fitting(connectable, credentials))

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
        fitting, check = self._checked(connectable, credentials)
        newest = self._sealer.sealed(_to_seal(connectable, existing, fitting), existing)
        ends = to_text(self._now() + overlap)

        def decide(account: ChannelAccount) -> ChannelAccount:
            before = (account.credentials, *account.former_credentials) if account.credentials else ()
            _, *former = succeed(
                [credential_set for credential_set in before if credential_set], newest, ends, at_most=_SETS_AT_MOST
            )
            still_live = live(former, newest.created_at)
            return replace(account, credentials=newest, former_credentials=still_live, authorized=True)

        return self._changing.change(account_id, actor, decide), check

    def _planned(
        self, connectable: Connectable, request: ConnectionRequest, credentials: Mapping[str, Any]
    ) -> tuple[ChannelAccount, str | None]:
        if connectable.channel is None:
            return self._maker.of_provider(connectable.provider, request.plan, credentials)
        return self._maker.of_channel(connectable.channel, request.plan, request.identifier, credentials), None

    def _earlier(self, idempotent: IdempotentRequest | None) -> Connected | None:
        earlier = self._idempotency_keys.earlier(idempotent) if idempotent else None
        return (
            Connected(self._accounts.get(earlier.account_id), earlier.check, None, repeated=True) if earlier else None
        )

    def _checked(self, connectable: Connectable, credentials: Mapping[str, Any]) -> tuple[dict[str, Any], Check]:
        fitting = self._fitting(connectable, credentials)
        check = self._checks.check(connectable.channel, fitting)
        if check.result is CheckResult.REFUSED:
            raise InvalidRequest.at("credentials", check.message, code="credentials_refused")
        return fitting, check

    def _fitting(self, connectable: Connectable, credentials: Mapping[str, Any]) -> dict[str, Any]:
        if connectable.credential_fields is None:
            message = "This channel does not accept credentials: it is connected by redirect."
            raise InvalidRequest.at("credentials", message, code="by_redirect")
        if connectable.channel is None:
            return checked_credentials(connectable.provider, credentials, self._addresses)
        return validated(connectable.credential_fields, credentials)


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
