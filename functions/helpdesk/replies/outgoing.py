"""What somebody at the desk says, as it is stored: it waits to be sent."""

from helpdesk.content.draft import Draft
from helpdesk.conversations.models import DeliveryStatus, Direction, Message
from helpdesk.conversations.references import MessageReference
from helpdesk.messaging.messages import ContentKind
from helpdesk.people.actors import Actor


def outgoing(
    place: MessageReference, said: Draft, actor: Actor, key: str, now: str, kind: ContentKind = ContentKind.TEXT
) -> Message:
    return Message(
        reference=place.conversation,
        sequence=place.sequence,
        direction=Direction.OUT,
        kind=kind,
        text=said.text,
        actor=actor,
        created_at=now,
        key=key,
        rich_text=said.rich_text,
        parts=said.parts,
        also_to=said.also_to,
        status=DeliveryStatus.QUEUED,
    )
