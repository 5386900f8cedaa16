"""A conversation that is over says where it goes on."""

from helpdesk.conversations.models import Event, EventType, Message
from helpdesk.conversations.repository import ConversationRepository, Head
from helpdesk.platform.dynamodb import Write
from helpdesk.platform.ids import digest


def continuing(repository: ConversationRepository, before: Head, message: Message) -> list[Write]:
    """For the transaction in which `message` opens the conversation that follows: it fails where something came behind
    what was read of the one before."""
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
    return [repository.recording(event), repository.nothing_after(reference, before.newest_sequence)]
