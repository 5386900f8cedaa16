"""Use cases of the accounts of a registered channel."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from helpdesk.accounts.changing import AccountChanger
from helpdesk.accounts.making import AccountMaker
from helpdesk.accounts.models import ChannelAccount, ListedAccount
from helpdesk.accounts.plan import AccountPlan
from helpdesk.accounts.repository import AccountRepository
from helpdesk.channels.models import Channel
from helpdesk.inboxes.service import Inboxes
from helpdesk.messaging.addresses import DeliveryIdentifier
from helpdesk.people.actors import Actor
from helpdesk.platform.errors import Conflict, NotFound
from helpdesk.platform.optimistic import until_written
from helpdesk.platform.text import camel

_ID = re.compile(r"[1-9][0-9]{0,18}")


class ChannelAccounts:
    def __init__(
        self,
        accounts: AccountRepository,
        inboxes: Inboxes,
        maker: AccountMaker,
        changing: AccountChanger,
    ) -> None:
        self._accounts = accounts
        self._inboxes = inboxes
        self._maker = maker
        self._changing = changing

    def find(self, channel: Channel, account_id: str) -> ChannelAccount | None:
        """The channel's account, archived or not; None for any other."""
        found = self._accounts.get(account_id, consistent=True) if _ID.fullmatch(account_id) else None
        return found if found is not None and found.channel_id == channel.id else None

    def find_recent(self, channel: Channel, account_id: str) -> ChannelAccount | None:
        """For calls that happen with every message: a cached value never causes a rejection."""
        found = self._accounts.get_recent(account_id) if _ID.fullmatch(account_id) else None
        if found is None or found.channel_id != channel.id or found.suspended:
            return self.find(channel, account_id)
        return found

    def get(self, channel: Channel, account_id: str, *, archived: bool = False) -> ChannelAccount:
        found = self.find(channel, account_id)
        if found is None or (found.archived_at is not None) is not archived:
            raise NotFound(f"There is no channel account {account_id[:32]!r} here.", code="account_not_found")
        return found

    def listed(self, channel: Channel) -> list[ListedAccount]:
        """In no order, including archived ones."""
        return self._accounts.of_channel(channel.id)

    def many(self, listed: Sequence[ListedAccount]) -> list[ChannelAccount]:
        """In that order."""
        return self._accounts.many([account.id for account in listed])

    def connect(self, channel: Channel, given: Mapping[str, Any], actor: Actor) -> ChannelAccount:
        """The same delivery identifier again returns the same account. Raises Conflict if the request has different
        values, InvalidRequest for an inbox that does not exist."""
        self._inboxes.check(given["inbox_id"], field="inboxId")
        plan = AccountPlan(given["name"], given["inbox_id"])

        def attempt() -> ChannelAccount | None:
            account = self._maker.of_channel(channel, plan, given["delivery_identifier"])
            account = replace(account, authorized=given["authorized"])
            existing_id = self._maker.make(account, actor)
            if existing_id is None:
                return account
            existing = self.find(channel, existing_id)
            return _same(existing, given) if existing is not None and existing.archived_at is None else None

        return until_written(attempt, "this account")

    def change(
        self, channel: Channel, account_id: str, actor: Actor, *, name: str | None, authorized: bool | None
    ) -> ChannelAccount:
        account = self.get(channel, account_id)
        fields = {"name": name, "authorized": authorized}
        values: dict[str, Any] = {key: value for key, value in fields.items() if value is not None}
        return self._changing.change(account.id, actor, lambda before: replace(before, **values))


def _same(existing: ChannelAccount, given: Mapping[str, Any]) -> ChannelAccount:
    differing = [camel(name) for name, value in given.items() if _compared(getattr(existing, name)) != _compared(value)]
    if differing:
        raise Conflict(
            f"This delivery identifier is already connected, with different values in: {', '.join(differing)}. "
            f"Change the account with PATCH; its id is {existing.id}.",
            code="account_differs",
            context={"differingFields": differing, "id": [existing.id]},
        )
    return existing


def _compared(value: Any) -> Any:
    return value.normal if isinstance(value, DeliveryIdentifier) else value
