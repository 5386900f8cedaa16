"""Channel accounts in the table `directory`."""

import time
from collections.abc import Callable
from dataclasses import asdict

from helpdesk.channels.models import ChannelAccount, ChannelKind, StoredSecret
from helpdesk.platform.attributes import Item
from helpdesk.platform.dynamodb import NEW, Database, Key, Write

_BY_KIND = "directory_by_kind"
_ACCOUNTS_AT_MOST = 1000
_RECENT_SECONDS = 15.0
_RECENT_AT_MOST = 1000


class AccountRepository:
    def __init__(self, database: Database, table: str, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._database = database
        self._table = table
        self._monotonic = monotonic
        self._recent: dict[str, tuple[float, ChannelAccount]] = {}

    def get_recent(self, account_id: str) -> ChannelAccount | None:
        """As it was at some time in the last 15 seconds: a busy account is not read for each of its messages."""
        known = self._recent.get(account_id)
        if known and known[0] > self._monotonic():
            return known[1]
        return self.get(account_id)

    def get(self, account_id: str) -> ChannelAccount | None:
        item = self._database.get(self._table, _key(account_id))
        if item is None:
            self._recent.pop(account_id, None)
            return None
        if len(self._recent) >= _RECENT_AT_MOST:
            self._recent.clear()
        account = _account(item)
        self._recent[account_id] = (self._monotonic() + _RECENT_SECONDS, account)
        return account

    def all(self) -> list[ChannelAccount]:
        page = self._database.query(
            self._table, "#kind = :kind", {"kind": "channel_account"}, index=_BY_KIND, limit=_ACCOUNTS_AT_MOST
        )
        return [_account(item) for item in page.items]

    def create(self, account: ChannelAccount) -> None:
        """Raises ConditionFailed where the id is taken."""
        item: Item = asdict(account)
        item |= _key(account.id).attributes() | {"kind": "channel_account", "channel": account.kind.value}
        self._database.write(Write(table=self._table, condition=NEW, item=item))

    def set_delivery_url(self, account: ChannelAccount, url: str) -> None:
        self._set(account, "delivery_url", url)

    def set_signing_secrets(self, account: ChannelAccount, secrets: tuple[StoredSecret, ...]) -> None:
        self._set(account, "signing_secrets", [asdict(secret) for secret in secrets])

    def _set(self, account: ChannelAccount, name: str, value: object) -> None:
        """Raises ConditionFailed where somebody else changed the account meanwhile."""
        self._database.write(
            Write(
                table=self._table,
                condition="#version = :expected",
                key=_key(account.id),
                update=f"SET #{name} = :value, #version = :next",
                values={"value": value, "expected": account.version, "next": account.version + 1},
            )
        )


def _key(account_id: str) -> Key:
    return Key(f"account#{account_id}", "account")


def _account(item: Item) -> ChannelAccount:
    credentials = item.get("credentials")
    return ChannelAccount(
        id=item["id"],
        kind=ChannelKind(item["channel"]),
        name=item["name"],
        created_at=item["created_at"],
        signing_secrets=tuple(StoredSecret(**one) for one in item["signing_secrets"]),
        delivery_url=item["delivery_url"],
        credentials=StoredSecret(**credentials) if credentials else None,
        active=item["active"],
        activity_shards=item["activity_shards"],
        version=item["version"],
    )
