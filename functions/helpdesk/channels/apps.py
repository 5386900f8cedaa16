"""Apps: integrations that register channels and sign with one secret for all of them."""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from helpdesk.platform.attributes import Key
from helpdesk.platform.clock import Clock, to_text
from helpdesk.platform.dynamodb import ConditionFailed, Table, TransactionFailed, Write
from helpdesk.platform.errors import Conflict, InvalidRequest, NotFound
from helpdesk.platform.frozen import frozen
from helpdesk.platform.ids import NewId
from helpdesk.platform.records import dump, load
from helpdesk.platform.secrets import SecretBox, open_all
from helpdesk.platform.stored_secret import StoredSecret, live, succeed


@frozen
class App:
    id: str
    name: str
    signing_secrets: tuple[StoredSecret, ...]
    """Signs requests to the app and from the app: one secret for all its channels, newest first."""
    created_at: str

    @property
    def secret_owner(self) -> str:
        return f"app/{self.id}"


class AppRepository:
    def __init__(self, table: Table) -> None:
        self._table = table

    def get(self, app_id: str) -> App | None:
        item = self._table.get(_key(app_id))
        return load(App, item) if item else None

    def create(self, app: App) -> None:
        """Raises ConditionFailed if the id is taken."""
        self._table.write(self._table.putting(_key(app.id), dump(app) | {"kind": "app"}))

    def set_signing_secrets(self, app: App, secrets: Sequence[StoredSecret], also: Sequence[Write]) -> None:
        """With additional writes. Raises TransactionFailed if somebody changed the secrets since then."""
        was, becomes = (
            dump(version)["signing_secrets"] for version in (app, replace(app, signing_secrets=tuple(secrets)))
        )
        changes = {"signing_secrets": becomes}
        update = self._table.changing(_key(app.id), "#signing_secrets = :was", changes, {"was": was})
        self._table.transact([update, *also])


def _key(app_id: str) -> Key:
    return Key(f"app#{app_id}", "app")


_ID = re.compile(r"[a-z0-9][a-z0-9-]{0,62}")


class AppRegistration:
    def __init__(self, repository: AppRepository, box: SecretBox, now: Clock, new_id: NewId) -> None:
        self._repository = repository
        self._box = box
        self._now = now
        self._new_id = new_id

    def register(self, app_id: str, name: str, secret: str) -> App:
        """Raises InvalidRequest for an id that cannot be part of a URL, Conflict for one that is taken."""
        if not _ID.fullmatch(app_id):
            raise InvalidRequest(f"{app_id!r}: use up to 63 lower-case letters, digits and hyphens.")
        now = to_text(self._now())
        sealed = self._box.seal(secret.encode(), f"app/{app_id}")
        app = App(app_id, name, (StoredSecret(self._new_id(), sealed, now),), now)
        try:
            self._repository.create(app)
        except ConditionFailed as failure:
            raise Conflict(f"The app {app_id!r} exists already.") from failure
        return app

    def rotate(self, app_id: str, secret: str, overlap: timedelta, also: Sequence[Write]) -> None:
        """The new secret is valid immediately; the previous ones stay valid for `overlap`. `also`: the audit event.
        Raises NotFound, Conflict."""
        app = self._repository.get(app_id)
        if app is None:
            raise NotFound(f"There is no app {app_id!r}.")
        now = self._now()
        newest = StoredSecret(self._new_id(), self._box.seal(secret.encode(), app.secret_owner), to_text(now))
        secrets = succeed(app.signing_secrets, newest, to_text(now + overlap))
        try:
            self._repository.set_signing_secrets(app, secrets, also)
        except TransactionFailed as failure:
            raise Conflict("Somebody else is rotating this app's secret. Retry the command.") from failure


class AppSecrets:
    """The secrets that sign an app's requests, and Kanaal's requests to it."""

    def __init__(self, repository: AppRepository, box: SecretBox) -> None:
        self._repository = repository
        self._box = box

    def live(self, app_id: str, now: str) -> tuple[str, ...]:
        """Newest first; none if the app no longer exists."""
        app = self._repository.get(app_id)
        stored = live(app.signing_secrets, now) if app else ()
        return open_all(self._box, stored, f"app/{app_id}")
