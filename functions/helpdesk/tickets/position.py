"""How far somebody has read a list of tickets. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

Place = tuple[str, str]
"""Of a ticket in the order of activity."""


class Phase(StrEnum):
    ALL = "all"
    MOVED = "moved"
    NEWER = "newer"


@dataclass(frozen=True, slots=True)
class Position:
    """How far a reader has come."""

    since: str
    """What was active later may have moved past the reader, or is newer than what they know."""
    began: str
    """What was active later is newer than what this list has."""
    phase: Phase = Phase.ALL
    group: str = ""
    """The end of the previous group."""
    place: Place | None = None
    """The last ticket that was read in the group."""

    @classmethod
    def of(cls, parts: Sequence[str]) -> "Position":
        since, began, phase, group, *place = parts
        return cls(since, began, Phase(phase), group, (place[0], place[1]) if place[1] else None)

    def parts(self) -> tuple[str, ...]:
        return (self.since, self.began, self.phase.value, self.group, *(self.place or ("", "")))

    @property
    def newer(self) -> "Position":
        return Position(self.began, self.began, Phase.NEWER)

    def beginning(self, now: str) -> "Position":
        """A list of what is newer begins when it is read."""
        begins = self.phase is Phase.NEWER and not self.group and self.place is None
        return replace(self, began=now) if begins else self
