"""Files in the table `files`, and what an administrator has decided about them in the table `directory`."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields
from typing import Any

from helpdesk.files.models import File, FileFailure, FileSource, FileState, FileUsage, Scan
from helpdesk.platform.attributes import Item
from helpdesk.platform.dynamodb import NEW, ConditionFailed, Database, Key, Write

_KINDS: dict[str, Any] = {"usage": FileUsage, "state": FileState, "source": FileSource, "scan": Scan}
_SETTINGS = Key("settings#files", "settings")


class FileRepository:
    def __init__(self, database: Database, table: str) -> None:
        self._database = database
        self._table = table

    def get(self, file_id: str, *, consistent: bool = False) -> File | None:
        item = self._database.get(self._table, _key(file_id), consistent=consistent)
        return _file(item) if item else None

    def many(self, file_ids: Sequence[str]) -> dict[str, File]:
        """By id; those that do not exist are left out."""
        keys = [_key(file_id) for file_id in dict.fromkeys(file_ids)]
        return {item["id"]: _file(item) for item in self._database.batch_get(self._table, keys)}

    def create(self, file: File) -> None:
        """Raises ConditionFailed where the id is taken."""
        self._database.write(Write(table=self._table, condition=NEW, item=_item(file)))

    def settle(self, file: File) -> File:
        """The file as it stands afterwards: this one, unless another has become READY or FAILED first."""
        condition = f"{NEW} OR #state = :pending"
        values: Item = {"pending": FileState.PENDING.value}
        try:
            self._database.write(Write(table=self._table, condition=condition, item=_item(file), values=values))
        except ConditionFailed as failure:
            return _file(failure.existing) if failure.existing else file
        return file

    def scanned(self, file_id: str, scan: Scan) -> None:
        """Raises ConditionFailed where no scan is awaited."""
        self._database.write(
            Write(
                table=self._table,
                condition="#scan = :awaited",
                key=_key(file_id),
                update="SET #scan = :scan",
                values={"scan": scan.value, "awaited": Scan.PENDING.value},
            )
        )


@dataclass(frozen=True, slots=True)
class FileSettings:
    serve_unscanned: bool = False
    """Whether files that nobody searched for malware are served all the same."""
    version: int = 0


class FileSettingsRepository:
    def __init__(self, database: Database, table: str) -> None:
        self._database = database
        self._table = table

    def get(self) -> FileSettings:
        item = self._database.get(self._table, _SETTINGS)
        return FileSettings(item["serve_unscanned"], item["version"]) if item else FileSettings()

    def put(self, settings: FileSettings) -> None:
        """Raises ConditionFailed where somebody else changed them meanwhile."""
        self._database.write(
            Write(
                table=self._table,
                condition="attribute_not_exists(#pk) OR #version = :expected",
                key=_SETTINGS,
                update="SET #serve_unscanned = :serve_unscanned, #version = :version",
                values={
                    "serve_unscanned": settings.serve_unscanned,
                    "version": settings.version,
                    "expected": settings.version - 1,
                },
            )
        )


def _key(file_id: str) -> Key:
    return Key(f"file#{file_id}", "file")


def _item(file: File) -> Item:
    return _key(file.id).attributes() | asdict(file)


def _file(item: Item) -> File:
    values: Item = {field.name: item[field.name] for field in fields(File) if field.name in item}
    values |= {name: kind(values[name]) for name, kind in _KINDS.items() if name in values}
    failure = item.get("failure")
    values |= {"failure": FileFailure(**failure) if failure else None}
    return File(**values)
