"""Use cases of apps."""

import re
from collections.abc import Sequence
from datetime import timedelta

from helpdesk.channels.apps_models import App
from helpdesk.channels.apps_repository import AppRepository
from helpdesk.platform.clock import Clock, to_text
from helpdesk.platform.dynamodb import ConditionFailed, TransactionFailed, Write
from helpdesk.platform.errors import Conflict, InvalidRequest, NotFound
from helpdesk.platform.ids import NewId
from helpdesk.platform.secrets import SecretBox, open_all
from helpdesk.platform.stored_secret import StoredSecret, live, succeed

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
