import json
from typing import Any

import pytest

from fanout.app import Fanout
from fanout.root import READERS
from helpdesk.audit.models import AuditEvent, AuditType, Change, Subject
from helpdesk.audit.repository import event_item
from helpdesk.conversations import items
from helpdesk.conversations.items import JOINED, MESSAGE
from helpdesk.conversations.models import Event, EventType
from helpdesk.conversations.references import ConversationReference
from helpdesk.delivery.following import DeliveryFollower
from helpdesk.files.following import FileFollower
from helpdesk.files.parts import by_url, fetched_id
from helpdesk.messaging.messages import ContentKind
from helpdesk.platform.attributes import to_attributes
from helpdesk.platform.clock import from_text
from helpdesk.platform.dynamodb import Table
from helpdesk.platform.errors import Unavailable
from helpdesk.routing.following import RoutingFollower
from helpdesk.tickets.following import InboxFollower, SummaryFollower
from helpdesk.tickets.repository import TicketRepository
from tests.support.examples import ADA, NOW, REFERENCE, account, conversation, message, reply, ticket
from tests.support.fakes import FakeQueue
from tests.support.log import FakeLog

OTHER = ConversationReference("b" * 26)
TICKET = TicketRepository(Table(None, "t")).creation(ticket())[0].item
CLAIM = {"pk": "claim#1", "sk": "claim", "kind": "claim"}
EVENT = items.event_item(Event(REFERENCE, 1, "01event", EventType.ROUTED, ADA, NOW))


class Fan:
    """The real followers, on queues and services in memory."""

    def __init__(self) -> None:
        self.routing, self.outbound, self.files, self.followed = FakeQueue(), FakeQueue(), FakeQueue(), []
        self.accounts, self.moves, self.log, self.names = {"7": account(id="7")}, [], FakeLog(), []
        self.unknown: list[int] = []
        accounts: Any = type("FakeAccounts", (), {"get": lambda _, account_id, **__: self.accounts.get(account_id)})()
        waiting: Any = type("FakeWaiting", (), {"any": lambda _: self.some_wait})()
        tickets: Any = type("FakeTickets", (), {"follow": lambda _, *args: self._follow(*args)})()
        followers = (
            RoutingFollower(self.routing, waiting),
            DeliveryFollower(self.outbound, None, accounts, None, lambda: from_text(NOW)),
            FileFollower(self.files, messages=MESSAGE, joined=JOINED),
            SummaryFollower(tickets, accounts),
            InboxFollower(accounts, self),
        )
        self.some_wait = False
        self.fanout = Fanout(READERS, followers, self.log, self.unknown.append)

    def _follow(self, message: object, named_by: object, _reopens: object) -> None:
        self.followed.append(message)
        self.names.append(named_by)

    def move_open(self, *move: object) -> int:
        self.moves.append(move)
        return 2

    def write(self, *written: dict, kind: str = "INSERT") -> None:
        self.fanout(
            {"Records": [{"eventName": kind, "dynamodb": {"NewImage": to_attributes(record)}} for record in written]}
        )


@pytest.fixture
def fan():
    return Fan()


def item(stored) -> dict:
    return items.message_item(stored)


def test_a_new_ticket_goes_to_the_routing_queue(fan):
    fan.write(TICKET, items.conversation_item(conversation()), item(message()), CLAIM)
    assert [json.loads(queued.body) for queued in fan.routing.messages] == [{"ticket_id": REFERENCE.ticket_id}]
    assert fan.outbound.messages == []


def test_a_first_message_is_in_its_tickets_summary_already(fan):
    fan.write(TICKET, item(message(sequence=1)))
    assert fan.followed == []


def test_a_file_with_a_url_is_fetched_whoever_sent_it(fan):
    parts = (
        {"type": "LOCATION"},
        by_url("https://x.example/a/b.pdf?c", app_id="acme"),
        {"type": "FILE", "fileId": "f"},
    )
    with_file = message(sequence=1, parts=parts)
    fan.write(item(with_file), item(message(sequence=2)))
    [task] = [json.loads(queued.body) for queued in fan.files.messages]
    assert (task["url"], task["name"], task["app_id"]) == ("https://x.example/a/b.pdf?c", None, "acme")
    assert task["file_id"] == fetched_id(with_file.id, 1)


def test_a_later_message_updates_the_summary(fan):
    fan.write(item(message(sequence=2)))
    assert fan.followed == [message(sequence=2)]
    assert fan.routing.messages == fan.outbound.messages == []


def test_a_reply_goes_to_the_outbound_queue_once_and_in_its_conversations_order(fan):
    fan.write(item(reply(sequence=2)), item(reply(sequence=3)), item(reply(sequence=2, reference=OTHER)))
    assert [json.loads(queued.body)["message_id"] for queued in fan.outbound.messages] == [
        REFERENCE.message_id(2),
        REFERENCE.message_id(3),
        OTHER.message_id(2),
    ]
    assert [queued.group for queued in fan.outbound.messages] == [REFERENCE.conversation_id] * 2 + [
        OTHER.conversation_id
    ]
    assert [queued.deduplication for queued in fan.outbound.messages] == [
        json.loads(queued.body)["message_id"] for queued in fan.outbound.messages
    ]


def test_of_many_messages_the_newest_in_each_direction_updates_the_summary_in_order(fan):
    fan.write(*(item(message(sequence=at)) for at in (2, 3)), *(item(reply(sequence=at)) for at in (4, 5)))
    assert [activity.sequence for activity in fan.followed] == [3, 5]


def test_the_first_words_of_a_batch_name_the_ticket(fan):
    said = [message(sequence=at, text=text) for at, text in ((2, "/start"), (3, "My order"), (4, "is late"))]
    fan.write(*map(item, said))
    assert (fan.followed, fan.names) == ([said[2]], [said[1]])


def test_a_change_of_a_reply_does_not_hide_the_reply_from_the_summary(fan):
    sent, edited = reply(sequence=2), reply(sequence=3, kind=ContentKind.EDITED, refers_to=REFERENCE.message_id(2))
    fan.write(item(sent), item(edited))
    assert [followed.sequence for followed in fan.followed] == [2, 3]


def test_each_conversations_summary_is_updated(fan):
    fan.write(item(message(sequence=2)), item(message(sequence=3, reference=OTHER)))
    assert [activity.reference for activity in fan.followed] == [REFERENCE, OTHER]


def test_changes_events_and_claims_are_ignored(fan):
    fan.write(TICKET, kind="MODIFY")  # of messages, the stream's filter passes only those that gained an album's member
    fan.write(EVENT, CLAIM, items.conversation_item(conversation()))
    assert fan.routing.messages == fan.outbound.messages == fan.followed == []


def test_a_queue_error_fails_the_batch_before_the_ticket_is_updated(fan, monkeypatch):
    def reject(_self, messages):
        if messages:
            raise Unavailable("The queue refused 1 of 1 messages.")

    monkeypatch.setattr(FakeQueue, "send", reject)
    with pytest.raises(Unavailable):
        fan.write(item(reply()))
    assert fan.followed == []


def test_an_audit_event_is_delivered_and_its_entry_in_the_trail_is_not(fan):
    event = AuditEvent("01act", AuditType.UPDATED, Subject.account("7"), ADA, NOW, channel_id="9")
    fan.write(event_item(event), {"pk": "audit", "sk": "01act", "subject": {"kind": "account", "id": "7"}})
    [queued] = fan.outbound.messages
    assert (json.loads(queued.body), queued.group) == ({"account_id": "7", "event_id": "01act"}, "7")
    assert (fan.routing.messages, fan.followed) == ([], [])


def test_an_event_of_a_built_in_channels_account_or_of_an_app_notifies_nobody(fan):
    fan.write(event_item(AuditEvent("01act", AuditType.UPDATED, Subject.account("7"), ADA, NOW)))
    fan.write(event_item(AuditEvent("02act", AuditType.APP_SECRET_ROTATED, Subject.app("acme"), ADA, NOW)))
    assert fan.outbound.messages == []


@pytest.mark.parametrize(("policy", "moves"), [("move", 1), ("stay", 0)])
def test_open_tickets_move_with_their_account_if_requested(fan, policy, moves):
    details = {"inbox_id": Change("1", "2"), "open_conversations": Change(None, policy)}
    fan.write(event_item(AuditEvent("01act", AuditType.MOVED, Subject.account("7"), ADA, NOW, details=details)))
    assert fan.moves == [(account(id="7"), "2", ADA)] * moves


def test_one_batch_is_one_log_line_with_each_followers_count(fan):
    fan.write(TICKET, item(message(sequence=1)), item(message(sequence=2)), item(reply(sequence=3)))
    assert fan.log.lines == [("fanout", {"routed": 1, "sent": 1, "fetched": 0, "followed": 2, "moved": 0})]


def _of_a_newer_version(known: dict, **attributes: object) -> dict:
    return known | attributes


AUDIT = event_item(AuditEvent("01act", AuditType.UPDATED, Subject.account("7"), ADA, NOW, channel_id="9"))


@pytest.mark.parametrize(
    ("newer", "named"),
    [
        (_of_a_newer_version(EVENT, type="merged"), "event: EventType 'merged'"),
        (_of_a_newer_version(AUDIT, type="channel_account.merged"), "audit#: AuditType 'channel_account.merged'"),
        (_of_a_newer_version(item(message(sequence=3)), content="hologram"), "message: ContentKind 'hologram'"),
    ],
    ids=["event", "audit", "message"],
)
def test_what_a_newer_version_has_written_is_passed_by_and_counted(fan, newer, named):
    fan.write(item(reply(sequence=2)), newer, item(reply(sequence=4)))
    assert len(fan.outbound.messages) == 2
    assert fan.unknown == [1]
    assert fan.log.lines[-1] == ("passed by", {"unknown": [named]})


def test_a_kind_of_item_that_a_newer_version_has_written_is_passed_by(fan):
    fan.write({"pk": "x", "sk": "y", "kind": "hologram"}, item(reply(sequence=2)))
    assert len(fan.outbound.messages) == 1
    assert fan.unknown == []
