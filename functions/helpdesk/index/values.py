"""Values of fields: what moments and days are, and how an engine keeps a value, so that equal ones are equal and sort
the same everywhere. Pure."""

import hashlib
import math
import re
import struct
import sys
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache

from helpdesk.index.models import Value

_LONGEST = 512
"""Characters of a text that is a value. A longer one is kept by its beginning and a digest: it is found, and sorts by
its first 448 characters."""
_DIGEST = 64
_SIGN = 0x7FFF_FFFF_FFFF_FFFF
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def milliseconds(moment: datetime) -> int:
    """The one in which it was: what is still today is not rounded into tomorrow."""
    return (moment - _EPOCH) // timedelta(milliseconds=1)


def days(day: date) -> int:
    return (day - _EPOCH.date()).days


def number(value: float) -> float:
    """The number as a float. One that is too large is the largest; NaN is no number."""
    try:
        value = float(value)
    except OverflowError:
        value = math.inf if value > 0 else -math.inf
    if math.isnan(value):
        raise ValueError("NaN is not a value of a field")
    return max(-sys.float_info.max, min(sys.float_info.max, value)) + 0.0  # -0.0 is 0.0


def ordinal(value: float) -> int:
    """An integer of 64 bits that sorts as the number does: an engine has whole numbers and others in columns apart, and
    compares the ones with the others by their bits."""
    bits = int.from_bytes(struct.pack(">d", number(value)), "big", signed=True)
    return bits if bits >= 0 else bits ^ _SIGN


def of_ordinal(value: int) -> int | float:
    bits = value if value >= 0 else value ^ _SIGN
    [result] = struct.unpack(">d", bits.to_bytes(8, "big", signed=True))
    return whole(result)


def whole(value: float) -> int | float:
    return int(value) if value.is_integer() else value


def text(value: str) -> str:
    value = value.encode("utf-8", "replace").decode()
    if len(value) <= _LONGEST:
        return value
    return value[: _LONGEST - _DIGEST] + hashlib.sha256(value.encode()).hexdigest()


def kept(value: Value) -> str | int | bool:
    if isinstance(value, bool):
        return value
    return text(value) if isinstance(value, str) else ordinal(value)


@lru_cache(maxsize=4096)
def alias(field: str) -> str:
    """The name of a field in letters, digits and _, whatever people call their properties. Another one for each."""
    return re.sub(r"[^a-z0-9]", lambda match: f"_{ord(match[0]):x}_", field)
