"""What a kind of content becomes in the desk's own form; and the values of an update, checked. Pure.

Whoever reads content raises one of MALFORMED if a value is not what Telegram guarantees: the message is then kept raw.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from helpdesk.messaging.messages import Json
from helpdesk.platform.text import storable

MALFORMED = (ValueError, KeyError, TypeError, AttributeError, IndexError, OverflowError)
_LONGEST_ID = 512
_EXACT = 2**53


@dataclass(frozen=True, slots=True)
class Shown:
    """What the conversation shows of a kind of content."""

    text: str = ""
    html: str | None = None
    """The text, formatted; None if it has no formatting."""
    parts: tuple[Json, ...] = ()
    label: str | None = None
    """What came, where that is more than its kind of content says."""
    is_shown: bool = True
    """Whether anything of it is shown; otherwise its label only says what came."""
    is_whole: bool = True
    """Whether all of it is shown."""


def identifier(value: Any) -> str:
    if not isinstance(value, str) or not 0 < len(value) <= _LONGEST_ID:
        raise ValueError("not an identifier")
    return storable(value)


def words(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError("not a text")
    return storable(value)


def number(value: Any) -> int:
    """A size, a length of time, a count."""
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value < _EXACT:
        raise ValueError("not a number of something")
    return value


def integer(value: Any) -> int:
    """An id, or a moment: Telegram's chats of groups have negative ids."""
    if type(value) is not int:
        raise TypeError("not an integer")
    return value


def optional_number(value: Any) -> int | None:
    return None if value is None else number(value)


def degrees(value: Any, most: float) -> float:
    if not isinstance(value, int | float) or not math.isfinite(value) or abs(value) > most:
        raise ValueError("not a place on the Earth")
    return float(value)


def has_only(content: Mapping[str, Any], *fields: str) -> bool:
    return content.keys() <= set(fields)
