"""The values of Telegram's objects, checked. Pure.

Whoever reads them raises one of MALFORMED if a value is not what Telegram guarantees: the message is then kept raw.
"""

import math
from collections.abc import Mapping
from typing import Any

from helpdesk.files.models import FileFailure
from helpdesk.messaging.messages import Json
from helpdesk.platform.text import shortened, storable, visible

MALFORMED = (ValueError, KeyError, TypeError, AttributeError, IndexError, OverflowError)
_LONGEST_ID = 512
_EXACT = 2**53
_NAME = 256
MOST_BYTES = 20 * 1024 * 1024
"""core.telegram.org/bots/api#getfile"""
TOO_LARGE = FileFailure(
    "too_large_for_bots",
    "Telegram lets bots fetch at most 20 MB. Ask the customer for a link, or to send it in another way.",
    is_lasting=True,
)


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


def name_of(somebody: Json | None) -> str | None:
    """A user's or a chat's name, if there is something to see in it."""
    somebody = somebody or {}
    names = [str(part) for part in (somebody.get("first_name"), somebody.get("last_name")) if part]
    for name in (" ".join(names), somebody.get("title"), somebody.get("username")):
        if name and visible(str(name)):
            return shortened(storable(str(name)), _NAME)
    return None
