"""The values of typed fields that a desk defines itself: what each type accepts, and how it is stored. Pure."""

import math
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Any
from urllib.parse import urlsplit

from helpdesk.fields.flaws import Flaw, Unfit
from helpdesk.platform.clock import to_text
from helpdesk.platform.frozen import frozen
from helpdesk.platform.text import storable, visible

Value = str | int | float | bool | list[str]
"""Of a field. A date is `2026-11-26`, a moment `2026-11-26T09:30:00.000000Z`."""

LONGEST_TEXT, LONGEST = 500, 10_000
MOST_CHOSEN = 50
_LONGEST_URL = 2048
_EXACT = 2**53


class FieldType(StrEnum):
    TEXT = "text"
    LONG_TEXT = "long_text"
    NUMBER = "number"
    DATE = "date"
    DATETIME = "datetime"
    CHOICE = "choice"
    MULTI_CHOICE = "multi_choice"
    BOOLEAN = "boolean"
    URL = "url"


CHOOSING = {FieldType.CHOICE, FieldType.MULTI_CHOICE}
TEXTS = {FieldType.TEXT, FieldType.LONG_TEXT}


@frozen
class Choice:
    value: str
    label: str
    retired: bool = False
    """It stays where it was chosen, and cannot be chosen any more."""


@frozen
class Limits:
    minimum: float | None = None
    maximum: float | None = None
    max_length: int | None = None


NO_LIMITS = Limits()


def fitting(
    kind: FieldType, given: Any, choices: Sequence[Choice] = (), limits: Limits = NO_LIMITS, kept: Any = None
) -> Value:
    """The value as it is stored. Raises Unfit. `kept`: the field's value so far, whose choices may be retired."""
    return _READERS[kind](given, choices, limits, kept)


def is_empty(value: Any) -> bool:
    """What does not count as an answer to a field that is required."""
    return value is None or value == [] or (isinstance(value, str) and visible(value) is None)


def _text(given: Any, longest: int) -> str:
    if not isinstance(given, str):
        raise Unfit(Flaw.NOT_TEXT, "must be a text")
    text = storable(given)
    if len(text) > longest:
        raise Unfit(Flaw.TOO_LONG, f"must have at most {longest} characters; it has {len(text)}", longest)
    return text


def _line(given: Any, limits: Limits) -> str:
    text = _text(given, limits.max_length or LONGEST_TEXT)
    if any(letter in "\r\n\u2028\u2029" for letter in text):
        raise Unfit(Flaw.SEVERAL_LINES, "must be one line")
    return text


def _number(given: Any, limits: Limits) -> int | float:
    if isinstance(given, bool) or not isinstance(given, int | float):
        raise Unfit(Flaw.NOT_NUMBER, "must be a number")
    if abs(given) > _EXACT or not math.isfinite(given):  # in this order: a large integer is no float
        raise Unfit(Flaw.NOT_EXACT, f"must be between {-_EXACT} and {_EXACT}")
    if limits.minimum is not None and given < limits.minimum:
        raise Unfit(Flaw.TOO_SMALL, f"must be at least {limits.minimum:g}", limits.minimum)
    if limits.maximum is not None and given > limits.maximum:
        raise Unfit(Flaw.TOO_GREAT, f"must be at most {limits.maximum:g}", limits.maximum)
    return given


def _date(given: Any) -> str:
    unfit = Unfit(Flaw.NOT_DATE, "must be a date such as 2026-11-26")
    if not isinstance(given, str) or len(given) != len("2026-11-26"):
        raise unfit
    try:
        return date.fromisoformat(given).isoformat()
    except ValueError as error:
        raise unfit from error


def _moment(given: Any) -> str:
    unfit = Unfit(Flaw.NOT_MOMENT, "must be a time with its zone, such as 2026-11-26T09:30:00Z")
    if not isinstance(given, str):
        raise unfit
    try:
        moment = datetime.fromisoformat(given)
        utc = to_text(moment.astimezone(UTC))
    except (ValueError, OverflowError) as error:
        raise unfit from error
    if moment.tzinfo is None:
        raise unfit
    return utc


def _boolean(given: Any) -> bool:
    if not isinstance(given, bool):
        raise Unfit(Flaw.NOT_BOOLEAN, "must be true or false")
    return given


def _choice(given: Any, choices: Sequence[Choice], kept: Sequence[Any]) -> str:
    known = {choice.value: choice for choice in choices}
    offered = ", ".join(repr(choice.value) for choice in choices[:20] if not choice.retired)
    if not isinstance(given, str) or given not in known:
        raise Unfit(Flaw.NOT_OFFERED, f"must be one of {offered}" if offered else "has no choices")
    if known[given].retired and given not in kept:
        raise Unfit(Flaw.RETIRED, f"{given!r} cannot be chosen any more; it must be one of {offered}")
    return given


def _choices(given: Any, choices: Sequence[Choice], kept: Any) -> list[str]:
    if not isinstance(given, list) or len(given) > MOST_CHOSEN:
        raise Unfit(Flaw.TOO_MANY, f"must be a list of at most {MOST_CHOSEN} choices", MOST_CHOSEN)
    chosen = [_choice(each, choices, kept if isinstance(kept, list) else ()) for each in given]
    return list(dict.fromkeys(chosen))


def _url(given: Any) -> str:
    text = _text(given, _LONGEST_URL)
    try:
        parts = urlsplit(text)
        _ = parts.port
        whole = parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.username is None
    except ValueError:
        whole = False
    if not whole or any(letter.isspace() or not letter.isprintable() for letter in text):
        raise Unfit(Flaw.NOT_URL, "must be an address such as https://example.com/")
    return text


_READERS: Mapping[FieldType, Callable[[Any, Sequence[Choice], Limits, Any], Value]] = {
    FieldType.TEXT: lambda given, _choices, limits, _kept: _line(given, limits),
    FieldType.LONG_TEXT: lambda given, _choices, limits, _kept: _text(given, limits.max_length or LONGEST),
    FieldType.NUMBER: lambda given, _choices, limits, _kept: _number(given, limits),
    FieldType.DATE: lambda given, *_: _date(given),
    FieldType.DATETIME: lambda given, *_: _moment(given),
    FieldType.CHOICE: lambda given, choices, _limits, kept: _choice(given, choices, [kept]),
    FieldType.MULTI_CHOICE: lambda given, choices, _limits, kept: _choices(given, choices, kept),
    FieldType.BOOLEAN: lambda given, *_: _boolean(given),
    FieldType.URL: lambda given, *_: _url(given),
}
