"""Identifiers. Derived ones are hashes of what they identify, so that finding them needs no lookup."""

import hashlib
import os
from collections.abc import Callable
from datetime import datetime

from helpdesk.platform.clock import utc_now


def _pairs(alphabet: str) -> tuple[str, ...]:
    return tuple(first + second for first in alphabet for second in alphabet)


_BASE32 = _pairs("abcdefghijklmnopqrstuvwxyz234567")
_CROCKFORD = _pairs("0123456789abcdefghjkmnpqrstvwxyz")

NewId = Callable[[], str]


def digest(*parts: str) -> str:
    """26 characters, 128 bits, the same for the same parts; ("a", "bc") is not ("ab", "c")."""
    state = hashlib.sha256()
    for part in parts:
        raw = part.encode()
        state.update(len(raw).to_bytes(8, "big") + raw)
    return _encoded(int.from_bytes(state.digest()[:16], "big") << 2, _BASE32)


def new_ulid(now: datetime | None = None) -> str:
    """26 characters, sortable by the millisecond in which they were created (the ULID specification, in lower case)."""
    milliseconds = int((now or utc_now()).timestamp() * 1000)
    value = (milliseconds << 80) | int.from_bytes(os.urandom(10), "big")
    return _encoded(value, _CROCKFORD)


def _encoded(value: int, pairs: tuple[str, ...]) -> str:
    """130 bits as 26 characters. Two at a time: each message needs four such ids."""
    return "".join([pairs[(value >> shift) & 1023] for shift in range(120, -10, -10)])


def new_number() -> str:
    """A random number below 2^53: the channel contract has numbers in its paths, and JavaScript reads them."""
    return str(int.from_bytes(os.urandom(8), "big") % (2**53 - 10**15) + 10**15)
