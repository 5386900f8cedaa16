"""What administrators decide for the whole desk. Pure."""

from enum import StrEnum

from helpdesk.platform.frozen import frozen

LONGEST_UNDO = 60


class WhenAway(StrEnum):
    """What becomes of the open tickets of somebody who goes away."""

    KEEP = "keep"
    RETURN = "return"
    """They are routed to others."""


@frozen
class DeskSettings:
    take_on_reply: bool = True
    """Whether a ticket that nobody has belongs to whoever replies."""
    when_away: WhenAway = WhenAway.KEEP
    undo_seconds: int = 0
    """For so long, a reply waits before it is sent."""
    version: int = 1
