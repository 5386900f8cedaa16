"""Whom a change concerns in person: who got the ticket, who is mentioned, and whose reply has failed. Pure."""

from collections.abc import Iterator, Mapping

from helpdesk.conversations.items import message_key, note_key
from helpdesk.conversations.models import Event, EventType, Message, TimelineEntry
from helpdesk.conversations.notes import Note, NoteReference
from helpdesk.feed.models import Change, ChangeType
from helpdesk.people.actors import Actor, ActorKind
from helpdesk.platform.attributes import Key

_OF_NOTES = {ChangeType.NOTE_ADDED, ChangeType.NOTE_CHANGED}
ASSIGNED, MENTIONED, REPLY_FAILED = "assigned", "mentioned", "reply_failed"


def entry_key(change: Change) -> Key | None:
    """The entry of the conversation that says whom it concerns. None: it concerns nobody in person."""
    if change.conversation is None or change.sequence is None:
        return None
    data = change.data or {}
    message = message_key(change.conversation, change.sequence)
    if change.type is ChangeType.MESSAGE_FAILED:
        return message
    if change.type in _OF_NOTES:
        return note_key(NoteReference.within(change.conversation, data["note_id"]))
    return event_key(change) if data.get("change") == EventType.OWNER_CHANGED else None


def event_key(change: Change) -> Key:
    """Of the event that a change of a ticket is."""
    assert change.conversation is not None
    assert change.sequence is not None
    message = message_key(change.conversation, change.sequence)
    return Key(message.pk, message.sk + (change.data or {})["event_id"])


def concerned(change: Change, entry: TimelineEntry) -> Mapping[str, str]:
    """By person, why. Nobody is told of what they did themselves."""
    return dict(_concerned(change, entry))


def _concerned(change: Change, entry: TimelineEntry) -> Iterator[tuple[str, str]]:
    match entry:
        case Event(type=EventType.OWNER_CHANGED, details=details, actor=actor):
            owner_id = details.get("to")
            if owner_id and owner_id not in _persons(actor):
                yield owner_id, ASSIGNED
        case Note(actor=actor, deleted_at=None):
            yield from (
                (each, MENTIONED) for each in entry.mentioned_first_at(change.at) if each not in _persons(actor)
            )
        case Message(actor=actor):
            yield from ((user_id, REPLY_FAILED) for user_id in sorted(_persons(actor)))


def _persons(actor: Actor) -> set[str]:
    own = {actor.id} if actor.kind is ActorKind.PERSON else set()
    return own | ({actor.on_behalf_of} if actor.on_behalf_of else set())
