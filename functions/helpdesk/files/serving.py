"""Serves a file with a link to S3 that expires, and only if it was scanned for malware or need not be."""

from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from urllib.parse import quote

from helpdesk.files.models import OCTET_STREAM, SHOWN, File, FileState, Scan
from helpdesk.files.repository import FileRepository, FileSettingsRepository
from helpdesk.platform.clock import Clock, to_text
from helpdesk.platform.dynamodb import ConditionFailed
from helpdesk.platform.errors import Conflict, Forbidden, HelpdeskError
from helpdesk.platform.frozen import frozen
from helpdesk.platform.objects import Objects

LINK_SECONDS = 5 * 60
BEING_SCANNED = "file_being_scanned"
# The time limit for a scan. A scan of 100 MB takes minutes: a file without a tag after that was never scanned, as a
# permission is missing or the plan is paused. A reply that waits for it should fail while its agent remembers it.
_SCAN_TIMEOUT = timedelta(minutes=30)
_ASKED_FOR_A_LIST = 5
"""The number of files of one list whose results S3 is asked for, at most: one call each, one after the other."""
_SCAN_TAG = "GuardDutyMalwareScanStatus"
_SCANS: Mapping[str, Scan] = {
    "NO_THREATS_FOUND": Scan.CLEAN,
    "THREATS_FOUND": Scan.INFECTED,
    "UNSUPPORTED": Scan.UNSUPPORTED,
    "ACCESS_DENIED": Scan.FAILED,
    "FAILED": Scan.FAILED,
}


@frozen
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
        """Raises Conflict if there is no file yet, or never will be; Forbidden if it may not be served."""
        refusal = self._refusal(file)
        if refusal:
            raise refusal
        shown = file.content_type in SHOWN
        url = self._objects.link(
            str(file.object_key),
            content_type=file.content_type if shown else OCTET_STREAM,
            disposition=disposition("inline" if shown else "attachment", file.name),
            seconds=seconds,
        )
        return Link(url, to_text(self._now() + timedelta(seconds=seconds)))

    def read(self, file: File) -> Iterator[bytes]:
        """The bytes of a file that `link` serves."""
        return self._objects.chunks(str(file.object_key))

    def scanned(self, file: File) -> File:
        """With the current result of the malware scan. A scan that did not finish in time counts as failed, until it
        finishes."""
        if file.scan is not Scan.PENDING or file.state is not FileState.READY:
            return file
        if not self._scanning:
            return replace(file, scan=Scan.NOT_SCANNED)
        verdict = self._objects.tags(str(file.object_key)).get(_SCAN_TAG)
        if verdict is None:
            return replace(file, scan=Scan.FAILED) if self._is_overdue(file) else file
        scan = _SCANS.get(verdict, Scan.FAILED)
        with suppress(ConditionFailed):
            self._repository.scanned(file.id, scan)
        return replace(file, scan=scan)

    def listed(self, files: Mapping[str, File]) -> dict[str, File]:
        """The same for the files of a list, with a bound: those that have waited longest are asked for first, and one
        whose scan is overdue once. Others are as stored; `link` asks again."""
        awaited = [file for file in files.values() if self._is_awaited(file) and not file.is_overdue]
        asked = {file.id: self._asked(file) for file in sorted(awaited, key=_since)[:_ASKED_FOR_A_LIST]}
        return {key: asked.get(file.id) or self._as_stored(file) for key, file in files.items()}

    def _is_awaited(self, file: File) -> bool:
        return self._scanning and file.scan is Scan.PENDING and file.state is FileState.READY

    def _asked(self, file: File) -> File:
        found = self.scanned(file)
        if self._is_overdue(file) and found.scan is Scan.FAILED:
            with suppress(ConditionFailed):  # another request has found its result, or the same
                self._repository.overdue(file.id)
        return found

    def _as_stored(self, file: File) -> File:
        if self._is_awaited(file):
            return replace(file, scan=Scan.FAILED) if file.is_overdue else file
        return self.scanned(file)

    def _is_overdue(self, file: File) -> bool:
        return _since(file) < to_text(self._now() - _SCAN_TIMEOUT)

    def _refusal(self, file: File) -> HelpdeskError | None:
        if file.state is FileState.PENDING:
            return Conflict("The file is not available yet. Retry shortly.", code="file_pending")
        if file.state is FileState.FAILED:
            reason = file.failure.reason if file.failure else ""
            return Conflict(f"There is no file. {reason}".strip(), code="file_failed")
        scan = self.scanned(file).scan
        if scan is Scan.CLEAN or (scan is Scan.NOT_SCANNED and self._settings.get().serve_unscanned):
            return None
        kind, code, message = _REFUSALS[scan]
        return kind(message, code=code)


def _since(file: File) -> str:
    return file.ready_at or file.created_at


_REFUSALS: Mapping[Scan, tuple[type[HelpdeskError], str, str]] = {
    Scan.PENDING: (Conflict, BEING_SCANNED, "The file is being scanned for malware. Retry shortly."),
    Scan.INFECTED: (Forbidden, "file_infected", "The file contains malware and is not served."),
    Scan.UNSUPPORTED: (
        Forbidden,
        "file_not_searchable",
        "The file cannot be scanned for malware, because it is locked or too large, and is not served.",
    ),
    Scan.FAILED: (
        Forbidden,
        "file_not_searchable",
        "The malware scan of this file failed, or did not finish in half an hour, and it is not served.",
    ),
    Scan.NOT_SCANNED: (
        Forbidden,
        "file_not_scanned",
        "The file was not scanned for malware. An administrator can allow such files with PUT /v1/settings/files.",
    ),
}


def disposition(kind: str, name: str) -> str:
    """RFC 6266: an ASCII name for old clients, and the full name."""
    plain = "".join(letter if 31 < ord(letter) < 127 and letter not in '"\\%;' else "_" for letter in name)
    return f"{kind}; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"
