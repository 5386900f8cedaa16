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

_REACTIONS = {ContentKind.REACTION_ADDED, ContentKind.REACTION_REMOVED}
_OF_THE_AUTHOR = {ContentKind.EDITED, ContentKind.DELETED}


def not_allowed(can: Capabilities, kind: ContentKind, field: str) -> list[FieldError]:
    """The missing capability for this kind of change, if there is one."""
    name, capability = _ALLOWED_BY[kind]
    message = f"This channel does not support changes of this kind: {capability} is not set."
    return [] if getattr(can, name) else [FieldError(field, message, capability)]


def unknown_reaction(can: Capabilities, kind: ContentKind, reaction: str) -> list[FieldError]:
    """If the channel has no such reaction."""
    if kind not in _REACTIONS or can.allows_reaction(reaction):
        return []
    known = " ".join(can.allowed_reactions or ())
    return [FieldError("reaction", f"This channel supports these reactions only: {known}", "allowedReactions")]


def check_changeable(message: Message, kind: ContentKind, author: Direction) -> None:
    """Raises Conflict: each side can edit and delete only its own messages, and only messages that were sent. What has
    arrived of a message that failed can be deleted."""
    if message.is_change:
        raise Conflict("This is a change itself. Change the message that it refers to.", code="not_a_message")
    if kind in _OF_THE_AUTHOR and message.direction is not author:
        raise Conflict("Only the side that wrote a message can edit or delete it.", code="not_the_author")
    if message.status is DeliveryStatus.QUEUED and message.is_scheduled:
        raise Conflict("This message is not sent yet. Cancel it, and write another one.", code="not_sent_yet")
    if message.status is DeliveryStatus.CANCELLED:
        raise Conflict("This message was cancelled: there is nothing to change.", code="not_delivered")
    if message.status is DeliveryStatus.FAILED and not (kind is ContentKind.DELETED and message.ids):
        raise Conflict("This message was not delivered: there is nothing to change.", code="not_delivered")
