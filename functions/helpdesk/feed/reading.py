"""What a record of a table's stream says for the feed. Pure.

A record says the same whatever comes with it: a batch comes again in other parts. A change of a ticket is read from its
history, because the history says who caused it. The ticket itself says only what its history does not: that it has
followed its conversation.

Each change has an actor. Where an item does not say who has written it, it is whoever writes such items: the customer,
the desk, or the channel's messaging service.
"""

from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from datetime import UTC, datetime
from typing import Any

from helpdesk.audit.models import SubjectKind
from helpdesk.conversations.items import reference_of, sequence_of
from helpdesk.conversations.models import DeliveryStatus, Direction
from helpdesk.feed.models import Change, ChangeType, Recorded
from helpdesk.people.actors import ActorKind
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
_BOOKKEEPING = frozenset(
    {"queue_handle", "attempt_began", "attempts", "steps_done", "in_other_form", "listed_as_waiting", "undone"}
)
"""What a message notes for its own delivery."""
_DECIDED = frozenset(
    {
        *("owner_id", "owner_sort_at", "team_id", "inbox_id", "state", "pipeline_id", "placed_in", "status_category"),
        *("closed_at", "closed_after", "priority", "category", "properties", "routing", "number"),
        *("waits_as", "waits_for", "version", "last_changes", "moves", "taken_with"),
    }
)
"""What a ticket gets with an event only, which is stored with it or, of what a message does, after it."""
_SUBJECTS: Mapping[str, ChangeType] = {
    SubjectKind.ACCOUNT: ChangeType.ACCOUNT_CHANGED,
    SubjectKind.USER: ChangeType.USER_CHANGED,
}
_OF_CONTACT: Mapping[str, ChangeType] = {
    "INSERT": ChangeType.CONTACT_CREATED,
    "MODIFY": ChangeType.CONTACT_CHANGED,
    "REMOVE": ChangeType.CONTACT_ERASED,
}
_BY_KEY = frozenset({"contact", "identity#", "audit#", "availability#"})
"""How the sort keys of items begin of which the key says what they are."""
_OF_ITS_AUTHOR = frozenset({"album", "album_added", "position", "position_at"})
"""What the author of a message adds to it."""
_DESK = "system:desk"
DAY_PASSED = "day_passed"
_SERVICE = "system:channel"


def recorded(records: Sequence[Mapping[str, Any]]) -> list[Recorded]:
    """The changes of a batch, in its order."""
    return [
        Recorded(record["eventID"], change, float(record["dynamodb"]["ApproximateCreationDateTime"]))
        for record in records
        for change in _of(record)
    ]


def passed_day(now: datetime) -> Recorded:
    """Recognised by its date, however often the schedule says so."""
    at = to_text(now)
    change = Change(ChangeType.DESK_CHANGED, at, _DESK, data={"change": DAY_PASSED})
    return Recorded(f"day/{at[:10]}", change, now.timestamp())


def _of(record: Mapping[str, Any]) -> Iterator[Change]:
    images = record["dynamodb"]
    before, after = (from_attributes(images[name]) if name in images else None for name in ("OldImage", "NewImage"))
    item = after or before or {}
    at = to_text(datetime.fromtimestamp(float(images["ApproximateCreationDateTime"]), UTC))
    key = from_attributes(images["Keys"])
    match _kind(key["sk"], item):
        case "message":
            yield from _of_message(before, after, at)
        case "ticket":
            yield from _of_ticket(before, after, at)
        case "event" if record["eventName"] == "INSERT":
            data = {"change": item["type"], "event_id": key["sk"].split("#")[2]}
            yield _within(item, ChangeType.TICKET_CHANGED, item["created_at"], _actor(item), data)
        case "note":
            yield from _of_note(before, after, at)
        case "audit#" if record["eventName"] == "INSERT":
            yield _of_audit(item)
        case "availability#" if record["eventName"] == "INSERT":
            data = {"user_id": item["user_id"], "change": "availability"}
            actor = _named(item["by"]) if item.get("by") else _DESK  # it came with the time
            yield Change(ChangeType.USER_CHANGED, item["at"], actor, data=data)
        case "contact":
            actor = _of_person(after, key["pk"]) if after else _DESK
            yield Change(_OF_CONTACT[record["eventName"]], at, actor, data={"contact_id": key["pk"]})
        case "identity#" if after:
            data = {"contact_id": key["pk"], "change": "identifiers"}
            yield Change(ChangeType.CONTACT_CHANGED, at, _of_person(after, key["pk"]), data=data)


def _kind(sort_key: str, item: Item) -> str:
    begins = "".join(sort_key.partition("#")[:2])
    return begins if begins in _BY_KEY else str(item.get("kind"))


def _of_person(item: Item, contact_id: str) -> str:
    """Who has written what is known of a person: they themselves, by a message, if it does not say who."""
    return str(item.get("changed_by") or f"{ActorKind.CONTACT}:{contact_id}")


def _of_message(before: Item | None, after: Item | None, at: str) -> Iterator[Change]:
    if after is None:
        yield _within(before or {}, ChangeType.MESSAGE_ERASED, at, _DESK)
    elif before is None:
        inbound = after["direction"] == Direction.IN
        first = ChangeType.MESSAGE_RECEIVED if inbound else ChangeType.MESSAGE_QUEUED
        status = after.get("status", "")
        kind = first if inbound else _OF_STATUS.get(status, first)
        through = (after.get("actor") or {}).get("through")
        data = {"program_id": through["id"]} if through else None
        yield _within(after, kind, after["created_at"], _actor(after), data)
    elif before.get("status") != after.get("status"):
        kind = _OF_STATUS.get(after.get("status", ""), ChangeType.MESSAGE_CHANGED)
        yield _within(after, kind, at, _who_moved(kind, after))
    elif differing := _differing(before, after) - _BOOKKEEPING:
        yield _within(after, ChangeType.MESSAGE_CHANGED, at, _who_changed(differing, after))


def _who_moved(kind: ChangeType, message: Item) -> str:
    if kind is ChangeType.MESSAGE_CANCELLED and (cancelled := message.get("cancelled_by")):
        return _named(cancelled)
    return str(message.get("retried_by", _SERVICE)) if kind is ChangeType.MESSAGE_QUEUED else _SERVICE


def _who_changed(differing: AbstractSet[str], message: Item) -> str:
    if differing & _OF_ITS_AUTHOR:
        return _actor(message)
    is_tried_now = differing <= {"next_attempt_at", "retried_by"} and "next_attempt_at" in message
    return str(message.get("retried_by", _SERVICE)) if is_tried_now else _SERVICE


def _of_ticket(before: Item | None, after: Item | None, at: str) -> Iterator[Change]:
    if after is None:
        yield _within(before or {}, ChangeType.TICKET_ERASED, at, _DESK)
    elif before is None:
        actor = str(after.get("opened_by") or f"{ActorKind.CONTACT}:{after['contact_id']}")
        yield _within(after, ChangeType.TICKET_CREATED, after["opened_at"], actor, {"contact_id": after["contact_id"]})
    elif _differing(before, after) - _DECIDED:
        yield _within(after, ChangeType.TICKET_FOLLOWED, at, _DESK)


def _differing(before: Item, after: Item) -> set[str]:
    return {name for name in before.keys() | after.keys() if before.get(name) != after.get(name)}


def _of_note(before: Item | None, after: Item | None, at: str) -> Iterator[Change]:
    item = after or before or {}
    data = {"note_id": _note_id(item)}
    if before is None:
        yield _within(item, ChangeType.NOTE_ADDED, item["created_at"], _actor(item), data)
    elif after is None:
        yield _within(item, ChangeType.NOTE_DELETED, at, _DESK, data)
    else:
        is_deleted = after.get("deleted_at") and not before.get("deleted_at")
        kind = ChangeType.NOTE_DELETED if is_deleted else ChangeType.NOTE_CHANGED
        if after.get("edited_at") != before.get("edited_at"):
            at = after["edited_at"]  # by which those are found whom it mentions since then
        yield _within(item, kind, at, str(after.get("changed_by") or _actor(after)), data)


def _note_id(item: Item) -> str:
    reference, (_, sequence, ulid) = reference_of(item), item["sk"].split("#")
    return f"nte_{reference.thread}_{reference.episode}_{int(sequence)}_{ulid}"


def _of_audit(item: Item) -> Change:
    subject = item["subject"]
    kind = subject["kind"]
    data = {"change": item["type"], f"{kind}_id": subject["id"], "event_id": item["id"]}
    return Change(_SUBJECTS.get(kind, ChangeType.DESK_CHANGED), item["created_at"], _actor(item), data=data)


def _within(item: Item, kind: ChangeType, at: str, actor: str, data: Mapping[str, str] | None = None) -> Change:
    sequence = None if item["kind"] == "ticket" else sequence_of(item)
    return Change(kind, at, actor, reference_of(item), sequence, data)


def _actor(item: Item) -> str:
    return _named(item["actor"])


def _named(actor: Mapping[str, Any]) -> str:
    """As `Actor.named`."""
    return f"{actor['kind']}:{actor['id']}"
