"""Channel accounts in the table `directory`."""

import json
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict

from helpdesk.accounts.models import REOPEN_HOURS, AssignTo, ChannelAccount, RoutingRule, WhenOff
from helpdesk.inboxes.models import HELP_DESK_INBOX
from helpdesk.messaging.addresses import DeliveryIdentifier, DeliveryIdentifierType
from helpdesk.messaging.kinds import ChannelKind
from helpdesk.platform.attributes import Item
from helpdesk.platform.by_kind import every_of_kind
from helpdesk.platform.dynamodb import NEW, Database, Key, Write
from helpdesk.platform.natural_keys import NaturalKey, claim
from helpdesk.platform.recent import Recent
from helpdesk.platform.stored_secret import StoredSecret


class AccountRepository:
    def __init__(self, database: Database, table: str, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._database = database
        self._table = table
        self._recent = Recent[ChannelAccount](monotonic)

    def get_recent(self, account_id: str) -> ChannelAccount | None:
        """As it was at some time in the last 15 seconds: a busy account is not read for each of its messages."""
        return self._recent.get(account_id) or self.get(account_id)

    def get(self, account_id: str, *, consistent: bool = False) -> ChannelAccount | None:
        item = self._database.get(self._table, _key(account_id), consistent=consistent)
        return self._recent.learn(account_id, _account(item) if item else None)

    def many(self, account_ids: Sequence[str]) -> list[ChannelAccount]:
        """In no order; those that do not exist are left out."""
        keys = [_key(account_id) for account_id in account_ids]
        return [_account(item) for item in self._database.batch_get(self._table, keys)]

    def all(self) -> list[ChannelAccount]:
        """Read page by page: 1 MB holds about a thousand."""
        return [_account(item) for item in every_of_kind(self._database, self._table, "channel_account")]

    def connect(self, account: ChannelAccount, also: Sequence[Write] = ()) -> str | None:
        """With what is written beside it. None if it is made now, else the id of the account that has its delivery
        identifier. Raises TransactionFailed where the id is taken, or a write of `also` does not hold."""
        writes = [Write(table=self._table, condition=NEW, item=_item(account)), *also]
        key = NaturalKey.of_account(account)
        if key is not None:
            return claim(self._database, [key.claiming(self._table, account.id), *writes])
        self._database.transact(writes)
        return None

    def releasing(self, account: ChannelAccount) -> list[Write]:
        """For the transaction that deletes it: its delivery identifier may be connected anew."""
        key = NaturalKey.of_account(account)
        return [key.releasing(self._table, account.id)] if key else []

    def changing(self, before: ChannelAccount, after: ChannelAccount) -> Write:
        """Holds where nobody has changed the account since `before` was read."""
        was, becomes = _item(before), _item(after)
        changed = {name: value for name, value in becomes.items() if value != was[name]}
        changed["version"] = before.version + 1
        return Write.changing(
            self._table, _key(before.id), "#version = :expected", changed, {"expected": before.version}
        )

    def transact(self, account_id: str, writes: Sequence[Write]) -> None:
        """Raises TransactionFailed. What this process remembers of the account is forgotten either way."""
        self._recent.learn(account_id, None)
        self._database.transact(writes)


def _item(account: ChannelAccount) -> Item:
    kinds = {"kind": "channel_account", "channel": account.kind.value}
    kinds |= {"ticket_properties": json.dumps(account.ticket_properties)}
    return asdict(account) | _key(account.id).attributes() | kinds


def _key(account_id: str) -> Key:
    return Key(f"account#{account_id}", "account")


def _account(item: Item) -> ChannelAccount:
    credentials, identifier = item.get("credentials"), item.get("delivery_identifier")
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
        channel_id=item.get("channel_id"),
        app_id=item.get("app_id"),
        inbox_id=item.get("inbox_id", HELP_DESK_INBOX),
        delivery_identifier=_identifier(identifier) if identifier else None,
        authorized=item.get("authorized", True),
        when_off=WhenOff(item.get("when_off", WhenOff.RETRY)),
        archived_at=item.get("archived_at"),
        former_credentials=tuple(StoredSecret(**one) for one in item.get("former_credentials", ())),
        ticket_properties=json.loads(item.get("ticket_properties", "{}")),
        routing=_routing(item["routing"]) if "routing" in item else RoutingRule(),
        reopen_hours=item.get("reopen_hours", REOPEN_HOURS),
    )


def _routing(item: Item) -> RoutingRule:
    agents, teams = (tuple(item[name]) for name in ("agent_ids", "team_ids"))
    return RoutingRule(item["automatic_assignment"], AssignTo(item["assign_to"]), agents, teams)


def _identifier(item: Item) -> DeliveryIdentifier:
    return DeliveryIdentifier(DeliveryIdentifierType(item["type"]), item["value"])
