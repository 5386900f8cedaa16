"""When a reply may leave: at the time that is asked for, and not before it can have been undone. Pure."""

from collections.abc import Callable
from datetime import datetime, timedelta

from helpdesk.conversations.models import LONGEST_HOLD, Message
from helpdesk.people.actors import Actor, ActorKind
from helpdesk.platform.clock import Clock, from_text, to_text
from helpdesk.platform.errors import InvalidRequest

_FURTHEST = timedelta(days=30)


class DueRule:
    def __init__(self, undo_seconds: Callable[[], int], now: Clock) -> None:
        """`undo_seconds`: for so long, a person's reply is held back."""
        self._undo_seconds = undo_seconds
        self._now = now

    def check(self, send_after: datetime | None) -> None:
        """Raises InvalidRequest."""
        now = self._now()
        if send_after is None or now <= send_after <= now + _FURTHEST:
            return
        if send_after < now:
            raise InvalidRequest.at(
                "send_after",
                f"This time has passed: it is {to_text(now)}. Choose a later one, or leave it out to send at once.",
                code="in_the_past",
            )
        last = to_text(now + _FURTHEST)
        raise InvalidRequest.at(
            "send_after", f"A reply can be scheduled for at most 30 days, until {last}.", code="too_far_ahead"
        )

    def due_at(self, send_after: datetime | None, actor: Actor, created_at: str) -> str | None:
        """None if it leaves at once."""
        undo = self._undo_seconds() if actor.kind is ActorKind.PERSON else 0
        held = from_text(created_at) + timedelta(seconds=undo)
        due = max(send_after or held, held)
        return to_text(due) if due > from_text(created_at) else None


def is_due_as_asked(message: Message, send_after: datetime | None) -> bool:
    """Whether a stored reply is due when a request asks for it. It may have been held back a little longer."""
    due = from_text(message.due_at or message.created_at)
    wanted = send_after or from_text(message.created_at)
    return due == wanted or (wanted <= due <= from_text(message.created_at) + LONGEST_HOLD)
