"""How far tickets are read. Pure."""

from dataclasses import dataclass
from enum import StrEnum

Place = tuple[str, str]
"""Of a ticket in the order of activity."""


class Phase(StrEnum):
    ALL = "all"
    MOVED = "moved"


@dataclass(frozen=True, slots=True)
class Position:
    """How far a reader has come."""

    since: str
    """What was active later may have moved past the reader."""
    phase: Phase = Phase.ALL
    group: str = ""
    """The end of the previous group."""
    place: Place | None = None
    """The last ticket that was read in the group."""
