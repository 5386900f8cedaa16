"""A form with files as the body of a request: multipart/form-data (RFC 7578), of a size that is known before the files
are read, so that no file is ever in memory as a whole."""

import secrets
from collections.abc import Callable, Iterator, Mapping
from dataclasses import field

from helpdesk.platform.frozen import frozen
from helpdesk.platform.outbound_http import StreamedBody


@frozen
class FormFile:
    name: str
    content_type: str
    size: int
    """Bytes: exactly as many as `read` has."""
    read: Callable[[], Iterator[bytes]]


@frozen
class Form:
    fields: Mapping[str, str]
    files: Mapping[str, FormFile]
    boundary: str = field(default_factory=lambda: f"kanaal-{secrets.token_hex(16)}")
    """Random: whoever writes a text or a file cannot end its part."""

    @property
    def content_type(self) -> str:
        return f"multipart/form-data; boundary={self.boundary}"

    @property
    def body(self) -> StreamedBody:
        size = len(self._start) + sum(len(self._head(name)) + file.size + 2 for name, file in self.files.items())
        return StreamedBody(size + len(self._end), self._written)

    def _written(self) -> Iterator[bytes]:
        yield self._start
        for name, file in self.files.items():
            yield self._head(name)
            yield from file.read()
            yield b"\r\n"
        yield self._end

    @property
    def _start(self) -> bytes:
        parts = (
            f'--{self.boundary}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
            for name, value in self.fields.items()
        )
        return "".join(parts).encode()

    @property
    def _end(self) -> bytes:
        return f"--{self.boundary}--\r\n".encode()

    def _head(self, name: str) -> bytes:
        file = self.files[name]
        disposition = f'form-data; name="{name}"; filename="{_quoted(file.name)}"'
        kind = f"Content-Type: {file.content_type}"
        return f"--{self.boundary}\r\nContent-Disposition: {disposition}\r\n{kind}\r\n\r\n".encode()


def _quoted(name: str) -> str:
    """As browsers write it."""
    return name.replace('"', "%22").replace("\r", "%0D").replace("\n", "%0A")
