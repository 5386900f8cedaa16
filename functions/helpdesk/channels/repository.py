"""Channel accounts in the table `directory`."""

from dataclasses import asdict

from helpdesk.channels.models import ChannelAccount, ChannelKind, StoredSecret
from helpdesk.platform.attributes import Item
from helpdesk.platform.dynamodb import NEW, Database, Key, Write

_BY_KIND = "directory_by_kind"
_ACCOUNTS_AT_MOST = 1000


class AccountRepository:
    def __init__(self, database: Database, table: str) -> None:
        self._database = database
        self._table = table

    def get(self, account_id: str) -> ChannelAccount | None:
        item = self._database.get(self._table, _key(account_id))
        return _account(item) if item else None

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
