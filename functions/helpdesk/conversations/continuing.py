"""An ended conversation links to the one that continues it."""

from helpdesk.conversations.models import Event, EventType, Message
from helpdesk.conversations.repository import ConversationRepository, Head
from helpdesk.platform.dynamodb import Write
from helpdesk.platform.ids import digest


def continuing(repository: ConversationRepository, before: Head, message: Message) -> list[Write]:
    """For the transaction in which `message` opens the next conversation: it fails if a message was stored after what
    was read of the previous one."""
    reference, following = before.conversation.reference, message.reference
    event = Event(
        reference=reference,
        after_sequence=before.newest_sequence,
        id=digest(following.conversation_id),
        type=EventType.CONTINUED,
        actor=message.actor,
        created_at=message.created_at,
        details={"conversation_id": following.conversation_id, "ticket_id": following.ticket_id},
    )
    return [repository.recording(event), repository.ending(reference, before.newest_sequence)]
