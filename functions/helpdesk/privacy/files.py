"""The files of one person, and the exports of what the desk has of them."""

from collections.abc import Sequence
from datetime import timedelta

from helpdesk.files.models import OCTET_STREAM, File, FileFailure, FileSource, FileState, FileUsage
from helpdesk.files.repository import FileRepository
from helpdesk.inserts.models import LibraryEntry
from helpdesk.inserts.repository import InsertRepository
from helpdesk.platform.clock import from_text
from helpdesk.platform.objects import Objects

_KEPT = timedelta(days=30)
_ERASED = FileFailure("erased", "The file was erased with the person whom it was about.")
EXPORTS = "exports"
LINK_SECONDS = 900


class PersonalFiles:
    def __init__(self, files: FileRepository, objects: Objects, library: InsertRepository[LibraryEntry]) -> None:
        self._files = files
        self._objects = objects
        self._library = library

    def known(self, file_ids: Sequence[str]) -> list[File]:
        return list(self._files.many(file_ids).values()) if file_ids else []

    def erase(self, file_ids: Sequence[str], at: str) -> int:
        """Their bytes and what is known of them; how many there were. What stays for a month says that each was erased,
        so that whoever is still fetching it stores nothing. Documents of the library are the desk's own."""
        kept = {entry.file_id for entry in self._library.all()} if file_ids else set()
        wanted = [each for each in dict.fromkeys(file_ids) if each not in kept]
        known = {file.id: file for file in self.known(wanted)}
        for file_id in wanted:
            file = known.get(file_id)
            if file and file.object_key:
                self._objects.delete(file.object_key)
            if file and file.source is FileSource.UPLOAD:
                self._objects.delete(f"uploads/{file_id}")
            self._files.blank(_erased(file_id, at))
        return len([file for file in known.values() if file.failure != _ERASED])

    def write_export(self, contact_id: str, job_id: str, content: bytes) -> None:
        """Again, if an earlier attempt has written it."""
        self.delete_export(contact_id, job_id)
        self._objects.write(export_key(contact_id, job_id), [content])

    def delete_export(self, contact_id: str, job_id: str) -> None:
        self._objects.delete(export_key(contact_id, job_id))


def export_key(contact_id: str, job_id: str) -> str:
    return f"{EXPORTS}/{contact_id}/{job_id}.json"


def _erased(file_id: str, at: str) -> File:
    return File(
        id=file_id,
        name="",
        content_type=OCTET_STREAM,
        size=0,
        usage=FileUsage.OTHER,
        state=FileState.FAILED,
        source=FileSource.URL,
        created_at=at,
        failure=_ERASED,
        expires_at=int((from_text(at) + _KEPT).timestamp()),
    )
