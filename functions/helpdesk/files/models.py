"""A file of a message, and its metadata. Pure."""

from collections.abc import Mapping
from dataclasses import field
from enum import StrEnum

from helpdesk.platform.frozen import frozen

MAX_FILE_BYTES = 100 * 1024 * 1024
OCTET_STREAM = "application/octet-stream"
SHOWN = {
    *("image/png", "image/jpeg", "image/gif", "image/webp", "image/avif", "image/bmp"),
    *("audio/mpeg", "audio/mp4", "audio/ogg", "audio/wav", "audio/webm", "audio/aac"),
    *("video/mp4", "video/webm", "video/ogg", "video/quicktime"),
}
"""Types that a browser shows without running anything. Everything else is saved, with a generic type."""


class FileUsage(StrEnum):
    IMAGE = "IMAGE"
    AUDIO = "AUDIO"
    VOICE_RECORDING = "VOICE_RECORDING"
    STICKER = "STICKER"
    VIDEO = "VIDEO"
    OTHER = "OTHER"

    @property
    def in_contract(self) -> str:
        """The channel contract has no usage for video."""
        return FileUsage.OTHER.value if self is FileUsage.VIDEO else self.value

    @classmethod
    def of_type(cls, content_type: str) -> "FileUsage":
        kind = content_type.partition("/")[0].upper()
        return cls(kind) if kind in {cls.IMAGE, cls.AUDIO, cls.VIDEO} else cls.OTHER


class FileState(StrEnum):
    PENDING = "PENDING"
    """Not here yet: it is being uploaded, or will be fetched."""
    READY = "READY"
    FAILED = "FAILED"


class Scan(StrEnum):
    """The result of the malware scan."""

    NOT_SCANNED = "NOT_SCANNED"
    """This deployment does not scan files."""
    PENDING = "PENDING"
    CLEAN = "CLEAN"
    INFECTED = "INFECTED"
    UNSUPPORTED = "UNSUPPORTED"
    """It cannot be scanned: it is too large, or protected by a password."""
    FAILED = "FAILED"


class FileSource(StrEnum):
    UPLOAD = "upload"
    URL = "url"
    PROVIDER = "provider"
    """The messaging service gave it."""


@frozen
class FileFailure:
    """Why there is no file, as a text for people."""

    code: str
    reason: str
    is_lasting: bool = False
    """Whether the file itself is the reason: whoever fetches it again finds the same."""


@frozen
class File:
    id: str
    name: str
    content_type: str
    """When READY, the detected type; the declared one only if the bytes allow it."""
    size: int
    """In bytes; 0 while unknown."""
    usage: FileUsage
    state: FileState
    source: FileSource
    created_at: str
    app_id: str | None = None
    """The app that uploaded it, and may read it; None for a file that the desk uploaded."""
    uploaded_by: str | None = None
    """The user of the desk who uploaded it, also through an API client."""
    object_key: str | None = None
    """Its key in the bucket, when READY."""
    failure: FileFailure | None = None
    """While PENDING: why it takes time."""
    scan: Scan = Scan.NOT_SCANNED
    is_overdue: bool = False
    """Whether its scan did not finish in time. Lists then no longer ask for the result."""
    attempts: int = 0
    upload_until: str | None = None
    """Until when an upload is accepted."""
    expires_at: int | None = None
    """When the item of an upload that never arrived is deleted, in seconds of Unix time."""
    ready_at: str | None = None
    """When it was stored in the bucket; None until then."""
    sent_as: Mapping[str, str] = field(default_factory=dict)
    """What the services that have it call it, by the account that has sent it."""

    def may_be_fetched_again(self, message_at: str) -> bool:
        """Whether a message of that time, which names this file as an earlier message did, starts again."""
        failed = self.state is FileState.FAILED and self.failure is not None and not self.failure.is_lasting
        return failed and message_at > self.created_at

    @property
    def has_usual_usage(self) -> bool:
        """Whether it follows from the type, as it does unless another one was given."""
        return self.usage is FileUsage.of_type(self.content_type)


@frozen
class LinkedFile:
    file: File
    url: str | None = None
    """None while it must not be served."""
