from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpdesk.conversations import items
from helpdesk.conversations.models import Conversation, DeliveryStatus, Direction, Event, EventType, Message
from helpdesk.conversations.references import ConversationReference, thread_of
from helpdesk.messaging.messages import ContentKind, Sender
from helpdesk.people.actors import Actor, ActorKind
from helpdesk.platform.attributes import from_attributes, to_attributes
from helpdesk.platform.ids import new_ulid
from helpdesk.platform.records import UnknownValue
from tests.support.examples import ADA, REFERENCE, message, reply
from tests.support.strategies import kept_json

text = st.text(max_size=20)
maybe = st.none() | text
moments = st.just("2026-11-22T09:00:00.000000Z")
sequences = st.integers(1, 9_999_999_999)
references = st.builds(ConversationReference, st.builds(thread_of, text, text), st.integers(1, 99_999))
actors = st.builds(Actor, st.sampled_from(ActorKind), text, maybe, maybe)
senders = st.builds(Sender, text, maybe, maybe, maybe, maybe)
common = {
    "reference": references,
    "sequence": sequences,
    "text": text,
    "actor": actors,
    "created_at": moments,
    "reply_to": maybe,
    "reply_to_external_id": maybe,
    "refers_to": maybe,
    "refers_to_external_id": maybe,
    "also_to": st.lists(senders, max_size=2).map(tuple),
    "raw": maybe,
    "rich_text": maybe,
    "parts": st.lists(st.dictionaries(text, text | st.floats(allow_nan=False), max_size=2), max_size=2).map(tuple),
    "counterpart": st.none() | senders,
    "status_at": st.none() | moments,
}
received = st.builds(
    Message,
    **common,
    direction=st.just(Direction.IN),
    kind=st.sampled_from(ContentKind),
    key=text,
    external_id=text.filter(bool),
    sent_at=st.none() | moments,
)
replies = st.builds(
    Message,
    **common,
    direction=st.just(Direction.OUT),
    kind=st.just(ContentKind.TEXT),
    key=text.map("agent/{}".format),
    status=st.sampled_from(DeliveryStatus),
)
conversations = st.builds(
    Conversation,
    reference=references,
    account_id=text,
    thread_key=text,
    contact_id=text,
    recipient=senders,
    created_at=moments,
)
events = st.builds(
    Event,
    reference=references,
    after_sequence=st.integers(0, 9_999_999_999),
    id=st.builds(new_ulid),
    type=st.sampled_from(EventType),
    actor=actors,
    created_at=moments,
    details=st.dictionaries(text, kept_json, max_size=3),
)


def stored(item):
    """As the table returns it."""
    return from_attributes(to_attributes(item))


@given(received | replies)
def test_a_message_survives_the_table_unchanged(message):
    item = stored(items.message_item(message))
    assert items.message_from(item) == items.entry_from(item) == message


@given(events)
def test_an_event_survives_the_table_unchanged(event):
    item = stored(items.event_item(event))
    assert items.event_from(item) == items.entry_from(item) == event


@given(conversations)
def test_a_conversation_survives_the_table_unchanged(conversation):
    assert items.conversation_from(stored(items.conversation_item(conversation))) == conversation


def test_an_events_absent_detail_is_the_same_as_none():
    event = Event(REFERENCE, 1, new_ulid(), EventType.OWNER_CHANGED, ADA, "2026", {"from": None, "to": "agent-1"})
    assert items.event_from(stored(items.event_item(event))).details.get("from") is None


def test_attributes_that_delivery_writes_are_read():
    later = {"attempts": 2, "status_at": "2026", "failure": {"code": "no_answer", "reason": "Nobody answered."}}
    found = items.message_from(stored(items.message_item(reply())) | later)
    assert (found.attempts, found.status_at, found.failure.code) == (2, "2026", "no_answer")


def test_a_sent_reply_has_the_id_that_the_messaging_service_gave_it():
    assert items.message_from(stored(items.message_item(reply()))).external_id is None
    assert items.message_from(stored(items.message_item(reply())) | {"external_id": "77"}).external_id == "77"


@given(st.lists(sequences, min_size=2, unique=True), st.data())
def test_items_are_sorted_as_messages_with_their_events_then_conversation_then_ticket(numbers, data):
    numbers.sort()
    keys = [items.message_key(REFERENCE, number) for number in numbers]
    at = data.draw(st.integers(0, len(numbers) - 1))
    event = Event(REFERENCE, numbers[at], new_ulid(), EventType.ROUTED, ADA, "2026")
    keys.insert(at + 1, items.event_key(event))
    keys += [items.conversation_key(REFERENCE), items.ticket_key(REFERENCE)]
    assert {key.pk for key in keys} == {REFERENCE.thread}
    places = [key.sk.encode() for key in keys]
    assert places == sorted(places)
    assert len(set(places)) == len(places)


@given(references.map(lambda reference: ConversationReference("a" * 26, reference.episode)), sequences)
def test_a_later_conversation_of_a_thread_is_sorted_after_all_of_an_earlier_one(reference, sequence):
    later = ConversationReference(reference.thread, reference.episode + 1)
    if later.episode <= 99_999:
        assert items.ticket_key(reference).sk < items.message_key(later, sequence).sk


def test_events_of_one_position_are_sorted_by_id():
    first, second = (Event(REFERENCE, 4, name, EventType.ROUTED, ADA, "2026") for name in ("01a", "01b"))
    assert items.event_key(first).sk < items.event_key(second).sk < items.message_key(REFERENCE, 5).sk


def test_an_item_has_its_reference_and_sequence():
    item = stored(items.message_item(message(sequence=4)))
    assert (items.reference_of(item), items.sequence_of(item), items.is_entry(item)) == (REFERENCE, 4, True)
    before_all = Event(REFERENCE, 0, new_ulid(), EventType.ROUTED, ADA, "2026")
    assert items.sequence_of(items.event_item(before_all)) == 0
    assert not items.is_entry({"kind": "conversation"})
    assert not items.is_entry({"kind": "ticket"})


@pytest.mark.parametrize(
    ("later", "shown"),
    [
        ({"content": "poll"}, {"kind": ContentKind.UNSUPPORTED}),
        ({"status": "PAUSED"}, {"status": None}),
        ({"actor": {"kind": "robot", "id": "r-1"}}, {"actor": Actor(ActorKind.SYSTEM, "r-1")}),
    ],
    ids=["content", "status", "actor"],
)
def test_a_message_of_a_newer_version_is_shown_and_not_worked_on(later: dict[str, Any], shown: dict[str, Any]) -> None:
    item = stored(items.message_item(reply())) | later
    assert items.entry_from(item) == replace(reply(), **shown)
    with pytest.raises(UnknownValue):
        items.READERS[items.MESSAGE](item)


@pytest.mark.parametrize(
    ("later", "shown"),
    [
        ({"type": "merged"}, {"type": EventType.UNKNOWN}),
        ({"mail": "read"}, {"mail": None}),
        ({"actor": {"kind": "robot", "id": "r-1"}}, {"actor": Actor(ActorKind.SYSTEM, "r-1")}),
    ],
    ids=["type", "mail", "actor"],
)
def test_an_event_of_a_newer_version_is_shown_and_not_worked_on(later: dict[str, Any], shown: dict[str, Any]) -> None:
    event = Event(REFERENCE, 1, new_ulid(), EventType.ROUTED, ADA, "2026", {"n": 1})
    item = stored(items.event_item(event)) | later
    assert items.entry_from(item) == replace(event, **shown)
    with pytest.raises(UnknownValue):
        items.READERS[items.EVENT](item)
