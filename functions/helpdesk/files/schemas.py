"""Files in the format of the desk API."""

from collections.abc import Mapping, Sequence
from typing import Annotated, Any, Self

from pydantic import Field, field_validator

from helpdesk.files.models import MAX_FILE_BYTES, File, FileSource, FileState, FileUsage, Scan
from helpdesk.files.parts import FILE, Json, awaited_files, file_ids, shown_name
from helpdesk.files.repository import FileSettings
from helpdesk.files.serving import Link
from helpdesk.files.uploads import NewUpload
from helpdesk.platform.objects import PostForm
from helpdesk.platform.schemas import RequestModel, ResponseModel, Time
from helpdesk.platform.text import snake, with_keys

ContentType = Annotated[
    str,
    Field(
        pattern=r"^[A-Za-z0-9!#$&^_.+-]{1,127}/[A-Za-z0-9!#$&^_.+-]{1,127}$",
        description="Without parameters: `image/png`.",
    ),
]
FileName = Annotated[str, Field(min_length=1, max_length=255)]
FileSize = Annotated[
    int, Field(ge=1, le=MAX_FILE_BYTES, description="In bytes: the upload must have exactly this size.")
]


_MEASURED = ("durationSeconds", "width", "height")
"""As the service states them."""


class FileIn(RequestModel):
    name: FileName
    content_type: ContentType
    size: FileSize
    usage: Annotated[FileUsage | None, Field(description="The default follows from the type.")] = None

    def upload(self) -> NewUpload:
        return NewUpload(self.name, self.content_type, self.size, self.usage)


class FileFailureOut(ResponseModel):
    code: str
    reason: str


class FileOut(ResponseModel):
    id: str
    name: str
    content_type: str
    size: int | None
    usage: FileUsage
    state: FileState
    failure: FileFailureOut | None
    scan: Scan
    source: FileSource
    created_at: Time

    @classmethod
    def of(cls, file: File) -> Self:
        return cls.model_validate(file)

    @field_validator("size", mode="before")
    @classmethod
    def _known(cls, size: int) -> int | None:
        return size or None


class UploadOut(ResponseModel):
    url: Annotated[str, Field(description="Where to POST, as multipart/form-data.")]
    fields: Annotated[dict[str, str], Field(description="Form fields; the field `file` comes last.")]
    expires_at: Time


class NewFileOut(ResponseModel):
    file: FileOut
    upload: UploadOut

    @classmethod
    def of(cls, file: File, form: PostForm) -> Self:
        upload = UploadOut(url=form.url, fields=dict(form.fields), expires_at=str(file.upload_until))
        return cls(file=FileOut.of(file), upload=upload)


class FileLinkOut(ResponseModel):
    url: str
    expires_at: Time

    @classmethod
    def of(cls, link: Link) -> Self:
        return cls.model_validate(link)


class FileSettingsIn(RequestModel):
    serve_unscanned: bool


class FileSettingsOut(ResponseModel):
    serve_unscanned: Annotated[bool, Field(description="Whether files that were not scanned for malware are served.")]

    @classmethod
    def of(cls, settings: FileSettings) -> Self:
        return cls.model_validate(settings)


def shown_parts(
    message_id: str, message_at: str, parts: Sequence[Json], files: Mapping[str, File]
) -> list[dict[str, Any]]:
    """The parts of a message as the timeline shows them, with the current state of each file."""
    known = {**awaited_files(message_id, message_at, parts), **files}
    ids = file_ids(message_id, parts)
    return [_shown(part, file_id, known.get(file_id or "")) for part, file_id in zip(parts, ids, strict=True)]


def _shown(part: Json, file_id: str | None, file: File | None) -> dict[str, Any]:
    if file_id is None:
        return {**with_keys(part, snake)}
    about = _about(part, file) if file else {"file_id": file_id}
    if part["type"] == FILE:
        return {"type": FILE} | about
    return {**with_keys(part, snake), "file": about}


def _about(part: Json, file: File) -> dict[str, Any]:
    """The message's own values override those of the file."""
    failure = file.failure
    measured = {snake(name): part[name] for name in _MEASURED if name in part}
    return {
        "file_id": file.id,
        "name": shown_name(part, file),
        "content_type": file.content_type,
        "size": file.size or part.get("size"),
        "usage": part.get("fileUsageType") or file.usage.value,
        "state": file.state.value,
        "failure": {"code": failure.code, "reason": failure.reason} if failure else None,
        "scan": file.scan.value,
        "source_url": part.get("source"),
    } | measured
