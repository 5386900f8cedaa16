"""The settings of the desk, one item in the table `directory`. There is none until somebody changes them."""

import time
from collections.abc import Callable
from dataclasses import replace

from helpdesk.platform.attributes import Key
from helpdesk.platform.dynamodb import NEW, Table, Write
from helpdesk.platform.recent import Recent
from helpdesk.platform.records import dump, load
from helpdesk.settings.models import DeskSettings

_KEY = Key("settings#desk", "settings")
_FIRST = DeskSettings().version


class SettingsRepository:
    def __init__(self, directory: Table, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._table = directory
        self._recent = Recent[DeskSettings](monotonic)

    def get(self) -> DeskSettings:
        item = self._table.get(_KEY, consistent=True)
        found = load(DeskSettings, item) if item else DeskSettings()
        self._recent.put(_KEY.pk, found)
        return found

    def recent(self) -> DeskSettings:
        """May be up to 15 seconds old."""
        return self._recent.get(_KEY.pk) or self.get()

    def replacing(self, before: DeskSettings, after: DeskSettings) -> Write:
        """It fails if somebody changed them since `before` was read."""
        item = dump(replace(after, version=before.version + 1))
        if before.version == _FIRST:
            return self._table.putting(_KEY, item, NEW)
        return self._table.putting(_KEY, item, "#version = :known", {"known": before.version})

    def transact(self, *writes: Write) -> None:
        """Raises TransactionFailed."""
        self._recent.put(_KEY.pk, None)
        self._table.transact(writes)
