"""Pagination cursors: opaque, bound to the list that they continue, and validated."""

import base64
import json
from collections.abc import Sequence

from helpdesk.platform.errors import FieldError, InvalidRequest
from helpdesk.platform.ids import digest
from helpdesk.platform.text import storable


class Cursor:
    def __init__(self, binding: str) -> None:
        """`binding` names the list with all its filters: a cursor of another list is rejected."""
        self._binding = digest(binding)[:8]

    def write(self, *parts: str) -> str:
        text = json.dumps([self._binding, *parts], separators=(",", ":"))
        return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")

    def read(self, cursor: str, *, parts: int, field: str = "cursor") -> Sequence[str]:
        """Raises InvalidRequest that names the field."""
        try:
            padded = cursor.encode("ascii") + b"=" * (-len(cursor) % 4)
            values = json.loads(base64.b64decode(padded, altchars=b"-_", validate=True))
        except (ValueError, RecursionError):
            values = None
        if not (isinstance(values, list) and len(values) == parts + 1 and all(_is_text(value) for value in values)):
            raise _refusal("This is not a valid cursor.", field)
        if values[0] != self._binding:
            raise _refusal("This cursor belongs to another list: do not change the filters between pages.", field)
        return values[1:]


def _is_text(value: object) -> bool:
    """JSON may contain half a surrogate pair, which the table cannot store."""
    return isinstance(value, str) and storable(value) == value


def _refusal(message: str, field: str) -> InvalidRequest:
    hint = "Leave it out to start with the first page."
    return InvalidRequest(f"{message} {hint}", code="bad_cursor", fields=[FieldError(field, message)])
