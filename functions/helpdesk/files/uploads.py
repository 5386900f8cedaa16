"""Files that a client uploads: a form for S3, and checking the upload before it is used.

Uploads go to `uploads/`, where S3 deletes them after a day. A checked upload is copied, by S3 itself and only if it is
unchanged, to where no form can write: so what was checked is what is served.
"""

from dataclasses import replace
from datetime import timedelta

from helpdesk.files.models import File, FileFailure, FileSource, FileState, FileUsage, Scan
from helpdesk.files.names import DEFAULT, cleaned, complete
from helpdesk.files.repository import FileRepository
from helpdesk.files.sniffing import SNIFFED_BYTES, contradicts, sniff_named
from helpdesk.platform.clock import Clock, to_text
from helpdesk.platform.frozen import frozen
from helpdesk.platform.ids import NewId
from helpdesk.platform.objects import Objects, PostForm, Stored

UPLOAD_SECONDS = 15 * 60
_UNDER_WAY = timedelta(minutes=15)
_FORGOTTEN_AFTER = timedelta(days=2)


@frozen
class NewUpload:
    name: str
    content_type: str
    size: int
    usage: FileUsage | None = None


class Uploads:
    def __init__(
        self, repository: FileRepository, objects: Objects, now: Clock, new_id: NewId, *, scanning: bool
    ) -> None:
        self._repository = repository
        self._objects = objects
        self._now = now
        self._new_id = new_id
        self._scanning = scanning

    def begin(
        self, upload: NewUpload, app_id: str | None = None, uploaded_by: str | None = None
    ) -> tuple[File, PostForm]:
        """The pending file, and the form to upload it within 15 minutes."""
        now = self._now()
        file = File(
            id=f"fil_{self._new_id()}",
            name=cleaned(upload.name) or DEFAULT,
            content_type=upload.content_type,
            size=upload.size,
            usage=upload.usage or FileUsage.of_type(upload.content_type),
            state=FileState.PENDING,
            source=FileSource.UPLOAD,
            created_at=to_text(now),
            app_id=app_id,
            uploaded_by=uploaded_by,
            upload_until=to_text(now + timedelta(seconds=UPLOAD_SECONDS)),
            expires_at=int((now + _FORGOTTEN_AFTER).timestamp()),
        )
        form = self._objects.post_form(_posted(file), file.content_type, upload.size, UPLOAD_SECONDS)
        self._repository.create(file)
        return file, form

    def settled(self, file: File) -> File:
        """The state after the check: READY, FAILED, or still PENDING. Idempotent, and the same for every caller."""
        if file.state is not FileState.PENDING or file.source is not FileSource.UPLOAD:
            return file
        stored = self._objects.find(_posted(file))
        if stored is None:
            return self._awaited(file)
        beginning = self._objects.beginning(_posted(file), stored.etag, SNIFFED_BYTES)
        if beginning is None:
            return file
        failure = _wrong_size(file, stored)
        content_type = sniff_named(beginning, file.name, file.content_type)
        if contradicts(content_type, file.content_type):
            reason = f"It was declared as {file.content_type} but is {content_type}."
            failure = failure or FileFailure("type_mismatch", reason)
        if failure:
            self._objects.delete(_posted(file))
            return self._failed(file, failure)
        key = f"files/{file.id}/{stored.etag.strip(chr(34))}"
        if not self._objects.copy(_posted(file), stored.etag, key):
            return file
        ready = replace(
            file,
            state=FileState.READY,
            name=complete(file.name, content_type),
            content_type=content_type,
            usage=FileUsage.of_type(content_type) if file.has_usual_usage else file.usage,
            object_key=key,
            scan=Scan.PENDING if self._scanning else Scan.NOT_SCANNED,
            expires_at=None,
            ready_at=to_text(self._now()),
        )
        return self._repository.settle(ready)

    def _awaited(self, file: File) -> File:
        """Nothing was uploaded. When a form has expired, the last upload may still be in progress."""
        if to_text(self._now() - _UNDER_WAY) <= str(file.upload_until):
            return file
        return self._failed(file, FileFailure("upload_expired", "It was not uploaded within 15 minutes."))

    def _failed(self, file: File, failure: FileFailure) -> File:
        return self._repository.settle(replace(file, state=FileState.FAILED, failure=failure))


def _posted(file: File) -> str:
    return f"uploads/{file.id}"


def _wrong_size(file: File, stored: Stored) -> FileFailure | None:
    """S3 has checked it already; this records the actual values."""
    if stored.size == file.size:
        return None
    return FileFailure("wrong_size", f"It was declared with {file.size} bytes but has {stored.size}.")
