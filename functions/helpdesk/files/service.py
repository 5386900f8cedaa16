"""Files, as everything else sees them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from helpdesk.files.models import File, FileState, LinkedFile
from helpdesk.files.parts import Json, file_ids
from helpdesk.files.repository import FileRepository, FileSettings, FileSettingsRepository
from helpdesk.files.serving import BEING_SCANNED, FileServer
from helpdesk.files.uploads import Uploads
from helpdesk.platform.dynamodb import ConditionFailed
from helpdesk.platform.errors import Conflict, HelpdeskError, NotFound, Unavailable

MESSAGE_LINK_SECONDS = 3600


class Files:
    def __init__(self, repository: FileRepository, uploads: Uploads, serving: FileServer) -> None:
        self._repository = repository
        self._uploads = uploads
        self._serving = serving

    def get(self, file_id: str, *, app_id: str | None = None) -> File:
        """As it is by now. With `app_id`: one that this app has brought. Raises NotFound."""
        file = self._repository.get(file_id, consistent=True)
        if file is None or (app_id is not None and file.app_id != app_id):
            raise NotFound(f"There is no file {file_id!r}.", code="file_not_found")
        return self._serving.scanned(self._uploads.settled(file))

    def usable(self, ids: Sequence[str]) -> dict[str, File]:
        """By id, those that a message may carry: READY, and looked at. The others are left out."""
        found = [self._uploads.settled(file) for file in self._repository.many(ids).values()]
        return {file.id: file for file in found if file.state is FileState.READY}


class MessageFiles:
    """The files of messages, for those who read or send them. What has no file costs no call."""

    def __init__(self, repository: FileRepository, serving: FileServer) -> None:
        self._repository = repository
        self._serving = serving

    def of(self, messages: Iterable[tuple[str, Sequence[Json]]]) -> dict[str, File]:
        """By id, of messages given by id and parts. What nobody has fetched yet is left out."""
        ids = [file_id for message_id, parts in messages for file_id in file_ids(message_id, parts) if file_id]
        return self._repository.many(ids)

    def linked(self, message_id: str, parts: Sequence[Json]) -> Mapping[str, LinkedFile]:
        """By id, each with a link for an hour where it may be served."""
        files = self.of([(message_id, parts)])
        return {file_id: LinkedFile(file, self._url(file)) for file_id, file in files.items()}

    def sent(self, message_id: str, parts: Sequence[Json]) -> Mapping[str, LinkedFile]:
        """The same, for a message that leaves the desk: each must be served. Raises Conflict or Forbidden for the first
        that may not be, Unavailable while one is being searched for malware."""
        files = self.of([(message_id, parts)])
        return {file_id: LinkedFile(file, self._url_to_send(file)) for file_id, file in files.items()}

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


class FileRules:
    """What an administrator decides about files."""

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
            message = "Somebody else changed these settings at the same time. Look at them and try again."
            raise Conflict(message) from failure
        return after
