"""Files, as other packages use them."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from typing import Self

from helpdesk.files.logos import is_shown
from helpdesk.files.models import File, FileState, LinkedFile
from helpdesk.files.parts import Json, file_ids
from helpdesk.files.repository import FileRepository, FileSettings, FileSettingsRepository
from helpdesk.files.serving import BEING_SCANNED, FileServer
from helpdesk.files.uploads import Uploads
from helpdesk.platform.attributes import Item, Key
from helpdesk.platform.clock import Clock
from helpdesk.platform.dynamodb import ConditionFailed, Table
from helpdesk.platform.errors import Conflict, HelpdeskError, NotFound, Unavailable
from helpdesk.platform.frozen import frozen
from helpdesk.platform.ids import new_ulid
from helpdesk.platform.objects import Objects

MESSAGE_LINK_SECONDS = 3600


class Files:
    def __init__(self, repository: FileRepository, uploads: Uploads, serving: FileServer) -> None:
        self._repository = repository
        self._uploads = uploads
        self._serving = serving

    def get(self, file_id: str, *, app_id: str | None = None) -> File:
        """The current state. With `app_id`: only a file that this app uploaded. Raises NotFound."""
        file = self._repository.get(file_id, consistent=True)
        if file is None or (app_id is not None and file.app_id != app_id):
            raise NotFound(f"There is no file {file_id!r}.", code="file_not_found")
        return self._serving.scanned(self._uploads.settled(file))

    def usable(self, ids: Sequence[str]) -> dict[str, File]:
        """By id, the files that a message may contain: READY and checked. Others are left out."""
        found = [self._uploads.settled(file) for file in self._repository.many(ids).values()]
        return {file.id: file for file in found if file.state is FileState.READY}


class MessageFiles:
    """The files of messages, for those who read or send them. Messages without files cost no call."""

    def __init__(self, repository: FileRepository, serving: FileServer) -> None:
        self._repository = repository
        self._serving = serving

    def of(self, messages: Iterable[tuple[str, Sequence[Json]]]) -> dict[str, File]:
        """By id, for messages given by id and parts, with the results of their scans; a few of those that are awaited
        are asked for. Files that were not fetched yet are left out."""
        return self._serving.listed(self._stored(messages))

    def keys_of(self, messages: Iterable[tuple[str, Sequence[Json]]]) -> list[Key]:
        """For whoever reads them together with something else."""
        return self._repository.keys_of(_ids_of(messages))

    def of_items(self, items: Sequence[Item]) -> dict[str, File]:
        """As `of`, from items that were read by these keys."""
        return self._serving.listed(self._repository.of_items(items))

    def linked(self, message_id: str, parts: Sequence[Json]) -> Mapping[str, LinkedFile]:
        """By id, each with a link for an hour if it may be served."""
        files = self._stored([(message_id, parts)])
        return {file_id: LinkedFile(file, self._url(file)) for file_id, file in files.items()}

    def sent(self, message_id: str, parts: Sequence[Json]) -> Mapping[str, LinkedFile]:
        """The same, for an outbound message: every file must be served. Raises Conflict or Forbidden for the first one
        that may not be, Unavailable while one is being scanned for malware."""
        files = self._stored([(message_id, parts)])
        return {file_id: LinkedFile(file, self._url_to_send(file)) for file_id, file in files.items()}

    def read(self, file: File) -> Iterator[bytes]:
        """The bytes of a file that may be served. Raises Unavailable, also in the middle."""
        return self._serving.read(file)

    def remember(self, file: File, account_id: str, name: str | None) -> None:
        """What the account's service calls it; None: it does not know the name that we had. Best effort: the file can
        always be uploaded."""
        with suppress(ConditionFailed, Unavailable):
            self._repository.sent(file, account_id, name)

    def _stored(self, messages: Iterable[tuple[str, Sequence[Json]]]) -> dict[str, File]:
        return self._repository.many(_ids_of(messages))

    def _url_to_send(self, file: File) -> str:
        try:
            return self._serving.link(file, MESSAGE_LINK_SECONDS).url
        except Conflict as refusal:
            if refusal.code == BEING_SCANNED:
                raise Unavailable(refusal.message) from refusal
            raise

    def _url(self, file: File) -> str | None:
        try:
            return self._serving.link(file, MESSAGE_LINK_SECONDS).url
        except HelpdeskError as refusal:
            if refusal.status >= 500:
                raise
            return None


def _ids_of(messages: Iterable[tuple[str, Sequence[Json]]]) -> list[str]:
    return [file_id for message_id, parts in messages for file_id in file_ids(message_id, parts) if file_id]


@frozen
class Picture:
    content_type: str
    content: bytes


class LogoFiles:
    """The files that are kept as logos of channels."""

    def __init__(self, repository: FileRepository, serving: FileServer) -> None:
        self._repository = repository
        self._serving = serving

    def shown(self, file_ids: Sequence[str]) -> set[str]:
        """Those that are here and may be shown; as in any list, a few results of scans are asked for. None costs no
        call."""
        found = self._serving.listed(self._repository.many(file_ids)).values()
        return {file.id for file in found if is_shown(file)}

    def read(self, file_id: str) -> Picture | None:
        """None if it may not be shown. Raises Unavailable."""
        file = self._repository.get(file_id)
        if file is None or not is_shown(self._serving.scanned(file)):
            return None
        return Picture(file.content_type, b"".join(self._serving.read(file)))


class FileRules:
    """The administrator's settings for files."""

    def __init__(self, repository: FileSettingsRepository) -> None:
        self._repository = repository

    def get(self) -> FileSettings:
        return self._repository.get()

    def serve_unscanned(self, *, allowed: bool) -> FileSettings:
        before = self._repository.get()
        if before.serve_unscanned == allowed and before.version:
            return before
        after = replace(before, serve_unscanned=allowed, version=before.version + 1)
        try:
            self._repository.put(after)
        except ConditionFailed as failure:
            message = "Somebody else changed these settings at the same time. Read them and retry."
            raise Conflict(message) from failure
        return after


@frozen
class FileUseCases:
    """All that the APIs do with files."""

    files: Files
    uploads: Uploads
    serving: FileServer
    of_messages: MessageFiles
    logos: LogoFiles
    rules: FileRules

    @classmethod
    def on(cls, files: Table, directory: Table, objects: Objects, now: Clock, *, scanning: bool) -> Self:
        repository, settings = FileRepository(files), FileSettingsRepository(directory)
        serving = FileServer(repository, settings, objects, now, scanning=scanning)
        uploads = Uploads(repository, objects, now, new_ulid, scanning=scanning)
        return cls(
            files=Files(repository, uploads, serving),
            uploads=uploads,
            serving=serving,
            of_messages=MessageFiles(repository, serving),
            logos=LogoFiles(repository, serving),
            rules=FileRules(settings),
        )
