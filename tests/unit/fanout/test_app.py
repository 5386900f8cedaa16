import json

import pytest

from fanout.app import Fanout
from helpdesk.audit.models import AuditEvent, AuditType
from helpdesk.audit.repository import event_item
from helpdesk.conversations import items
from helpdesk.conversations.models import Event
from helpdesk.conversations.references import ConversationReference
from helpdesk.files.parts import by_url, fetched_id
from helpdesk.platform.attributes import to_attributes
from helpdesk.platform.errors import Unavailable
from tests.support.fakes import FakeQueue
from tests.unit.examples import ADA, NOW, REFERENCE, conversation, message, reply
from tests.unit.log import FakeLog

OTHER = ConversationReference("b" * 26)
TICKET = items.ticket_key(REFERENCE).attributes() | {"kind": "ticket"}
CLAIM = {"pk": "claim#1", "sk": "claim", "kind": "claim"}
EVENT = items.event_item(Event(REFERENCE, 1, "01event", "routed", ADA, NOW))


class Fan:
    def __init__(self) -> None:
        self.routing, self.outbound, self.files, self.followed = FakeQueue(), FakeQueue(), FakeQueue(), []
        tickets = type("FakeTickets", (), {"follow": lambda _, one: self.followed.append(one)})()
        acts = type("FakeActs", (), {"follow": lambda _, events: self.acts.extend(events)})()
        threads = type("FakeThreads", (), {"told": lambda *_: ()})()
        self.acts = []
        self.fanout = Fanout(tickets, acts, threads, self.routing, self.outbound, self.files, FakeLog())

    def write(self, *written: dict, kind: str = "INSERT") -> None:
        self.fanout({"Records": [{"eventName": kind, "dynamodb": {"NewImage": to_attributes(one)}} for one in written]})


@pytest.fixture
def fan():
    return Fan()


def item(one) -> dict:
    return items.message_item(one)


def test_a_new_ticket_goes_to_the_routing_queue(fan):
    fan.write(TICKET, items.conversation_item(conversation()), item(message()), CLAIM)
    assert [json.loads(one.body) for one in fan.routing.messages] == [{"ticket_id": REFERENCE.ticket_id}]
    assert fan.outbound.messages == []


def test_a_first_message_came_with_its_ticket_and_needs_no_following(fan):
    fan.write(TICKET, item(message(sequence=1)))
    assert fan.followed == []


def test_a_file_with_an_address_is_to_be_fetched_whoever_sent_it(fan):
    parts = (
        {"type": "LOCATION"},
        by_url("https://x.example/a/b.pdf?c", app_id="acme"),
        {"type": "FILE", "fileId": "f"},
    )
    carried = message(sequence=1, parts=parts)
    fan.write(item(carried), item(message(sequence=2)))
    [asked] = [json.loads(one.body) for one in fan.files.messages]
    assert (asked["url"], asked["name"], asked["app_id"]) == ("https://x.example/a/b.pdf?c", "b.pdf", "acme")
    assert asked["file_id"] == fetched_id(carried.id, 1)


def test_a_later_message_is_followed(fan):
    fan.write(item(message(sequence=2)))
    assert fan.followed == [message(sequence=2)]
    assert fan.routing.messages == fan.outbound.messages == []


def test_a_reply_goes_to_the_outbound_queue_once_and_in_its_conversations_order(fan):
    fan.write(item(reply(sequence=2)), item(reply(sequence=3)), item(reply(sequence=2, reference=OTHER)))
    assert [json.loads(one.body)["message_id"] for one in fan.outbound.messages] == [
        REFERENCE.message_id(2),
        REFERENCE.message_id(3),
        OTHER.message_id(2),
    ]
    assert [one.group for one in fan.outbound.messages] == [REFERENCE.conversation_id] * 2 + [OTHER.conversation_id]
    assert [one.deduplication for one in fan.outbound.messages] == [
        json.loads(one.body)["message_id"] for one in fan.outbound.messages
    ]


def test_of_many_messages_the_newest_in_each_direction_is_followed_in_order(fan):
    fan.write(*(item(message(sequence=at)) for at in (2, 3)), *(item(reply(sequence=at)) for at in (4, 5)))
    assert [one.sequence for one in fan.followed] == [3, 5]


def test_each_conversation_is_followed(fan):
    fan.write(item(message(sequence=2)), item(message(sequence=3, reference=OTHER)))
    assert [one.reference for one in fan.followed] == [REFERENCE, OTHER]


def test_changes_events_and_claims_are_nobodys_work(fan):
    fan.write(item(reply()), TICKET, kind="MODIFY")
    fan.write(EVENT, CLAIM, items.conversation_item(conversation()))
    assert fan.routing.messages == fan.outbound.messages == fan.followed == []


def test_a_queue_that_refuses_fails_the_batch_before_the_ticket_follows(fan, monkeypatch):
    def refuse(_self, messages):
        if messages:
            raise Unavailable("The queue refused 1 of 1 messages.")

    monkeypatch.setattr(FakeQueue, "send", refuse)
    with pytest.raises(Unavailable):
        fan.write(item(reply()))
    assert fan.followed == []


def test_an_act_on_an_account_is_followed_and_its_place_in_the_trail_is_not(fan):
    act = AuditEvent("01act", AuditType.UPDATED, "7", ADA, NOW)
    fan.write(event_item(act), {"pk": "audit", "sk": "01act", "account_id": "7"})
    assert fan.acts == [act]
    assert fan.routing.messages == fan.outbound.messages == fan.followed == []
