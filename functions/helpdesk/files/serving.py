"""Handing a file out: by a link to S3 that expires, and only where it was searched for malware, or need not be."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import timedelta
from urllib.parse import quote

from helpdesk.files.models import OCTET_STREAM, File, FileState, Scan
from helpdesk.files.repository import FileRepository, FileSettingsRepository
from helpdesk.platform.clock import Clock, to_text
from helpdesk.platform.dynamodb import ConditionFailed
from helpdesk.platform.errors import Conflict, Forbidden, HelpdeskError
from helpdesk.platform.objects import Objects

LINK_SECONDS = 5 * 60
BEING_SCANNED = "file_being_scanned"
# So long a search may take. One of 100 MB takes minutes: what is not tagged by then was never begun, for want of a
# right, or as the plan is paused. A reply that waits for it should fail while its agent still remembers it.
_SEARCH_ENDS_WITHIN = timedelta(minutes=30)
_SCAN_TAG = "GuardDutyMalwareScanStatus"
_SCANS: Mapping[str, Scan] = {
    "NO_THREATS_FOUND": Scan.CLEAN,
    "THREATS_FOUND": Scan.INFECTED,
    "UNSUPPORTED": Scan.UNSUPPORTED,
    "ACCESS_DENIED": Scan.FAILED,
    "FAILED": Scan.FAILED,
}
# What a browser shows without running anything in it. Everything else is saved, under a type that says nothing.
_INLINE = {
    *("image/png", "image/jpeg", "image/gif", "image/webp", "image/avif", "image/bmp"),
    *("audio/mpeg", "audio/mp4", "audio/ogg", "audio/wav", "audio/webm", "audio/aac"),
    *("video/mp4", "video/webm", "video/ogg", "video/quicktime"),
}


@dataclass(frozen=True, slots=True)
class Link:
    url: str
    expires_at: str


class FileServer:
    def __init__(
        self,
        repository: FileRepository,
        settings: FileSettingsRepository,
        objects: Objects,
        now: Clock,
        *,
        scanning: bool,
    ) -> None:
        self._repository = repository
        self._settings = settings
        self._objects = objects
        self._now = now
        self._scanning = scanning

    def link(self, file: File, seconds: int = LINK_SECONDS) -> Link:
        """Raises Conflict where it is not there yet, or never will be; Forbidden where it may not be served."""
        refusal = self._refusal(file)
        if refusal:
            raise refusal
        shown = file.content_type in _INLINE
        url = self._objects.link(
            str(file.object_key),
            content_type=file.content_type if shown else OCTET_STREAM,
            disposition=disposition("inline" if shown else "attachment", file.name),
            seconds=seconds,
        )
        return Link(url, to_text(self._now() + timedelta(seconds=seconds)))

    def scanned(self, file: File) -> File:
        """With what the search for malware says by now. One that has not ended in time has failed, until it ends."""
        if file.scan is not Scan.PENDING or file.state is not FileState.READY:
            return file
        if not self._scanning:
            return replace(file, scan=Scan.NOT_SCANNED)
        said = self._objects.tags(str(file.object_key)).get(_SCAN_TAG)
        if said is None:
            return replace(file, scan=Scan.FAILED) if self._is_overdue(file) else file
        scan = _SCANS.get(said, Scan.FAILED)
        with suppress(ConditionFailed):
            self._repository.scanned(file.id, scan)
        return replace(file, scan=scan)

    def _is_overdue(self, file: File) -> bool:
        return (file.ready_at or file.created_at) < to_text(self._now() - _SEARCH_ENDS_WITHIN)

    def _refusal(self, file: File) -> HelpdeskError | None:
        if file.state is FileState.PENDING:
            return Conflict("The file is not here yet. Ask again in a moment.", code="file_pending")
        if file.state is FileState.FAILED:
            reason = file.failure.reason if file.failure else ""
            return Conflict(f"There is no file: it could not be had. {reason}".strip(), code="file_failed")
        scan = self.scanned(file).scan
        if scan is Scan.CLEAN or (scan is Scan.NOT_SCANNED and self._settings.get().serve_unscanned):
            return None
        kind, code, message = _REFUSALS[scan]
        return kind(message, code=code)


_REFUSALS: Mapping[Scan, tuple[type[HelpdeskError], str, str]] = {
    Scan.PENDING: (Conflict, BEING_SCANNED, "The file is being searched for malware. Ask again in a moment."),
    Scan.INFECTED: (Forbidden, "file_infected", "The file holds malware, and is not served."),
    Scan.UNSUPPORTED: (
        Forbidden,
        "file_not_searchable",
        "The file cannot be searched for malware, as it is locked or too large, and is not served.",
    ),
    Scan.FAILED: (
        Forbidden,
        "file_not_searchable",
        "The search for malware failed on this file, or did not end in half an hour, and it is not served.",
    ),
    Scan.NOT_SCANNED: (
        Forbidden,
        "file_not_scanned",
        "Nobody has searched the file for malware. PUT /v1/settings/files lets an administrator serve such files.",
    ),
}


def disposition(kind: str, name: str) -> str:
    """RFC 6266: a name in ASCII for old clients, and the whole one."""
    plain = "".join(letter if 31 < ord(letter) < 127 and letter not in '"\\%;' else "_" for letter in name)
    return f"{kind}; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"
