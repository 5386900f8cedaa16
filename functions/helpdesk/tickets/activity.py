"""What a message changes in its ticket's summary, as the repository writes it. Pure."""

from helpdesk.conversations.models import Message
from helpdesk.conversations.summary import summary, words
from helpdesk.people.actors import ActorKind
from helpdesk.platform.frozen import frozen
from helpdesk.platform.text import excerpt

SUBJECT_LENGTH = 80
PREVIEW_LENGTH = 120


@frozen
class Activity:
    """What a new message changes in its ticket."""

    at: str
    sequence: int
    direction: str
    preview: str
    subject: str | None = None
    """What names the ticket, if nothing has named it yet."""
    moves: bool = True
    """Whether preview and direction follow it."""
    is_reply: bool = False
    answers: bool = False
    """A reply that leaves now: the customer may have it from then on."""
    from_contact: bool = False
    """The customer wrote: the ticket waits for an answer."""


def activity_of(message: Message, named_by: Message | None = None) -> Activity:
    """`named_by` names the ticket if nothing has named it yet."""
    return Activity(
        at=message.created_at,
        sequence=message.sequence,
        direction=message.direction.value,
        preview=excerpt(summary(message), PREVIEW_LENGTH),
        subject=excerpt(words(named_by) or "", SUBJECT_LENGTH) or None if named_by else None,
        moves=message.moves_summary,
        is_reply=message.is_reply,
        answers=message.is_reply and message.due_at is None,
        from_contact=message.actor.kind is ActorKind.CONTACT and message.kind.asks_for_attention,
    )
