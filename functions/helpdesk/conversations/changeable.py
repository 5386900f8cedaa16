"""Whether a message may be edited, deleted or reacted to. Pure."""

from helpdesk.conversations.models import DeliveryStatus, Direction, Message
from helpdesk.messaging.capabilities import Capabilities
from helpdesk.messaging.messages import ContentKind
from helpdesk.platform.errors import Conflict, FieldError

_ALLOWED_BY = {
    ContentKind.EDITED: ("allow_edits", "allowEdits"),
    ContentKind.DELETED: ("allow_deletes", "allowDeletes"),
    ContentKind.REACTION_ADDED: ("allow_reactions", "allowReactions"),
    ContentKind.REACTION_REMOVED: ("allow_reactions", "allowReactions"),
}

_OF_THE_AUTHOR = {ContentKind.EDITED, ContentKind.DELETED}


def not_allowed(can: Capabilities, kind: ContentKind, field: str) -> list[FieldError]:
    """The capability that stands against this kind of change, if one does."""
    name, capability = _ALLOWED_BY[kind]
    message = f"This channel does not carry changes of this kind: {capability} is not set."
    return [] if getattr(can, name) else [FieldError(field, message, capability)]


def check_changeable(message: Message, kind: ContentKind, author: Direction) -> None:
    """Raises Conflict: a side edits and takes back what it said itself, and only what was sent."""
    if message.is_change:
        raise Conflict("This is itself a change: change the message that it refers to.", code="not_a_message")
    if kind in _OF_THE_AUTHOR and message.direction is not author:
        raise Conflict("Only the side that said it can edit or delete a message.", code="not_the_author")
    if message.status is DeliveryStatus.FAILED:
        raise Conflict("This message was never delivered: there is nothing to change.", code="not_delivered")
