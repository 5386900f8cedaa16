"""What a record of a table's stream says for the feed. Pure.

A change of a ticket is read from its history, because the history says who caused it; where the ticket itself changes
and its history says nothing in the same batch, the ticket has followed its conversation.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from helpdesk.audit.models import SubjectKind
from helpdesk.conversations.items import reference_of, sequence_of
from helpdesk.conversations.models import DeliveryStatus, Direction
from helpdesk.conversations.references import ConversationReference
from helpdesk.feed.models import Change, ChangeType, Recorded
from helpdesk.platform.attributes import Item, from_attributes
from helpdesk.platform.clock import to_text

_OF_STATUS: Mapping[str, ChangeType] = {
    DeliveryStatus.QUEUED: ChangeType.MESSAGE_QUEUED,
    DeliveryStatus.SENT: ChangeType.MESSAGE_SENT,
    DeliveryStatus.DELIVERED: ChangeType.MESSAGE_DELIVERED,
    DeliveryStatus.READ: ChangeType.MESSAGE_READ,
    DeliveryStatus.FAILED: ChangeType.MESSAGE_FAILED,
    DeliveryStatus.CANCELLED: ChangeType.MESSAGE_CANCELLED,
}
_BOOKKEEPING = frozenset({"queue_handle", "attempt_began", "attempts", "steps_done", "listed_as_waiting", "undone"})
"""What a message notes for its own delivery."""
_SUBJECTS: Mapping[str, ChangeType] = {
    SubjectKind.ACCOUNT: ChangeType.ACCOUNT_CHANGED,
    SubjectKind.USER: ChangeType.USER_CHANGED,
}
_DESK = "system:desk"
_SERVICE = "system:channel"


def recorded(records: Sequence[Mapping[str, Any]]) -> list[Recorded]:
    """The changes of a batch, in its order."""
    explained = {_conversation(record) for record in records if _is_history(record)}
    return [
        Recorded(record["eventID"], change, float(record["dynamodb"]["ApproximateCreationDateTime"]))
        for record in records
        for change in _of(record, explained)
    ]


def _is_history(record: Mapping[str, Any]) -> bool:
    image = record["dynamodb"].get("NewImage", {})
    return bool(record["eventName"] == "INSERT" and image.get("kind") == {"S": "event"})


def _conversation(record: Mapping[str, Any]) -> ConversationReference:
    return reference_of(from_attributes(record["dynamodb"]["Keys"]))


def _of(record: Mapping[str, Any], explained: set[ConversationReference]) -> Iterator[Change]:
    images = record["dynamodb"]
    before, after = (from_attributes(images[name]) if name in images else None for name in ("OldImage", "NewImage"))
    item = after or before or {}
    at = to_text(datetime.fromtimestamp(float(images["ApproximateCreationDateTime"]), UTC))
    kind = str(item.get("kind") or "".join(item.get("sk", "").partition("#")[:2]))
    match kind:
        case "message":
            yield from _of_message(before, after, at)
        case "ticket":
            yield from _of_ticket(before, after, at, explained)
        case "event" if before is None and after:
            data = {"change": after["type"], "event_id": after["id"]}
            yield _within(after, ChangeType.TICKET_CHANGED, after["created_at"], _actor(after), data)
        case "note":
            yield from _of_note(before, after, at)
        case "audit#" if before is None and after:
            yield _of_audit(after)
        case "availability#" if before is None and after:
            data = {"user_id": after["user_id"], "change": "availability"}
            yield Change(ChangeType.USER_CHANGED, after["at"], _actor(after), data=data)
        case _ if item.get("sk") == "contact":
            yield from _of_contact(before, after, at)


def _of_message(before: Item | None, after: Item | None, at: str) -> Iterator[Change]:
    if after is None:
        yield _within(before or {}, ChangeType.MESSAGE_ERASED, at, _DESK)
    elif before is None:
        inbound = after["direction"] == Direction.IN
        first = ChangeType.MESSAGE_RECEIVED if inbound else ChangeType.MESSAGE_QUEUED
        status = after.get("status", "")
        yield _within(after, first if inbound else _OF_STATUS.get(status, first), after["created_at"], _actor(after))
    elif before.get("status") != after.get("status"):
        cancelled = after.get("cancelled_by")
        actor = _named(cancelled) if cancelled else _SERVICE
        yield _within(after, _OF_STATUS.get(after.get("status", ""), ChangeType.MESSAGE_CHANGED), at, actor)
    elif any(before.get(name) != after.get(name) for name in (before.keys() | after.keys()) - _BOOKKEEPING):
        yield _within(after, ChangeType.MESSAGE_CHANGED, at, None)


def _of_ticket(
    before: Item | None, after: Item | None, at: str, explained: set[ConversationReference]
) -> Iterator[Change]:
    if after is None:
        yield _within(before or {}, ChangeType.TICKET_ERASED, at, _DESK)
    elif before is None:
        yield _within(after, ChangeType.TICKET_CREATED, after["opened_at"], None, {"contact_id": after["contact_id"]})
    elif before["version"] == after["version"] or reference_of(after) not in explained:
        yield _within(after, ChangeType.TICKET_FOLLOWED, at, _DESK)


def _of_note(before: Item | None, after: Item | None, at: str) -> Iterator[Change]:
    item = after or before or {}
    data = {"note_id": _note_id(item)}
    if before is None:
        yield _within(item, ChangeType.NOTE_ADDED, item["created_at"], _actor(item), data)
    elif after is None or (after.get("deleted_at") and not before.get("deleted_at")):
        yield _within(item, ChangeType.NOTE_DELETED, at, None, data)
    else:
        yield _within(item, ChangeType.NOTE_CHANGED, at, None, data)


def _note_id(item: Item) -> str:
    reference, (_, sequence, ulid) = reference_of(item), item["sk"].split("#")
    return f"nte_{reference.thread}_{reference.episode}_{int(sequence)}_{ulid}"


def _of_contact(before: Item | None, after: Item | None, at: str) -> Iterator[Change]:
    item = after or before or {}
    data = {"contact_id": item["pk"]}
    if before is None:
        yield Change(ChangeType.CONTACT_CREATED, item["created_at"], None, data=data)
    else:
        yield Change(ChangeType.CONTACT_CHANGED if after else ChangeType.CONTACT_ERASED, at, None, data=data)


def _of_audit(item: Item) -> Change:
    subject = item["subject"]
    kind = subject["kind"]
    data = {"change": item["type"], f"{kind}_id": subject["id"], "event_id": item["id"]}
    return Change(_SUBJECTS.get(kind, ChangeType.DESK_CHANGED), item["created_at"], _actor(item), data=data)


def _within(item: Item, kind: ChangeType, at: str, actor: str | None, data: Mapping[str, str] | None = None) -> Change:
    sequence = None if item["kind"] == "ticket" else sequence_of(item)
    return Change(kind, at, actor, reference_of(item), sequence, data)


def _actor(item: Item) -> str | None:
    actor = item.get("actor")
    return _named(actor) if actor else None


def _named(actor: Mapping[str, Any]) -> str:
    """An API client acts for a person, but its changes are its own: a program asks for all but its own."""
    return f"{actor['kind']}:{actor['id']}"
