"""An inbox, in which an account's conversations arrive. Pure."""

from helpdesk.platform.frozen import frozen

HELP_DESK_INBOX = "1"
"""The help desk is one inbox."""
HELP_DESK_NAME = "Help desk"


@frozen
class Inbox:
    id: str
    name: str
    created_at: str | None
    """None for the help desk: it always existed."""


HELP_DESK = Inbox(HELP_DESK_INBOX, HELP_DESK_NAME, None)
