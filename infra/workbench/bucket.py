"""The object store of the index: what is in a folder, and what was written since. Nothing changes the folder but
`save`."""

import hashlib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any


class ObjectError(Exception):
    """As S3 answers it."""

    def __init__(self, status: int, code: str) -> None:
        super().__init__(code)
        self.status, self.code = status, code


@dataclass
class Bucket:
    folder: Path
    written: dict[str, bytes] = field(default_factory=dict)

    def read(self, key: str, if_none_match: str | None) -> tuple[bytes, str]:
        """With its ETag."""
        content = self._content(key)
        if content is None:
            raise ObjectError(404, "NoSuchKey")
        etag = _etag(content)
        if if_none_match == etag:
            raise ObjectError(304, "NotModified")
        return content, etag

    def write(self, key: str, content: bytes, if_match: str | None, if_none_match: str | None) -> str:
        """Its ETag."""
        before = self._content(key)
        there = None if before is None else _etag(before)
        if (if_match and if_match != there) or (if_none_match and there):
            raise ObjectError(412, "PreconditionFailed")
        self.written[key] = content
        return _etag(content)

    def put_object(self, **asked: Any) -> dict[str, Any]:
        """As a client of S3."""
        body = asked["Body"]
        content = body if isinstance(body, bytes) else body.read()
        return {"ETag": self.write(asked["Key"], content, asked.get("IfMatch"), asked.get("IfNoneMatch"))}

    def save(self) -> None:
        """Makes the folder have what was written."""
        for key, content in self.written.items():
            path = self.folder / key
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        self.written.clear()

    def _content(self, key: str) -> bytes | None:
        path = self.folder / key
        return self.written.get(key) or (path.read_bytes() if path.is_file() else None)


def _etag(content: bytes) -> str:
    return f'"{hashlib.md5(content, usedforsecurity=False).hexdigest()}"'
