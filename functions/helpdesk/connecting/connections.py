"""Connecting an account with credentials, and replacing them later."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from helpdesk.accounts.changing import AccountChanging, deleted
from helpdesk.accounts.making import AccountMaking, Sealing, kept_form
from helpdesk.accounts.models import ChannelAccount
from helpdesk.accounts.service import AccountService, already_connected
from helpdesk.connecting.catalogue import Catalogue
from helpdesk.connecting.checking import Check, CheckResult, CredentialChecks
from helpdesk.connecting.models import Connectable, ConnectionRequest, Way
from helpdesk.connecting.repeats import Asked, Repeats
from helpdesk.fields.checking import packed, validated
from helpdesk.messaging.kinds import ChannelKind
from helpdesk.people.actors import Actor
from helpdesk.platform.clock import Clock, to_text
from helpdesk.platform.dynamodb import TransactionFailed
from helpdesk.platform.errors import Busy, Conflict, FieldError, HelpdeskError, InvalidRequest
from helpdesk.platform.stored_secret import live, succeed
from helpdesk.providers.telegram import definition as builtin

_SETS_AT_MOST = 5


@dataclass(frozen=True, slots=True)
class Connected:
    account: ChannelAccount
    check: Check
    secret: str | None
    """What the built-in channel's webhooks are verified with: nobody can read it again."""
    repeated: bool = False
    """An earlier request with the same key made it; what is shown once was shown then."""


class Connections:
    def __init__(
        self,
        catalogue: Catalogue,
        accounts: AccountService,
        making: AccountMaking,
        changing: AccountChanging,
        sealing: Sealing,
        checks: CredentialChecks,
        repeats: Repeats,
        now: Clock,
        *,
        allow_loopback: bool,
    ) -> None:
        self._catalogue = catalogue
        self._accounts = accounts
        self._making = making
        self._changing = changing
        self._sealing = sealing
        self._checks = checks
        self._repeats = repeats
        self._now = now
        self._allow_loopback = allow_loopback

    def connect(
        self,
        connectable: Connectable,
        request: ConnectionRequest,
        actor: Actor,
        asked: Asked | None = None,
    ) -> Connected:
        """Live at once; the same account for the same `asked` within 24 hours. Raises InvalidRequest for credentials
        that do not fit or are refused, and Conflict where the delivery identifier, or the bot, is connected already."""
        earlier = self._again(asked)
        if earlier:
            return earlier
        fitting, check = self._tried(connectable, request.credentials)
        account, secret = self._making.planned(connectable, request.plan, request.identifier), None
        kept = kept_form(account.kind, fitting, packed(fitting))
        if connectable.channel is None:
            account, secret = builtin.equipped(account, fitting, self._sealing)
            kept = kept if account.kind is ChannelKind.TELEGRAM else None
        if kept is not None:
            account = replace(account, credentials=self._sealing.sealed(kept, account.secret_owner))
        also = [self._repeats.keeping(asked, account.id, check)] if asked else []
        refusal: HelpdeskError
        try:
            standing_id = self._making.make(account, actor, also)
            if standing_id is None:
                return Connected(account, check, secret)
            refusal = already_connected(account, standing_id)
        except TransactionFailed:
            refusal = Busy("Others are connecting this account at the same time. Send the same request again.")
        earlier = self._again(asked)  # it may be this very request, sent twice at once
        if earlier is None:
            raise refusal
        return earlier

    def check(self, connectable: Connectable, credentials: Mapping[str, Any]) -> Check:
        """Whether the channel's service takes them; nothing is kept."""
        return self._checks.check(connectable.channel, self._fitting(connectable, credentials))

    def replace_credentials(
        self, account_id: str, credentials: Mapping[str, Any], overlap: timedelta, actor: Actor
    ) -> tuple[ChannelAccount, Check]:
        """The new ones count at once, and the account is authorised; those before stay good for `overlap`. Raises as
        `connect`, and Conflict for what is another account's."""
        standing = self._accounts.get(account_id)
        if standing.archived_at is not None:
            raise deleted()
        connectable = self._catalogue.find(standing.channel_id or standing.kind.value)
        if connectable.way is not Way.CREDENTIALS or (standing.channel_id is None and standing.credentials is None):
            raise Conflict("This account has no credentials that could be replaced.", code="no_credentials")
        fitting, check = self._tried(connectable, credentials)
        builtin.check_same_bot(standing, fitting)
        kept = kept_form(standing.kind, fitting, packed(fitting)) or b"{}"
        newest = self._sealing.sealed(kept, standing.secret_owner)
        ends = to_text(self._now() + overlap)

        def decide(account: ChannelAccount) -> ChannelAccount:
            before = (account.credentials, *account.former_credentials) if account.credentials else ()
            _, *former = succeed([one for one in before if one], newest, ends, at_most=_SETS_AT_MOST)
            kept_on = live(former, newest.created_at)
            return replace(account, credentials=newest, former_credentials=kept_on, authorized=True)

        return self._changing.change(account_id, actor, decide), check

    def _again(self, asked: Asked | None) -> Connected | None:
        earlier = self._repeats.earlier(asked) if asked else None
        return (
            Connected(self._accounts.get(earlier.account_id), earlier.check, None, repeated=True) if earlier else None
        )

    def _tried(self, connectable: Connectable, credentials: Mapping[str, Any]) -> tuple[dict[str, Any], Check]:
        fitting = self._fitting(connectable, credentials)
        check = self._checks.check(connectable.channel, fitting)
        if check.result is CheckResult.REFUSED:
            fields = [FieldError("credentials", check.message)]
            raise InvalidRequest(f"credentials: {check.message}", code="credentials_refused", fields=fields)
        return fitting, check

    def _fitting(self, connectable: Connectable, credentials: Mapping[str, Any]) -> dict[str, Any]:
        if connectable.credential_fields is None:
            message = "This channel takes no credentials here: it is connected by its redirect."
            raise InvalidRequest(message, code="by_redirect", fields=[FieldError("credentials", message)])
        fitting = validated(connectable.credential_fields, credentials)
        packed(fitting)
        if connectable.channel is None:
            builtin.check(connectable.kind, fitting, allow_loopback=self._allow_loopback)
        return fitting
