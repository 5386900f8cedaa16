"""Translates pydantic's errors to the messages of the APIs, in one way for all request bodies."""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from pydantic import ValidationError

from helpdesk.platform.errors import FieldError, InvalidRequest

_NAMED_AT_MOST = 50
_WHERE = re.compile(r"line ([0-9]+) column ([0-9]+)$")
_ENUM_MEMBER = re.compile(r"<\w+\.\w+: ('[^']*')>")
"""As pydantic writes one of several members: the value is what a client can send."""
_OWN, _FROM_PARSER = "Value error, ", "Invalid JSON: "
_MUST_BE = "This must be "
# By the start of pydantic's type, the longest first. What a message quotes is a rule, never what was submitted.
_MESSAGES = {
    "missing": "This field is required.",
    "extra_forbidden": "This field does not exist.",
    "union_tag_not_found": "This field is required.",
    "union_tag_invalid": "This must be one of {expected_tags}.",
    "literal_error": "This must be {expected}.",
    "enum": "This must be {expected}.",
    "string_too_short": "This must have at least {min_characters}.",
    "string_too_long": "This must have at most {max_characters}.",
    "string_pattern_mismatch": "This must match the pattern {pattern}.",
    "string": "This must be a string.",
    "too_short": "This must have at least {min_entries}.",
    "too_long": "This must have at most {max_entries}.",
    "greater_than_equal": "This must be at least {ge}.",
    "greater_than": "This must be greater than {gt}.",
    "less_than_equal": "This must be at most {le}.",
    "less_than": "This must be less than {lt}.",
    "int": "This must be a whole number.",
    "float": "This must be a number.",
    "finite_number": "This must be a number.",
    "bool": "This must be a boolean.",
    "list": "This must be a list.",
    "tuple": "This must be a list.",
    "dict": "This must be an object.",
    "model": "This must be an object.",
    "datetime": "This must be a time with its time zone, for example 2026-11-22T09:00:00Z.",
    "timezone": "This must be a time with its time zone, for example 2026-11-22T09:00:00Z.",
    "url_too_long": "This URL must have at most {max_length} characters.",
    "url": "This must be a URL, for example https://example.com/.",
}
_BY_LENGTH = sorted(_MESSAGES, key=len, reverse=True)
_NO_BODY = object()
Location = Sequence[int | str]
PydanticError = Mapping[str, Any]


def path_of(location: Location) -> str:
    """`("data", 0, "message", "id")` becomes `data[0].message.id`, in the spelling of the request; `body` for the
    whole body. An invalid name in a mapping has the path of its value."""
    named = [part for part in location if part != "[key]"]
    path = "".join(f"[{part}]" if isinstance(part, int) else f".{part[:64]}" for part in named)
    return path.removeprefix(".") or "body"


def problems_of(error: ValidationError) -> Sequence[PydanticError]:
    """Never contains the submitted value: it may be secret."""
    return error.errors(include_url=False, include_input=False)


def location_in(body: Any, problem: PydanticError) -> Location:
    """Without what pydantic adds to a location, such as the member of a union that was tried: it is not in the body.
    A field that is missing there is."""
    found: list[int | str] = []
    last = len(problem["loc"]) - 1
    for at, part in enumerate(problem["loc"]):
        if _has(body, part):
            body = body[part]
        elif at < last or problem["type"] != "missing":
            continue
        found.append(part)
    if problem["type"].startswith("union_tag"):
        found.append(problem["ctx"]["discriminator"].strip("'"))
    return found


def _has(body: Any, part: int | str) -> bool:
    if isinstance(part, int):
        return isinstance(body, list | tuple) and part < len(body)
    return isinstance(body, Mapping) and part in body


def message_of(problem: PydanticError) -> str:
    """What to send instead, in our own words."""
    kind, message = problem["type"], str(problem["msg"])
    if message.startswith(_OWN):
        return message.removeprefix(_OWN)
    template = next((_MESSAGES[start] for start in _BY_LENGTH if kind.startswith(start)), "This value is not valid.")
    given = problem.get("ctx") or {}
    text = template.format_map({**_counted(given, "min"), **_counted(given, "max"), **given})
    return _ENUM_MEMBER.sub(r"\1", text)


def _counted(given: Mapping[str, Any], end: str) -> dict[str, str]:
    number = given.get(f"{end}_length", 0)
    return {
        f"{end}_characters": _count(number, "character", "characters"),
        f"{end}_entries": _count(number, "entry", "entries"),
    }


def _count(number: int, singular: str, plural: str) -> str:
    return f"{number} {singular if number == 1 else plural}"


def malformed_json(message: str, line: object = None, column: object = None) -> InvalidRequest:
    context = {"line": [str(line)], "column": [str(column)]} if line and column else {}
    return InvalidRequest(f"The body is not JSON: {message}.", code="malformed_json", context=context)


def not_json(message: str) -> InvalidRequest:
    """`message`: the parser's, which ends with the place if it is known."""
    where = _WHERE.search(message)
    return malformed_json(message.removeprefix(_FROM_PARSER), *(where.groups() if where else ()))


def refused(
    problems: Sequence[PydanticError],
    *,
    body: Any = _NO_BODY,
    code: str = "invalid_request",
    path: Callable[[Location], str] = path_of,
    hint: str = "",
) -> InvalidRequest:
    """`problems`: pydantic's errors, at least one. Names each field, or where the JSON is malformed. With `body`, the
    paths are those of the body. `hint` ends the message."""
    first = problems[0]
    if first["type"] == "json_invalid":
        return not_json(first["msg"])
    messages: dict[str, list[str]] = {}
    for problem in problems:
        location = problem["loc"] if body is _NO_BODY else location_in(body, problem)
        messages.setdefault(path(location), []).append(message_of(problem))
    fields = [FieldError(at, _one_of(texts)) for at, texts in list(messages.items())[:_NAMED_AT_MOST]]
    refusal = InvalidRequest.among(fields, code=code)
    return InvalidRequest(f"{refusal.message.removesuffix('.')}. {hint}", code=code, fields=fields) if hint else refusal


def _one_of(messages: Sequence[str]) -> str:
    """pydantic names an error for each member of a union."""
    first, *others = dict.fromkeys(messages)
    if not all(message.startswith(_MUST_BE) for message in (first, *others)):
        return first
    kinds = [message.removeprefix(_MUST_BE).removesuffix(".") for message in (first, *others)]
    return f"{_MUST_BE}{', or '.join(kinds)}."
