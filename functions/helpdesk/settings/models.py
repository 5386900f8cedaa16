"""What administrators decide for the whole desk. Pure."""

from dataclasses import dataclass

LONGEST_UNDO = 60


@dataclass(frozen=True, slots=True)
class DeskSettings:
    take_on_reply: bool = True
    """Whether a ticket that nobody has belongs to whoever replies."""
    undo_seconds: int = 0
    """For so long, a reply waits before it is sent."""
    version: int = 1
