"""The change feed says what was written, once, in order, and without a gap."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from typing import Any

from helpdesk.conversations.items import reference_of
from helpdesk.conversations.models import Direction
from helpdesk.feed.models import BEGIN, Change, Entry
from helpdesk.feed.repository import FeedRepository
from helpdesk.platform.attributes import from_attributes
from infra.workbench.tables import CONVERSATIONS, FEED
from tests.simulation.end import End


def entries(end: End) -> list[Entry]:
    found, more = FeedRepository(end.desk.tables.table(FEED)).entries(BEGIN.number, limit=10_000)
    assert not more
    return found


def changes(end: End) -> list[Change]:
    return [change for entry in entries(end) for change in entry.changes]


def numbers_have_no_gap_and_changes_are_counted(end: End) -> Iterator[str]:
    reached = 0
    for at, entry in enumerate(entries(end), 1):
        reached += len(entry.changes)
        if (entry.number, entry.count) != (at, reached):
            yield f"entry {at} is {entry.number}, and says {entry.count} of {reached}"


def what_was_written_is_there_once(end: End) -> Iterator[str]:
    wanted = Counter(_packed(change) for written in end.desk.journal.fed for change in written.changes)
    found = Counter(_packed(change) for change in changes(end))
    yield from (f"lacks {change}" for change in wanted - found)
    yield from (f"has {change} too often" for change in found - wanted)


def each_conversation_is_in_the_order_of_its_stream(end: End) -> Iterator[str]:
    wanted, found = defaultdict(list), defaultdict(list)
    for written in end.desk.journal.fed:
        for change in written.changes:
            wanted[_about(change)].append(_packed(change))
    for change in changes(end):
        found[_about(change)].append(_packed(change))
    for about in wanted:
        if Counter(wanted[about]) == Counter(found[about]) and wanted[about] != found[about]:
            yield f"{about}: {found[about]}, and it was {wanted[about]}"


def everything_stored_was_told_of(end: End) -> Iterator[str]:
    """By the objects themselves, and not by what was read of the streams."""
    said = Counter((change.type.value, _named(change)) for change in changes(end))
    for message in end.messages:
        first = "message.received" if message.direction is Direction.IN else "message.queued"
        if not said[first, message.id] and not _begun_otherwise(said, message.id):
            yield f"{message.id} was stored, and the feed does not say {first}"
    for kind, ids in (
        ("ticket.created", [ticket.reference.ticket_id for ticket in end.tickets]),
        ("note.added", [note.id for note in end.notes]),
        ("ticket.changed", [event.id for event in end.events]),
    ):
        yield from (f"{kind} of {each} is there {said[kind, each]} times" for each in ids if said[kind, each] != 1)


def _begun_otherwise(said: Counter[tuple[str, str]], message_id: str) -> bool:
    """What an app publishes that the desk's side has written elsewhere was sent before it was stored."""
    return said["message.sent", message_id] > 0


def no_ticket_changes_in_silence(end: End) -> Iterator[str]:
    """A decision is told by its event, in the same commit or, of what a message does, after it."""
    told: dict[Any, int] = {}
    for written in end.desk.journal.fed:
        if written.table == CONVERSATIONS and written.record["eventName"] == "INSERT":
            for change in written.changes:
                if change.type == "ticket.changed":
                    told[change.conversation] = written.commit
    for written in end.desk.journal.fed:
        keys = written.record["dynamodb"]["Keys"]
        is_ticket = written.table == CONVERSATIONS and keys["sk"]["S"].endswith("~ticket")
        if is_ticket and written.record["eventName"] == "MODIFY" and not written.changes:
            reference = reference_of(from_attributes(keys))
            if told.get(reference, 0) < written.commit:
                yield f"{reference.ticket_id} changed in commit {written.commit}, last told in {told.get(reference)}"


def _packed(change: Change) -> str:
    return str(change.packed())


def _about(change: Change) -> str:
    """What has one partition key."""
    if change.conversation:
        return change.conversation.thread
    return next(f"{name} {value}" for name, value in sorted(change.ids.items()) if name.endswith("_id"))


def _named(change: Change) -> str:
    ids = change.ids
    return ids.get("message_id") or ids.get("note_id") or ids.get("event_id") or ids.get("ticket_id") or ""


ALL = (
    numbers_have_no_gap_and_changes_are_counted,
    what_was_written_is_there_once,
    each_conversation_is_in_the_order_of_its_stream,
    everything_stored_was_told_of,
    no_ticket_changes_in_silence,
)
