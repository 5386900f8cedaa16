"""Translates pydantic's errors to the messages of the APIs, in one way for all request bodies."""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from pydantic import ValidationError

from helpdesk.platform.errors import FieldError, InvalidRequest

_NAMED_AT_MOST = 50
_WHERE = re.compile(r"line ([0-9]+) column ([0-9]+)$")
_PYDANTIC_PREFIX = "Value error, "
Location = Sequence[int | str]


def path_of(location: Location) -> str:
    """`("data", 0, "message", "id")` becomes `data[0].message.id`, in the spelling of the request; `body` for the
    whole body. An invalid name in a mapping has the path of its value."""
    named = [part for part in location if part != "[key]"]
    path = "".join(f"[{part}]" if isinstance(part, int) else f".{part[:64]}" for part in named)
    return path.removeprefix(".") or "body"


def problems_of(error: ValidationError) -> Sequence[Mapping[str, Any]]:
    """Never contains the submitted value: it may be secret."""
    return error.errors(include_url=False, include_context=False, include_input=False)


def malformed_json(message: str, line: object = None, column: object = None) -> InvalidRequest:
    context = {"line": [str(line)], "column": [str(column)]} if line and column else {}
    return InvalidRequest(f"The body is not JSON: {message}.", code="malformed_json", context=context)


def refused(
    problems: Sequence[Mapping[str, Any]],
    *,
    code: str = "invalid_request",
    path: Callable[[Location], str] = path_of,
    hint: str = "",
) -> InvalidRequest:
    """`problems`: pydantic's errors, at least one. Names each field, or where the JSON is malformed. `hint` ends the
    message."""
    first = problems[0]
    if first["type"] == "json_invalid":
        where = _WHERE.search(first["msg"])
        return malformed_json(first["msg"], *where.groups()) if where else malformed_json(first["msg"])
    fields = [
        FieldError(path(problem["loc"]), problem["msg"].removeprefix(_PYDANTIC_PREFIX))
        for problem in problems[:_NAMED_AT_MOST]
    ]
    refusal = InvalidRequest.among(fields, code=code)
    return InvalidRequest(f"{refusal.message}. {hint}", code=code, fields=fields) if hint else refusal
