"""A file that a message carries, and what is known of it. Pure."""

from dataclasses import dataclass
from enum import StrEnum

MAX_FILE_BYTES = 100 * 1024 * 1024
OCTET_STREAM = "application/octet-stream"


class FileUsage(StrEnum):
    IMAGE = "IMAGE"
    AUDIO = "AUDIO"
    VOICE_RECORDING = "VOICE_RECORDING"
    STICKER = "STICKER"
    VIDEO = "VIDEO"
    OTHER = "OTHER"

    @property
    def in_contract(self) -> str:
        """The channel contract has no word for video."""
        return FileUsage.OTHER.value if self is FileUsage.VIDEO else self.value

    @classmethod
    def of_type(cls, content_type: str) -> "FileUsage":
        kind = content_type.partition("/")[0].upper()
        return cls(kind) if kind in {cls.IMAGE, cls.AUDIO, cls.VIDEO} else cls.OTHER


class FileState(StrEnum):
    PENDING = "PENDING"
    """Awaited: from whoever uploads it, or from the address that it is fetched from."""
    READY = "READY"
    FAILED = "FAILED"


class Scan(StrEnum):
    """What the search for malware says."""

    NOT_SCANNED = "NOT_SCANNED"
    """This deployment does not search."""
    PENDING = "PENDING"
    CLEAN = "CLEAN"
    INFECTED = "INFECTED"
    UNSUPPORTED = "UNSUPPORTED"
    """It cannot be looked into: it is too large, or locked by a password."""
    FAILED = "FAILED"


class FileSource(StrEnum):
    UPLOAD = "upload"
    URL = "url"


@dataclass(frozen=True, slots=True)
class FileFailure:
    """Why there is no file, in words for people."""

    code: str
    reason: str


@dataclass(frozen=True, slots=True)
class File:
    id: str
    name: str
    content_type: str
    """Once READY: sniffed; the one that was declared only where it fits."""
    size: int
    """In bytes; 0 while it is not known."""
    usage: FileUsage
    state: FileState
    source: FileSource
    created_at: str
    app_id: str | None = None
    """The app that brought it, and may see it; None for one that the desk's own people brought."""
    object_key: str | None = None
    """Where it lies in the bucket, once READY."""
    failure: FileFailure | None = None
    """Of a PENDING one: why it takes time."""
    scan: Scan = Scan.NOT_SCANNED
    attempts: int = 0
    upload_until: str | None = None
    """Until when an upload is taken."""
    expires_at: int | None = None
    """When an upload that never came is forgotten, in seconds of Unix time."""
    ready_at: str | None = None
    """Since when it lies in the bucket; None until then."""


@dataclass(frozen=True, slots=True)
class LinkedFile:
    file: File
    url: str | None = None
    """None while it may not be served."""
