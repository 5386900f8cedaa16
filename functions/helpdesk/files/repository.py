"""Files in the table `files`, and the file settings in the table `directory`."""

from collections.abc import Sequence
from contextlib import suppress

from helpdesk.files.models import File, FileState, Scan
from helpdesk.platform.attributes import Item, Key
from helpdesk.platform.dynamodb import NEW, ConditionFailed, Table
from helpdesk.platform.frozen import frozen
from helpdesk.platform.records import dump, load

_SENT_AS = "sent_as_"
_SETTINGS = Key("settings#files", "settings")


class FileRepository:
    def __init__(self, table: Table) -> None:
        self._table = table

    def get(self, file_id: str, *, consistent: bool = False) -> File | None:
        item = self._table.get(_key(file_id), consistent=consistent)
        return _file_from(item) if item else None

    def many(self, file_ids: Sequence[str]) -> dict[str, File]:
        """By id; files that do not exist are left out."""
        return self.of_items(self._table.batch_get(self.keys_of(file_ids)))

    def keys_of(self, file_ids: Sequence[str]) -> list[Key]:
        """For whoever reads them together with something else."""
        return [_key(file_id) for file_id in dict.fromkeys(file_ids)]

    def of_items(self, items: Sequence[Item]) -> dict[str, File]:
        return {item["id"]: _file_from(item) for item in items}

    def create(self, file: File) -> None:
        """Raises ConditionFailed if the id is taken."""
        self._table.write(self._table.putting(_key(file.id), dump(file, "sent_as")))

    def settle(self, file: File) -> File:
        """The file as stored afterwards: this one, unless another has become READY, or FAILED for the same message or
        a newer one, first."""
        unsettled = f"{NEW} OR #state = :pending OR (#state = :failed AND #created_at < :created_at)"
        values = {"pending": FileState.PENDING.value, "failed": FileState.FAILED.value, "created_at": file.created_at}
        try:
            self._table.write(self._table.putting(_key(file.id), dump(file, "sent_as"), unsettled, values))
        except ConditionFailed as failure:
            return _file_from(failure.existing) if failure.existing else file
        return file

    def blank(self, file: File) -> None:
        """Stores what is left of a file that was erased, whatever was known of it until then."""
        before = f"{NEW} OR #created_at <= :created_at"
        write = self._table.putting(_key(file.id), dump(file, "sent_as"), before, {"created_at": file.created_at})
        with suppress(ConditionFailed):  # a later message has named it since
            self._table.write(write)

    def scanned(self, file_id: str, scan: Scan) -> None:
        """Raises ConditionFailed if no scan is pending."""
        awaited = {"awaited": Scan.PENDING.value}
        self._table.write(self._table.changing(_key(file_id), "#scan = :awaited", {"scan": scan.value}, awaited))

    def overdue(self, file_id: str) -> None:
        """Raises ConditionFailed if no scan is pending."""
        awaited = {"awaited": Scan.PENDING.value}
        self._table.write(self._table.changing(_key(file_id), "#scan = :awaited", {"is_overdue": True}, awaited))

    def sent(self, file: File, account_id: str, name: str | None) -> None:
        """The account's service has the file under this name; None: not under the one that was read. Raises
        ConditionFailed if somebody else has changed it in the meantime."""
        attribute, before = f"{_SENT_AS}{account_id}", file.sent_as.get(account_id)
        unchanged = f"attribute_not_exists(#{attribute})" if before is None else f"#{attribute} = :before"
        values = {"ready": FileState.READY.value} | ({} if before is None else {"before": before})
        condition = f"#state = :ready AND {unchanged}"
        self._table.write(self._table.changing(_key(file.id), condition, {attribute: name}, values))


@frozen
class FileSettings:
    serve_unscanned: bool = False
    """Whether files that were not scanned for malware are served."""
    version: int = 0


class FileSettingsRepository:
    def __init__(self, table: Table) -> None:
        self._table = table

    def get(self) -> FileSettings:
        item = self._table.get(_SETTINGS)
        return load(FileSettings, item) if item else FileSettings()

    def put(self, settings: FileSettings) -> None:
        """Raises ConditionFailed if somebody else changed them in the meantime."""
        unchanged = f"{NEW} OR #version = :expected"
        before = {"expected": settings.version - 1}
        self._table.write(self._table.changing(_SETTINGS, unchanged, dump(settings), before))


def _key(file_id: str) -> Key:
    return Key(f"file#{file_id}", "file")


def _file_from(item: Item) -> File:
    sent_as = {name.removeprefix(_SENT_AS): value for name, value in item.items() if name.startswith(_SENT_AS)}
    return load(File, item, sent_as=sent_as)
