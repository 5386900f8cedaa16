"""The object store in this process: as KeptObjects, and whoever uses it can end before or after one of its calls."""

import hashlib
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

from helpdesk.platform.kept_objects import Kept, KeptObjects, Listed, Refused, Unchanged


class Stopped(BaseException):
    """The process ends."""


class KeptInMemory(KeptObjects):
    def __init__(self) -> None:
        self.objects: dict[str, bytes] = {}
        self.calls_left: int | None = None
        """Then the process ends: before the call, or after it if that changes something."""
        self.ends_after = False

    def read(self, key: str, known: str | None = None) -> Kept | None:
        with_end = self._call()
        content = self.objects.get(key)
        if with_end:
            raise Stopped
        if content is None:
            return None
        if _etag(content) == known:
            raise Unchanged
        return Kept(content, _etag(content))

    def download(self, key: str, to: Path) -> bool:
        if self._call():
            raise Stopped
        if key not in self.objects:
            return False
        to.write_bytes(self.objects[key])
        return True

    def write(self, key: str, content: bytes, known: str | None) -> str:
        with_end = self._call()
        stored = self.objects.get(key)
        if (stored and _etag(stored)) != known:
            raise Refused
        self.objects[key] = content
        if with_end:
            raise Stopped
        return _etag(content)

    def upload(self, key: str, file: Path) -> None:
        with_end = self._call()
        assert key not in self.objects
        self.objects[key] = file.read_bytes()
        if with_end:
            raise Stopped

    def listed(self, prefix: str) -> Iterator[Listed]:
        self._call()
        return (Listed(key, datetime.now(UTC)) for key in list(self.objects) if key.startswith(prefix))

    def delete(self, keys: Sequence[str]) -> None:
        with_end = self._call()
        for key in keys:
            self.objects.pop(key, None)
        if with_end:
            raise Stopped

    def _call(self) -> bool:
        """Whether the process ends after this call."""
        if self.calls_left is None:
            return False
        self.calls_left -= 1
        if self.calls_left >= 0:
            return False
        self.calls_left = None
        if not self.ends_after:
            raise Stopped
        return True


def _etag(content: bytes) -> str:
    return hashlib.md5(content).hexdigest()
