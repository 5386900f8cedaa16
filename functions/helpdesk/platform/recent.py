"""A cache of recent reads in the process, so that a busy account is not read for each of its messages."""

import time
from collections.abc import Callable
from typing import Generic, TypeVar

T = TypeVar("T")

CACHED_SECONDS = 15
"""For so long, a process may not notice that an item has changed."""
_AT_MOST = 1000


class Recent(Generic[T]):
    def __init__(self, monotonic: Callable[[], float] = time.monotonic, *, seconds: float = CACHED_SECONDS) -> None:
        self._monotonic = monotonic
        self._seconds = seconds
        self._known: dict[str, tuple[float, T]] = {}

    def get(self, name: str) -> T | None:
        """The value, if it was put in the last `seconds`; else None."""
        known = self._known.get(name)
        return known[1] if known and known[0] > self._monotonic() else None

    def put(self, name: str, value: T | None) -> T | None:
        """Caches a value; None clears the entry."""
        if value is None:
            self._known.pop(name, None)
            return None
        if len(self._known) >= _AT_MOST:
            self._known.clear()
        self._known[name] = (self._monotonic() + self._seconds, value)
        return value
