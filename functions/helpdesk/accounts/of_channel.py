"""Use cases of the accounts of a registered channel."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from helpdesk.accounts.changing import AccountChanging
from helpdesk.accounts.models import ChannelAccount
from helpdesk.accounts.repository import AccountRepository
from helpdesk.accounts.service import new_account_id
from helpdesk.audit.models import AuditType
from helpdesk.audit.recording import AuditRecording
from helpdesk.channels.models import Channel
from helpdesk.channels.repository import ChannelRepository
from helpdesk.inboxes.service import Inboxes
from helpdesk.messaging.kinds import ChannelKind
from helpdesk.people.actors import Actor
from helpdesk.platform.clock import Clock, to_text
from helpdesk.platform.dynamodb import TransactionFailed, Write
from helpdesk.platform.errors import Busy, Conflict, NotFound
from helpdesk.platform.text import camel

_ID = re.compile(r"[1-9][0-9]{0,18}")
_TRIES = 5


class ChannelAccounts:
    def __init__(
        self,
        accounts: AccountRepository,
        channels: ChannelRepository,
        inboxes: Inboxes,
        audit: AuditRecording,
        now: Clock,
    ) -> None:
        self._accounts = accounts
        self._channels = channels
        self._inboxes = inboxes
        self._audit = audit
        self._changing = AccountChanging(accounts, audit)
        self._now = now

    def find(self, channel: Channel, account_id: str) -> ChannelAccount | None:
        """The channel's account, archived or not; None for any other."""
        found = self._accounts.get(account_id, consistent=True) if _ID.fullmatch(account_id) else None
        return found if found is not None and found.channel_id == channel.id else None

    def find_recent(self, channel: Channel, account_id: str) -> ChannelAccount | None:
        """For what happens with every message: nobody is refused by memory alone."""
        found = self._accounts.get_recent(account_id) if _ID.fullmatch(account_id) else None
        if found is None or found.channel_id != channel.id or found.closed:
            return self.find(channel, account_id)
        return found

    def get(self, channel: Channel, account_id: str, *, archived: bool = False) -> ChannelAccount:
        found = self.find(channel, account_id)
        if found is None or (found.archived_at is not None) is not archived:
            raise NotFound(f"There is no channel account {account_id[:32]!r} here.", code="account_not_found")
        return found

    def all(self, channel: Channel) -> list[ChannelAccount]:
        """In no order, the archived ones too."""
        return self._accounts.many(self._channels.accounts_of(channel.id))

    def connect(self, channel: Channel, given: Mapping[str, Any], actor: Actor) -> ChannelAccount:
        """The same delivery identifier again is the same account; raises Conflict where it differs in what was said,
        InvalidRequest for an inbox that is not there."""
        self._inboxes.check(given["inbox_id"], field="inboxId")
        for _ in range(_TRIES):
            account = ChannelAccount(
                id=new_account_id(),
                kind=ChannelKind.CUSTOM,
                created_at=to_text(self._now()),
                signing_secrets=(),
                delivery_url="",
                channel_id=channel.id,
                app_id=channel.app_id,
                **given,
            )
            try:
                standing_id = self._accounts.connect(
                    account, [*self._channels.joining(account), *self._connected(account, actor)]
                )
            except TransactionFailed:
                continue
            if standing_id is None:
                return account
            standing = self.find(channel, standing_id)
            if standing is not None and standing.archived_at is None:
                return _same(standing, given)
        raise Busy("Others are connecting this account at the same time. Send the same request again.")

    def change(
        self, channel: Channel, account_id: str, actor: Actor, *, name: str | None, authorized: bool | None
    ) -> ChannelAccount:
        account = self.get(channel, account_id)
        said = {"name": name, "authorized": authorized}
        values: dict[str, Any] = {key: value for key, value in said.items() if value is not None}
        return self._changing.change(account.id, actor, lambda before: replace(before, **values))

    def _connected(self, account: ChannelAccount, actor: Actor) -> Sequence[Write]:
        return self._audit.record(AuditType.CONNECTED, actor, account_id=account.id, channel_id=account.channel_id)


def _same(standing: ChannelAccount, given: Mapping[str, Any]) -> ChannelAccount:
    differing = [camel(name) for name, value in given.items() if getattr(standing, name) != value]
    if differing:
        raise Conflict(
            f"This delivery identifier is connected already, and differs in: {', '.join(differing)}. "
            f"Change the account with PATCH, its id is {standing.id}.",
            code="account_differs",
            context={"differingFields": differing, "id": [standing.id]},
        )
    return standing
