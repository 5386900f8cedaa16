"""Apps in the table `directory`."""

from collections.abc import Sequence
from dataclasses import asdict

from helpdesk.channels.apps_models import App
from helpdesk.platform.attributes import Item
from helpdesk.platform.dynamodb import NEW, Database, Key, Write
from helpdesk.platform.stored_secret import StoredSecret


class AppRepository:
    def __init__(self, database: Database, table: str) -> None:
        self._database = database
        self._table = table

    def get(self, app_id: str) -> App | None:
        item = self._database.get(self._table, _key(app_id))
        return _app(item) if item else None

    def create(self, app: App) -> None:
        """Raises ConditionFailed where the id is taken."""
        item: Item = asdict(app) | _key(app.id).attributes() | {"kind": "app"}
        self._database.write(Write(table=self._table, condition=NEW, item=item))

    def set_signing_secrets(self, app: App, secrets: Sequence[StoredSecret], also: Sequence[Write]) -> None:
        """With what is written beside it. Raises TransactionFailed where somebody changed them since then."""
        was, becomes = ([asdict(one) for one in some] for some in (app.signing_secrets, secrets))
        update = Write(
            table=self._table,
            condition="#signing_secrets = :was",
            key=_key(app.id),
            update="SET #signing_secrets = :becomes",
            values={"was": was, "becomes": becomes},
        )
        self._database.transact([update, *also])


def _key(app_id: str) -> Key:
    return Key(f"app#{app_id}", "app")


def _app(item: Item) -> App:
    return App(
        id=item["id"],
        name=item["name"],
        signing_secrets=tuple(StoredSecret(**one) for one in item["signing_secrets"]),
        created_at=item["created_at"],
    )
