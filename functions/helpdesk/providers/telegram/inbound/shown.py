"""What a kind of content becomes in the desk's own form. Pure."""

from helpdesk.messaging.messages import Json
from helpdesk.platform.frozen import frozen


@frozen
class Shown:
    """What the conversation shows of a kind of content."""

    text: str = ""
    html: str | None = None
    """The text, formatted; None if it has no formatting."""
    parts: tuple[Json, ...] = ()
    label: str | None = None
    """What came, where that is more than its kind of content says."""
    is_shown: bool = True
    """Whether anything of it is shown; otherwise its label only says what came."""
    is_whole: bool = True
    """Whether all of it is shown."""
