"""How a conversation lies in the table: the keys and attributes of its items, and the way back. Pure.

Partition: the thread. Sort key, in the order in which the table keeps them:
`00001#0000000004#`            message 4 of the first conversation
`00001#0000000004#01kx…`       an event that happened after message 4
`00001#~conversation`          \\ after all entries, so that one query from the end reads
`00001#~ticket`                / ticket, conversation and the newest entry
"""

import json
import re
from dataclasses import asdict
from typing import Any

from helpdesk.conversations.models import (
    Conversation,
    DeliveryStatus,
    Direction,
    Event,
    Failure,
    Message,
    TimelineEntry,
)
from helpdesk.conversations.references import ConversationReference
from helpdesk.messaging.messages import AttachmentReference, ContentKind, Sender
from helpdesk.people.actors import Actor
from helpdesk.platform.attributes import Item
from helpdesk.platform.dynamodb import Key
from helpdesk.platform.telling import Telling


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


def reference_of(item: Item) -> ConversationReference:
    return ConversationReference(item["pk"], int(item["sk"].partition("#")[0]))


def sequence_of(item: Item) -> int:
    """Of a message or an event; 0 for an event that came before any message."""
    return int(item["sk"].split("#")[1])


def place_of(entry: TimelineEntry) -> str:
    """Its sort key."""
    key = message_key(entry.reference, entry.sequence) if isinstance(entry, Message) else event_key(entry)
    return key.sk


def is_place(reference: ConversationReference, sort_key: str) -> bool:
    """Whether an entry of this conversation could stand there."""
    return re.fullmatch(rf"{episode_prefix(reference)}[0-9]{{10}}#[0-9a-z]{{0,26}}", sort_key) is not None


def is_entry(item: Item) -> bool:
    return item["kind"] in {"message", "event"}


def conversation_item(conversation: Conversation) -> Item:
    return conversation_key(conversation.reference).attributes() | {
        "kind": "conversation",
        "account_id": conversation.account_id,
        "thread_key": conversation.thread_key,
        "contact_id": conversation.contact_id,
        "recipient": asdict(conversation.recipient),
        "created_at": conversation.created_at,
    }


def conversation_from(item: Item) -> Conversation:
    return Conversation(
        reference=reference_of(item),
        account_id=item["account_id"],
        thread_key=item["thread_key"],
        contact_id=item["contact_id"],
        recipient=Sender(**item["recipient"]),
        created_at=item["created_at"],
    )


def message_item(message: Message) -> Item:
    item: Item = message_key(message.reference, message.sequence).attributes() | {
        "kind": "message",
        "direction": message.direction.value,
        "content": None if message.kind is ContentKind.TEXT else message.kind.value,
        "text": message.text,
        "actor": _without_none(asdict(message.actor)),
        "created_at": message.created_at,
        "key": message.key,
        "external_id": None if message.external_id == message.key else message.external_id,
        "sent_at": message.sent_at,
        "reply_to": message.reply_to,
        "reply_to_external_id": message.reply_to_external_id,
        "refers_to": message.refers_to,
        "refers_to_external_id": message.refers_to_external_id,
        "attachments": [_without_none(asdict(one)) for one in message.attachments] or None,
        "raw": message.raw,
        "rich_text": message.rich_text,
        # As text: the table has no floating point.
        "parts": json.dumps(message.parts, ensure_ascii=False, separators=(",", ":")) if message.parts else None,
        "counterpart": _without_none(asdict(message.counterpart)) if message.counterpart else None,
        "also_to": [_without_none(asdict(one)) for one in message.also_to] or None,
        "status": message.status.value if message.status else None,
        "status_rank": message.status.rank if message.status else None,
        "status_at": message.status_at,
    }
    return item


def message_from(item: Item) -> Message:
    failure = item.get("failure")
    return Message(
        reference=reference_of(item),
        sequence=sequence_of(item),
        direction=Direction(item["direction"]),
        kind=ContentKind(item.get("content", ContentKind.TEXT)),
        text=item["text"],
        actor=Actor.of(item["actor"]),
        created_at=item["created_at"],
        key=item["key"],
        external_id=item.get("external_id") or (item["key"] if item["direction"] == Direction.IN else None),
        sent_at=item.get("sent_at"),
        reply_to=item.get("reply_to"),
        reply_to_external_id=item.get("reply_to_external_id"),
        refers_to=item.get("refers_to"),
        refers_to_external_id=item.get("refers_to_external_id"),
        attachments=tuple(AttachmentReference(**one) for one in item.get("attachments", ())),
        raw=item.get("raw"),
        rich_text=item.get("rich_text"),
        parts=tuple(json.loads(item.get("parts", "[]"))),
        counterpart=Sender(**item["counterpart"]) if "counterpart" in item else None,
        also_to=tuple(Sender(**one) for one in item.get("also_to", ())),
        status=DeliveryStatus(item["status"]) if "status" in item else None,
        attempts=item.get("attempts", 0),
        failure=Failure(**failure) if failure else None,
        status_at=item.get("status_at"),
    )


def event_item(event: Event) -> Item:
    return event_key(event).attributes() | {
        "kind": "event",
        "type": event.type,
        "actor": _without_none(asdict(event.actor)),
        "created_at": event.created_at,
        "details": event.details,
        "account_id": event.account_id,
    }


def event_from(item: Item) -> Event:
    return Event(
        reference=reference_of(item),
        after_sequence=sequence_of(item),
        id=item["sk"].split("#")[2],
        type=item["type"],
        actor=Actor.of(item["actor"]),
        created_at=item["created_at"],
        details=item.get("details", {}),
        account_id=item.get("account_id"),
        telling=Telling.of(item),
    )


def entry_from(item: Item) -> TimelineEntry:
    return message_from(item) if item["kind"] == "message" else event_from(item)


def _without_none(values: dict[str, Any]) -> Item:
    return {name: value for name, value in values.items() if value is not None}
