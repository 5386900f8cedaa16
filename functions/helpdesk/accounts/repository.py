"""Channel accounts in the table `directory`."""

import time
from collections.abc import Callable, Sequence

from helpdesk.accounts.models import ChannelAccount
from helpdesk.platform.attributes import Item, Key
from helpdesk.platform.by_kind import every_of_kind, page_of_kind
from helpdesk.platform.dynamodb import Table, Write
from helpdesk.platform.natural_keys import NaturalKey, claim
from helpdesk.platform.recent import Recent
from helpdesk.platform.records import dump, load

_KIND = "channel_account"


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
        """In no order; accounts that do not exist are left out."""
        keys = [_key(account_id) for account_id in account_ids]
        return [_account(item) for item in self._table.batch_get(keys)]

    def page(self, *, after: str, limit: int) -> tuple[list[ChannelAccount], bool]:
        """In the order of their ids, starting after the account with that id; and whether there are more."""
        start = _key(after).pk if after else ""
        page = page_of_kind(self._table, _KIND, after=start, limit=limit)
        return [_account(item) for item in page.items], page.more

    def all(self) -> list[ChannelAccount]:
        """Reads page by page: 1 MB holds about a thousand accounts."""
        return [_account(item) for item in every_of_kind(self._table, _KIND)]

    def connect(self, account: ChannelAccount, also: Sequence[Write] = ()) -> str | None:
        """With additional writes. None if the account was created, else the id of the account that has its delivery
        identifier. Raises TransactionFailed if the id is taken, or the condition of a write in `also` fails."""
        writes = [self._table.putting(_key(account.id), _item(account)), *also]
        key = _identifier_key(account)
        if key is not None:
            return claim(self._table, [key.claiming(self._table, account.id), *writes])
        self._table.transact(writes)
        return None

    def releasing(self, account: ChannelAccount) -> list[Write]:
        """For the transaction that deletes the account: its delivery identifier can be connected again."""
        key = _identifier_key(account)
        return [key.releasing(self._table, account.id)] if key else []

    def changing(self, before: ChannelAccount, after: ChannelAccount) -> Write:
        """Succeeds if nobody has changed the account since `before` was read."""
        was, becomes = _item(before), _item(after)
        changed = {name: value for name, value in becomes.items() if value != was[name]}
        changed["version"] = before.version + 1
        return self._table.changing(_key(before.id), "#version = :expected", changed, {"expected": before.version})

    def transact(self, account_id: str, writes: Sequence[Write]) -> None:
        """Raises TransactionFailed. Clears the account from this process's cache in both cases."""
        self._recent.put(account_id, None)
        self._table.transact(writes)


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


def _account(item: Item) -> ChannelAccount:
    return load(ChannelAccount, item, kind=item["provider"])


def _key(account_id: str) -> Key:
    return Key(f"account#{account_id}", "account")
