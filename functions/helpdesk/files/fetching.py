"""Fetches a file that a message names: one queue message, one attempt."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from helpdesk.files.locating import Locator, NotLocated
from helpdesk.files.logos import LOGO_TYPES, MAX_LOGO_BYTES
from helpdesk.files.models import MAX_FILE_BYTES, File, FileFailure, FileState, FileUsage, Scan
from helpdesk.files.names import complete, of_disposition
from helpdesk.files.parts import LOGO, Fetch, awaited
from helpdesk.files.repository import FileRepository
from helpdesk.files.sniffing import SNIFFED_BYTES, sniff_named
from helpdesk.platform.clock import Clock, to_text
from helpdesk.platform.decompression import UnknownEncoding
from helpdesk.platform.download import CutOff, Download, GuardedDownloader, TooMuch
from helpdesk.platform.frozen import frozen
from helpdesk.platform.objects import Objects
from helpdesk.platform.outbound_address import AddressRefused, NotReached
from helpdesk.platform.queue_attempts import Received
from helpdesk.platform.retrying import MAX_ATTEMPTS, Next, RetryPolicy, retry_after

_OK = 200
# 202 and 404: services announce media before they have it.
_TRANSIENT = {202, 404, 408, 425, 429}


@frozen
class Attempt:
    """One attempt, as it is logged."""

    file_id: str
    outcome: str
    next: Next
    attempt: int = 0
    wait_seconds: int = 0
    size: int | None = None


@frozen
class _Fetched:
    key: str
    size: int
    name: str
    content_type: str


@frozen
class _Failed:
    code: str
    reason: str
    retryable: bool = False
    retry_after_seconds: int | None = None
    is_lasting: bool = False

    @classmethod
    def of(cls, failure: NotLocated) -> "_Failed":
        return cls(
            failure.code, failure.reason, failure.retryable, failure.retry_after_seconds, is_lasting=failure.is_lasting
        )


class FileFetcher:
    def __init__(
        self,
        repository: FileRepository,
        objects: Objects,
        downloader: GuardedDownloader,
        locator: Locator,
        now: Clock,
        retrying: RetryPolicy,
        *,
        scanning: bool,
    ) -> None:
        self._repository = repository
        self._objects = objects
        self._downloader = downloader
        self._locator = locator
        self._now = now
        self._retrying = retrying
        self._scanning = scanning

    def fetch(self, task: Fetch, received: Received) -> Attempt:
        """Raises Unavailable if our own table or bucket is unavailable: that does not count as a failed attempt."""
        file = self._repository.get(task.file_id, consistent=True)
        if file is None or file.may_be_fetched_again(task.message_at):
            file = awaited(task)
        attempt = self._attempt(file, task, received)
        if received.count > 1 and attempt.next is not Next.RETRY:
            self._sweep(file.id, received)
        return attempt

    def _attempt(self, file: File, task: Fetch, received: Received) -> Attempt:
        if file.state is not FileState.PENDING:
            exhausted = file.state is FileState.FAILED and file.attempts >= MAX_ATTEMPTS
            return Attempt(file.id, "settled_before", Next.EXHAUSTED if exhausted else Next.DONE)
        outcome = self._downloaded(file, task, received)
        file = replace(file, attempts=file.attempts + 1)
        return self._complete(file, task, outcome) if isinstance(outcome, _Fetched) else self._fail(file, outcome)

    def _sweep(self, file_id: str, received: Received) -> None:
        """Deletes what earlier receives stored and did not record, because they stopped in between."""
        file = self._repository.get(file_id, consistent=True)
        for count in range(1, received.count):
            key = _key(file_id, replace(received, count=count))
            if file is None or file.object_key != key:
                self._objects.delete(key)

    def _downloaded(self, file: File, task: Fetch, received: Received) -> _Fetched | _Failed:
        url = task.url or self._locator.locate(str(task.account_id), str(task.provider_file))
        return _Failed.of(url) if isinstance(url, NotLocated) else self._from(url, file, task, received)

    def _from(self, url: str, file: File, task: Fetch, received: Received) -> _Fetched | _Failed:
        try:
            with self._downloader.open(url, _limit(task)) as download:
                return _refusal(download) or self._store(file, task, download, _key(file.id, received))
        except AddressRefused as error:
            return _Failed("address_refused", f"The file's URL is not allowed. {error}")
        except UnknownEncoding as error:
            return _Failed(
                "unknown_encoding",
                f"The file's server compressed it with {error} without being asked.",
                is_lasting=True,
            )
        except TooMuch:
            return _Failed("too_large", "The file is larger than the limit.", is_lasting=True)
        except NotReached:
            return _Failed("not_reached", "The file's server could not be reached.", retryable=True)
        except CutOff:
            return _Failed("cut_off", "The file did not arrive completely, or not in time.", retryable=True)

    def _store(self, file: File, task: Fetch, download: Download, key: str) -> _Fetched | _Failed:
        beginning = bytearray()
        size = self._objects.write(key, _remembering(download.chunks, beginning))
        if size == 0:
            self._objects.delete(key)
            return _Failed("empty", "The file is empty.", is_lasting=True)
        # A service that names files by numbers of its own names them like this in its storage too.
        server = None if task.provider_file else of_disposition(download.headers.get("content-disposition", ""))
        name = task.name or server or file.name
        declared = (download.headers.get("content-type"), task.content_type)
        content_type = sniff_named(bytes(beginning), name, *declared)
        if task.purpose == LOGO and content_type not in LOGO_TYPES:
            self._objects.delete(key)
            reason = f"It is {content_type}. A logo is a PNG, JPEG, WebP or GIF picture."
            return _Failed("not_a_logo", reason, is_lasting=True)
        return _Fetched(key, size, complete(name, content_type), content_type)

    def _complete(self, file: File, task: Fetch, fetched: _Fetched) -> Attempt:
        stored = self._repository.settle(
            replace(
                file,
                state=FileState.READY,
                failure=None,
                object_key=fetched.key,
                name=fetched.name,
                size=fetched.size,
                content_type=fetched.content_type,
                usage=file.usage if task.usage else FileUsage.of_type(fetched.content_type),
                scan=Scan.PENDING if self._scanning else Scan.NOT_SCANNED,
                ready_at=to_text(self._now()),
            )
        )
        if stored.object_key != fetched.key:  # another attempt was faster
            self._objects.delete(fetched.key)
        return Attempt(file.id, "fetched", Next.DONE, file.attempts, size=fetched.size)

    def _fail(self, file: File, failed: _Failed) -> Attempt:
        retry_after_seconds = failed.retry_after_seconds
        verdict = self._retrying.after(
            file.attempts, retryable=failed.retryable, retry_after_seconds=retry_after_seconds
        )
        reason = failed.reason
        if verdict.next is Next.EXHAUSTED:
            reason += f" All {file.attempts} attempts failed."
        state = FileState.PENDING if verdict.next is Next.RETRY else FileState.FAILED
        self._repository.settle(
            replace(file, state=state, failure=FileFailure(failed.code, reason, is_lasting=failed.is_lasting))
        )
        return Attempt(file.id, failed.code, verdict.next, file.attempts, verdict.wait_seconds)


def _limit(task: Fetch) -> int:
    return MAX_LOGO_BYTES if task.purpose == LOGO else MAX_FILE_BYTES


def _refusal(download: Download) -> _Failed | None:
    if download.status == _OK:
        return None
    code, reason = f"status_{download.status}", f"The file's server responded with status {download.status}."
    retryable = download.status in _TRANSIENT or download.status >= 500
    return _Failed(code, reason, retryable, retry_after(download.headers.get("retry-after")))


def _remembering(chunks: Iterable[bytes], beginning: bytearray) -> Iterator[bytes]:
    for chunk in chunks:
        beginning += chunk[: SNIFFED_BYTES - len(beginning)]
        yield chunk


def _key(file_id: str, received: Received) -> str:
    """Where this receive stores the file: nobody else writes there, and the next receive can derive it."""
    return f"files/{file_id}/{received.message_id}-{received.count}"
