"""Identifiers. Derived ones are hashes of what they identify, so that finding them needs no lookup."""

import base64
import hashlib
import os
from collections.abc import Callable
from datetime import datetime

from helpdesk.platform.clock import utc_now

_CROCKFORD = "0123456789abcdefghjkmnpqrstvwxyz"

NewId = Callable[[], str]


def digest(*parts: str) -> str:
    """26 characters, 128 bits, the same for the same parts; ("a", "bc") is not ("ab", "c")."""
    state = hashlib.sha256()
    for part in parts:
        raw = part.encode()
        state.update(len(raw).to_bytes(8, "big") + raw)
    return base64.b32encode(state.digest()[:16]).decode().rstrip("=").lower()


def new_ulid(now: datetime | None = None) -> str:
    """26 characters, sortable by the millisecond in which they were created (the ULID specification, in lower case)."""
    milliseconds = int((now or utc_now()).timestamp() * 1000)
    value = (milliseconds << 80) | int.from_bytes(os.urandom(10), "big")
    return "".join(_CROCKFORD[(value >> shift) & 31] for shift in range(125, -5, -5))


def number_of(known: str) -> int:
    """The positive 32-bit number that stands for an id where the channel contract has a number: always the same, and
    the id itself if it is one."""
    if known.isascii() and known.isdecimal() and 0 < int(known[:10]) < 2**31 and str(int(known[:10])) == known:
        return int(known)
    return 1 + int.from_bytes(hashlib.sha256(known.encode()).digest()[:8], "big") % (2**31 - 1)


def new_number() -> str:
    """A random number below 2^53: the channel contract has numbers in its paths, and JavaScript reads them."""
    return str(int.from_bytes(os.urandom(8), "big") % (2**53 - 10**15) + 10**15)
