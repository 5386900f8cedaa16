"""How a conversation is stored in the table: the keys and attributes of its items, and the conversion back. Pure.

Partition: the thread. Sort key, in the order of the table:
`00001#0000000004#`            message 4 of the first conversation
`00001#0000000004#01kx…`       an event that happened after message 4, or a note that was written then
`00001#0000000005#`            the end, which takes a message's position when the next conversation begins
`00001#~conversation`          \\ after all entries, so that one query from the end reads
`00001#~ticket`                / ticket, conversation and the newest entry
"""

import json
import zlib
from collections.abc import Callable, Mapping
from dataclasses import replace

from helpdesk.conversations.albums import Joined, joined, shown
from helpdesk.conversations.models import (
    AlbumMember,
    Conversation,
    DeliveryStatus,
    Direction,
    End,
    Event,
    EventType,
    Mail,
    Message,
    Position,
    TimelineEntry,
)
from helpdesk.conversations.notes import Note, NoteReference
from helpdesk.conversations.references import ConversationReference
from helpdesk.messaging.messages import ContentKind
from helpdesk.people.actors import ActorKind
from helpdesk.platform.attributes import Item, Key
from helpdesk.platform.records import dump, load, member, with_known
from helpdesk.platform.stream import changed


def episode_prefix(reference: ConversationReference) -> str:
    return f"{reference.episode:05d}#"


def conversation_key(reference: ConversationReference) -> Key:
    return Key(reference.thread, episode_prefix(reference) + "~conversation")


def ticket_key(reference: ConversationReference) -> Key:
    return Key(reference.thread, episode_prefix(reference) + "~ticket")


def message_key(reference: ConversationReference, sequence: int) -> Key:
    return Key(reference.thread, f"{episode_prefix(reference)}{sequence:010d}#")


def event_key(event: Event) -> Key:
    message = message_key(event.reference, event.after_sequence)
    return Key(message.pk, message.sk + event.id)


def note_key(reference: NoteReference) -> Key:
    message = message_key(reference.conversation, reference.after_sequence)
    return Key(message.pk, message.sk + reference.ulid)


def reference_of(item: Item) -> ConversationReference:
    return ConversationReference(item["pk"], int(item["sk"].partition("#")[0]))


def sequence_of(item: Item) -> int:
    """The sequence number of a message, or of the message before an event or a note; 0 before any message."""
    return int(item["sk"].split("#")[1])


def position_of(entry: TimelineEntry) -> str:
    """Its sort key."""
    if isinstance(entry, Message):
        return message_key(entry.reference, entry.sequence).sk
    return note_key(entry.reference).sk if isinstance(entry, Note) else event_key(entry).sk


def is_entry(item: Item) -> bool:
    return item["kind"] in _ENTRIES


def has_position(item: Item) -> bool:
    """Not the conversation itself, and not its ticket."""
    return item["kind"] == "end" or is_entry(item)


def end_item(end: End) -> Item:
    return message_key(end.reference, end.sequence).attributes() | {"kind": "end"}


def conversation_item(conversation: Conversation) -> Item:
    key = conversation_key(conversation.reference)
    return key.attributes() | dump(conversation, "reference") | {"kind": "conversation"}


def conversation_from(item: Item) -> Conversation:
    return load(Conversation, item, reference=reference_of(item))


def message_item(message: Message) -> Item:
    """The message's kind is stored in addition to the kind of the item. The values that most messages have are not
    stored. What the members of an album say is stored with each of them only."""
    key = message_key(message.reference, message.sequence)
    if message.album:
        message = replace(message, text="", rich_text=None, label=None, parts=(), raw=None)
    return (
        key.attributes()
        | dump(message, "reference", "sequence", "album", *_SET_LATER)
        | {
            "kind": "message",
            "album": {number: packed(said) for number, said in message.album.items()} or None,
            "content": None if message.kind is ContentKind.TEXT else message.kind.value,
            "external_id": None if message.external_id == message.key else message.external_id,
            "status_rank": message.status.rank if message.status else None,
        }
    )


def message_from(item: Item) -> Message:
    """What a newer version has written is shown as far as this one knows it: a conversation stays readable after a
    rollback, and the positions of its messages stay counted."""
    item = with_known(ContentKind, item, "content", ContentKind.UNSUPPORTED)
    return known_message_from(_with_known_actor(with_known(DeliveryStatus, item, "status", None)))


def known_message_from(item: Item) -> Message:
    """Raises UnknownValue."""
    stored = load(
        Message,
        item,
        reference=reference_of(item),
        sequence=sequence_of(item),
        kind=member(ContentKind, item.get("content", ContentKind.TEXT)),
        external_id=item.get("external_id") or (item["key"] if item["direction"] == Direction.IN else None),
        album={number: _unpacked(said) for number, said in item.get("album", {}).items()},
    )
    return shown(stored) if stored.album or stored.position else stored


def packed(member: AlbumMember) -> bytes:
    """Compressed, because each member that joins an album pays for the size of all."""
    said = {name: value for name, value in dump(member).items() if value}
    return zlib.compress(json.dumps(said, ensure_ascii=False, separators=(",", ":")).encode(), wbits=_WITHOUT_HEADER)


def _unpacked(said: bytes) -> AlbumMember:
    return load(AlbumMember, {"text": "", **json.loads(zlib.decompress(said, wbits=_WITHOUT_HEADER))})


def joined_from(item: Item) -> Joined:
    """A message to which a member of its album was added."""
    return joined(known_message_from(item), item[ADDED])


def position_attributes(position: Position, at: str) -> Item:
    """Of a message that shares a place."""
    return {"position": json.dumps(dump(position)), "position_at": at}


def event_item(event: Event) -> Item:
    own = dump(event, "reference", "after_sequence", "id", "webhook")
    return event_key(event).attributes() | own | {"kind": "event"}


def event_from(item: Item) -> Event:
    """As for a message: an event of a type that this version does not know is shown as unknown."""
    item = with_known(Mail, with_known(EventType, item, "type", EventType.UNKNOWN), "mail", None)
    return known_event_from(_with_known_actor(item))


def known_event_from(item: Item) -> Event:
    """Raises UnknownValue."""
    after = sequence_of(item)
    return load(Event, item, reference=reference_of(item), after_sequence=after, id=item["sk"].split("#")[2])


def note_item(note: Note) -> Item:
    return note_key(note.reference).attributes() | dump(note, "reference") | {"kind": NOTE}


def note_from(item: Item) -> Note:
    reference = NoteReference(reference_of(item), sequence_of(item), item["sk"].split("#")[2])
    return load(Note, _with_known_actor(item), reference=reference)


def entry_from(item: Item) -> TimelineEntry:
    return _ENTRIES[item["kind"]](item)


def _with_known_actor(item: Item) -> Item:
    actor = with_known(ActorKind, item["actor"], "kind", ActorKind.SYSTEM)
    return item if actor is item["actor"] else {**item, "actor": actor}


MESSAGE, EVENT, NOTE = "message", "event", "note"
_ENTRIES: Mapping[str, Callable[[Item], TimelineEntry]] = {MESSAGE: message_from, EVENT: event_from, NOTE: note_from}
_WITHOUT_HEADER = -15
_SET_LATER = (
    "attempts",
    "steps_done",
    "in_other_form",
    "may_have_arrived",
    "waits_for_receiver",
    "exhausted",
    "undone",
    "listed_as_waiting",
)
ADDED = "album_added"
"""Which member was added to an album last."""
JOINED = changed(MESSAGE)
# The work that follows a new item is done by a version that knows all of it. Nothing follows from a note: it has no
# reader here, and the stream's filter drops it.
READERS = {MESSAGE: known_message_from, EVENT: known_event_from, JOINED: joined_from}
