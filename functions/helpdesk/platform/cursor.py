"""Pagination cursors: opaque, signed, bound to the list that they continue."""

import base64
import json
from collections.abc import Sequence

from helpdesk.platform.desk_key import DeskKey
from helpdesk.platform.errors import FieldError, InvalidRequest
from helpdesk.platform.frozen import frozen
from helpdesk.platform.ids import digest

_PURPOSE = "cursor"
_TAG_BYTES = 16


@frozen
class Cursors:
    key: DeskKey

    def of(self, binding: str) -> "Cursor":
        """`binding` names the list with all its filters: a cursor of another list is rejected."""
        return Cursor(self.key, digest(binding)[:8])


@frozen
class Cursor:
    """The cursors of one list."""

    _key: DeskKey
    _binding: str

    def write(self, *parts: str) -> str:
        content = json.dumps([self._binding, *parts], separators=(",", ":")).encode()
        signed = self._key.tag(_PURPOSE, content)[:_TAG_BYTES] + content
        return base64.urlsafe_b64encode(signed).decode().rstrip("=")

    def read(self, cursor: str, *, parts: int, field: str = "cursor") -> Sequence[str]:
        """The values as they were written. Raises InvalidRequest that names the field, for any text that we did not
        write."""
        try:
            padded = cursor.encode("ascii") + b"=" * (-len(cursor) % 4)
            signed = base64.b64decode(padded, altchars=b"-_", validate=True)
        except ValueError:
            signed = b""
        tag, content = signed[:_TAG_BYTES], signed[_TAG_BYTES:]
        if not content or not self._key.fits(_PURPOSE, content, tag):
            raise _refusal("This is not a valid cursor.", field)
        values: list[str]
        binding, *values = json.loads(content)
        if binding != self._binding:
            raise _refusal("This cursor belongs to another list: do not change the filters between pages.", field)
        if len(values) != parts:
            raise _refusal("This cursor is from another version of the API.", field)
        return values


def _refusal(message: str, field: str) -> InvalidRequest:
    hint = "Leave it out to start with the first page."
    return InvalidRequest(f"{message} {hint}", code="bad_cursor", fields=[FieldError(field, message)])
