"""Channel accounts in the table `directory`."""

import time
from collections.abc import Callable, Sequence

from helpdesk.accounts.circuit import Circuit
from helpdesk.accounts.models import ChannelAccount, ListedAccount
from helpdesk.accounts.routing_rules import as_stored_now
from helpdesk.channels import items
from helpdesk.platform.attributes import Item, Key
from helpdesk.platform.by_kind import page_of_kind
from helpdesk.platform.dynamodb import Table, Write
from helpdesk.platform.natural_keys import NaturalKey, claim
from helpdesk.platform.partitions import every
from helpdesk.platform.recent import Recent
from helpdesk.platform.records import dump, load

_KIND = "channel_account"
_LISTED = 4000


class AccountRepository:
    def __init__(self, table: Table, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._table = table
        self._recent = Recent[ChannelAccount](monotonic)

    def get_recent(self, account_id: str) -> ChannelAccount | None:
        """May be up to 15 seconds old: a busy account is not read for each of its messages."""
        return self._recent.get(account_id) or self.get(account_id)

    def get(self, account_id: str, *, consistent: bool = False) -> ChannelAccount | None:
        item = self._table.get(_key(account_id), consistent=consistent)
        return self._recent.put(account_id, _account(item) if item else None)

    def many(self, account_ids: Sequence[str]) -> list[ChannelAccount]:
        """In that order; accounts that do not exist are left out."""
        keys = [_key(account_id) for account_id in account_ids]
        found = {account.id: account for account in map(_account, self._table.batch_get(keys, consistent=True))}
        return [found[account_id] for account_id in account_ids if account_id in found]

    def of_channel(self, channel_id: str) -> list[ListedAccount]:
        """In no order, including archived ones. One call per 4,000."""
        pk, first = items.channel_key(channel_id).pk, items.ACCOUNTS
        return [load(ListedAccount, item) for item in every(self._table, pk, first, f"{first}~", limit=_LISTED)]

    def page(self, *, after: str, limit: int) -> tuple[list[ChannelAccount], bool]:
        """In the order of their ids, starting after the account with that id; and whether there are more."""
        start = _key(after).pk if after else ""
        page = page_of_kind(self._table, _KIND, after=start, limit=limit)
        return [_account(item) for item in page.items], page.more

    def first(self, limit: int) -> tuple[list[ChannelAccount], bool]:
        """As many accounts, in the order of their ids; and whether there are more. 1 MB, which is one call, holds about
        a thousand."""
        found: list[ChannelAccount] = []
        more = True
        while more and len(found) < limit:
            accounts, more = self.page(after=found[-1].id if found else "", limit=limit - len(found))
            found += accounts
        return found, more

    def connect(self, account: ChannelAccount, also: Sequence[Write] = ()) -> str | None:
        """With additional writes. None if the account was created, else the id of the account that has its delivery
        identifier. Raises TransactionFailed if the id is taken, or the condition of a write in `also` fails."""
        writes = [self._table.putting(_key(account.id), _item(account)), *self._listing(account), *also]
        key = _identifier_key(account)
        if key is not None:
            return claim(self._table, [key.claiming(self._table, account.id), *writes])
        self._table.transact(writes)
        return None

    def releasing(self, account: ChannelAccount) -> list[Write]:
        """For the transaction that deletes the account: its delivery identifier can be connected again."""
        key = _identifier_key(account)
        return [key.releasing(self._table, account.id)] if key else []

    def changing(self, before: ChannelAccount, after: ChannelAccount) -> list[Write]:
        """Succeeds if nobody has changed the account since `before` was read."""
        was, becomes = _item(before), _item(after)
        changed = {name: value for name, value in becomes.items() if value != was[name]}
        changed["version"] = before.version + 1
        change = self._table.changing(_key(before.id), "#version = :expected", changed, {"expected": before.version})
        return [change, *self._relisting(before, after)]

    def hold(self, account_id: str, until: str) -> None:
        """Raises ConditionFailed if the account is held for longer already."""
        condition = "attribute_exists(#pk) AND (attribute_not_exists(#held_until) OR #held_until < :held_until)"
        self._table.write(self._table.changing(_key(account_id), condition, {"held_until": until}))

    def circuit_changing(self, account_id: str, before: Circuit | None, after: Circuit) -> Write:
        """Succeeds if nobody has changed it since `before` was read. It closes only if nothing waits."""
        known, values = "attribute_not_exists(#circuit)", Item()
        if before is not None:
            known, values = "#circuit.#version = :known", {"known": before.version}
        if after.is_closed:
            known, values = f"{known} AND (attribute_not_exists(#parked) OR #parked = :none)", values | {"none": 0}
        condition = f"attribute_exists(#pk) AND {known}"
        return self._table.changing(_key(account_id), condition, {"circuit": dump(after)}, values)

    def parking(self, account_id: str, *, is_reply: bool) -> Write:
        """One more delivery waits; succeeds unless the circuit is closed."""
        counts = {"parked": 1, "parked_replies": int(is_reply)}
        condition = "#circuit.#state <> :closed AND attribute_exists(#circuit)"
        return self._table.counting(_key(account_id), condition, counts, {}, {"closed": "closed"})

    def releasing_parked(self, account_id: str, *, parked: int, replies: int) -> Write:
        counts = {"parked": -parked, "parked_replies": -replies}
        return self._table.counting(_key(account_id), "attribute_exists(#pk)", counts, {})

    def transact(self, account_id: str, writes: Sequence[Write]) -> None:
        """Raises TransactionFailed. Clears the account from this process's cache in both cases."""
        self._recent.put(account_id, None)
        self._table.transact(writes)

    def _listing(self, account: ChannelAccount) -> list[Write]:
        if account.channel_id is None:
            return []
        return [self._table.putting(items.account_of_channel(account.channel_id, account.id), _listed(account))]

    def _relisting(self, before: ChannelAccount, after: ChannelAccount) -> list[Write]:
        was, becomes = _listed(before), _listed(after)
        changed = {name: value for name, value in becomes.items() if value != was[name]}
        if after.channel_id is None or not changed:
            return []
        key = items.account_of_channel(after.channel_id, after.id)
        return [self._table.changing(key, "attribute_exists(#pk)", changed)]


def _identifier_key(account: ChannelAccount) -> NaturalKey | None:
    """The account's address on its channel; None if it has none."""
    address = account.delivery_identifier
    if address is None:
        return None
    channel = account.channel_id or account.kind
    return NaturalKey.of("account-identifier", channel, address.type.value, address.normal.value)


def _item(account: ChannelAccount) -> Item:
    """The account's kind, a provider's id, is stored in addition to the kind of the item."""
    return dump(account) | {"kind": _KIND, "provider": account.kind}


def _listed(account: ChannelAccount) -> Item:
    return dump(
        ListedAccount(account.id, account.name, account.created_at, account.archived_at, account.delivery_identifier)
    )


def _account(item: Item) -> ChannelAccount:
    rule = {"routing": as_stored_now(item["routing"])} if item.get("routing") else {}
    return load(ChannelAccount, item | rule, kind=item["provider"])


def _key(account_id: str) -> Key:
    return Key(f"account#{account_id}", "account")
