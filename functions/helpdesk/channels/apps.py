"""Apps: integrators' programs, which register channels and sign with one secret for all of them."""

import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import timedelta

from helpdesk.platform.attributes import Item
from helpdesk.platform.clock import Clock, to_text
from helpdesk.platform.dynamodb import NEW, ConditionFailed, Database, Key, TransactionFailed, Write
from helpdesk.platform.errors import Conflict, InvalidRequest, NotFound
from helpdesk.platform.ids import NewId
from helpdesk.platform.secrets import SecretBox, open_all
from helpdesk.platform.stored_secret import StoredSecret, live, succeed


@dataclass(frozen=True, slots=True)
class App:
    id: str
    name: str
    signing_secrets: tuple[StoredSecret, ...]
    """What we sign with when we call the app, and what it signs with: one secret for all its channels, newest first."""
    created_at: str

    @property
    def secret_owner(self) -> str:
        return f"app/{self.id}"


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


_ID = re.compile(r"[a-z0-9][a-z0-9-]{0,62}")


class AppRegistration:
    def __init__(self, repository: AppRepository, box: SecretBox, now: Clock, new_id: NewId) -> None:
        self._repository = repository
        self._box = box
        self._now = now
        self._new_id = new_id

    def register(self, app_id: str, name: str, secret: str) -> App:
        """Raises InvalidRequest for an id that could not stand in a URL, Conflict for one that is taken."""
        if not _ID.fullmatch(app_id):
            raise InvalidRequest(f"{app_id!r}: take up to 63 lower-case letters, digits and hyphens.")
        now = to_text(self._now())
        sealed = self._box.seal(secret.encode(), f"app/{app_id}")
        app = App(app_id, name, (StoredSecret(self._new_id(), sealed, now),), now)
        try:
            self._repository.create(app)
        except ConditionFailed as failure:
            raise Conflict(f"There is an app {app_id!r} already.") from failure
        return app

    def rotate(self, app_id: str, secret: str, overlap: timedelta, also: Sequence[Write]) -> None:
        """The new secret is live at once; those before it stay so for `overlap`. `also`: what tells of it. Raises
        NotFound, Conflict."""
        app = self._repository.get(app_id)
        if app is None:
            raise NotFound(f"There is no app {app_id!r}.")
        now = self._now()
        newest = StoredSecret(self._new_id(), self._box.seal(secret.encode(), app.secret_owner), to_text(now))
        secrets = succeed(app.signing_secrets, newest, to_text(now + overlap))
        try:
            self._repository.set_signing_secrets(app, secrets, also)
        except TransactionFailed as failure:
            raise Conflict("Somebody else is rotating this app's secret. Try again.") from failure


class AppSecrets:
    """What an app's calls, and ours to it, are signed with."""

    def __init__(self, repository: AppRepository, box: SecretBox) -> None:
        self._repository = repository
        self._box = box

    def live(self, app_id: str, now: str) -> tuple[str, ...]:
        """Newest first; none where there is no such app any more."""
        app = self._repository.get(app_id)
        stored = live(app.signing_secrets, now) if app else ()
        return open_all(self._box, stored, f"app/{app_id}")
