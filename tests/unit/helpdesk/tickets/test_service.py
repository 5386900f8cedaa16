"""Changes of tickets, on a repository in memory that can simulate version conflicts."""

from dataclasses import dataclass, field, replace

import pytest

from helpdesk.conversations.models import Decision, Event, EventType
from helpdesk.messaging.messages import ContentKind
from helpdesk.people.principals import Principal, Scope
from helpdesk.pipelines.models import FIRST, Mover
from helpdesk.platform.dynamodb import TransactionFailed
from helpdesk.platform.errors import InvalidRequest, NotFound, Unavailable
from helpdesk.properties.models import BUILT_IN
from helpdesk.tickets.activity import Activity
from helpdesk.tickets.changes import TicketChange, WorkRules
from helpdesk.tickets.models import Ticket, TicketState
from helpdesk.tickets.opener import TicketOpener
from helpdesk.tickets.receivers import Receiver
from helpdesk.tickets.service import TicketService
from helpdesk.tickets.work import TicketWork
from tests.support.examples import ADA, CLEO, REFERENCE, account, conversation, message, reply, ticket
from tests.support.fakes import FakeClock

PRINCIPAL = Principal(ADA.kind, ADA.id, str(ADA.name), frozenset({Scope.TICKETS_WRITE}))


@dataclass
class FakeTickets:
    ticket: Ticket | None = field(default_factory=ticket)
    conflicts: int = 0
    touched: list[Activity] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)

    def get(self, _reference, *, consistent=True):
        return self.ticket

    def with_newest(self, _reference):
        """The newest message has the sequence 7: the ticket's summary lags behind."""
        return (self.ticket, 7) if self.ticket else None

    def follow(self, before, after, activity):
        if before != self.ticket:
            return self.ticket
        self.touched.append(activity)
        self.ticket = replace(after, last_sequence=activity.sequence if activity else after.last_sequence)
        return None

    def change(self, before, after):
        return [(before, after)]

    def creation(self, created):
        return created

    def transact(self, writes):
        [(before, after), event, place_is_free, *no_newer] = writes
        assert bool(no_newer) == (before.state == "closed" and after.state == "open")
        assert place_is_free == event.after_sequence + 1
        if self.conflicts:
            self.conflicts -= 1
            raise TransactionFailed({0: None})
        self.ticket = replace(after, version=before.version + 1)
        self.events.append(event)


class FakeReceivers:
    def of(self, change):
        owner_id = change.values.get("owner_id")
        if owner_id and not owner_id.startswith("agent-"):
            raise InvalidRequest.at("owner_id", "There is no such agent.", code="unknown_agent")
        return Receiver()


class FakeRules:
    rules = WorkRules({FIRST.id: FIRST}, BUILT_IN)

    def knowing(self, *_places):
        return self.rules

    def fresh(self):
        return self.rules


@dataclass
class FakeEntries:
    def __init__(self):
        self.recorded = []
        self.dies = False

    def record_once(self, event):
        if self.dies:
            raise Unavailable("Not now.")
        self.recorded.append(event)

    def conversation(self, _reference, *, consistent):
        return None

    def not_opened(self, reference):
        return reference

    def messages_after(self, _reference, _sequence):
        return ()

    def nothing_after(self, _reference, sequence):
        return sequence + 1

    def recording(self, event):
        return event


@pytest.fixture
def repository():
    return FakeTickets()


@pytest.fixture
def service(repository):
    return TicketService(repository, FakeEntries(), FakeRules(), FakeClock(), lambda: "01event")


@pytest.fixture
def assigner(service):
    return TicketWork(service, FakeReceivers())


def test_assigning_is_written_with_its_event(assigner, repository):
    assigned = assigner.change(REFERENCE, TicketChange({"owner_id": "agent-1"}), PRINCIPAL)
    assert (assigned.owner_id, assigned.version) == ("agent-1", 2)
    assert repository.ticket == assigned
    [event] = repository.events
    assert (event.type, event.actor, event.after_sequence) == ("owner_changed", ADA, 7)
    assert event.details == {"from": None, "to": "agent-1"}


def test_a_move_by_rule_is_told_as_it_was_by_a_follower_that_was_cut_off(repository):
    entries = FakeEntries()
    service = TicketService(repository, entries, FakeRules(), FakeClock(), lambda: "01event")
    entries.dies = True
    with pytest.raises(Unavailable):
        service.follow(reply(sequence=8))
    service.change(REFERENCE, TicketChange({"state": TicketState.CLOSED}), ADA)
    entries.dies = False
    service.follow(reply(sequence=8))
    [event] = entries.recorded
    assert (event.details["from_status"]["id"], event.details["to_status"]["id"]) == ("new", "waiting_on_contact")
    assert (event.details["from"], event.details["to"]) == ("open", "open")


def test_a_move_is_told_also_if_a_reply_moves_the_ticket_on_before_that(repository):
    """Whoever replies sees the ticket as it was before the rule moved it, and the follower is cut off in between."""
    entries = FakeEntries()
    service = TicketService(repository, entries, FakeRules(), FakeClock(), lambda: "01event")
    closing = service.with_reply(
        REFERENCE, TicketChange({"state": TicketState.CLOSED, "owner_id": "agent-2"}), ADA, mover=Mover()
    )
    decision = closing.decision(9, "2026-11-22T10:00:00.000000Z", None)
    first = reply(sequence=8, decision=Decision(takes_for="agent-1"))
    closes = reply("Bye", sequence=9, decision=decision)
    entries.dies = True
    with pytest.raises(Unavailable):
        service.follow(first)
    service.change(REFERENCE, TicketChange({"owner_id": None}), ADA)
    closing.follow(closes)
    entries.dies = False
    service.follow(first)
    service.follow(closes)
    told = [(event.type, event.details["from"], event.details["to"]) for event in entries.recorded]
    assert told == [
        (EventType.OWNER_CHANGED, None, "agent-1"),
        (EventType.STATUS_CHANGED, "open", "open"),
        (EventType.OWNER_CHANGED, None, "agent-2"),
        (EventType.STATUS_CHANGED, "open", "closed"),
    ]
    moves = [event.details for event in entries.recorded if event.type is EventType.STATUS_CHANGED]
    assert [(each["from_status"]["id"], each["to_status"]["id"]) for each in moves] == [
        ("new", "waiting_on_contact"),
        ("waiting_on_contact", "closed"),
    ]


def test_a_ticket_forgets_what_is_told(repository):
    service = TicketService(repository, FakeEntries(), FakeRules(), FakeClock(), lambda: "01event")
    for sequence in (8, 10):
        service.follow(reply(sequence=sequence))
        service.follow(message(sequence=sequence + 1))
    assert dict(repository.ticket.moves) == {"11": ("waiting_on_contact", "waiting_on_us", "2")}


def test_setting_the_current_value_writes_nothing(assigner, service, repository):
    assert assigner.change(REFERENCE, TicketChange({"owner_id": None}), PRINCIPAL) == repository.ticket
    assert service.change(REFERENCE, TicketChange({"state": TicketState.OPEN}), ADA) == repository.ticket
    assert repository.events == []


def test_closing_sets_the_closing_time_and_opening_removes_it(service, repository):
    closed = service.change(REFERENCE, TicketChange({"state": TicketState.CLOSED}), ADA)
    assert closed.closed_at is not None
    assert service.change(REFERENCE, TicketChange({"state": TicketState.CLOSED}), ADA).closed_at == closed.closed_at
    assert service.change(REFERENCE, TicketChange({"state": TicketState.OPEN}), ADA).closed_at is None
    new = {"pipeline_id": "1", "id": "new", "name": "New"}
    done = {"pipeline_id": "1", "id": "closed", "name": "Closed"}
    assert [event.details for event in repository.events] == [
        {"from": "open", "to": "closed", "from_status": new, "to_status": done},
        {"from": "closed", "to": "open", "from_status": done, "to_status": new},
    ]


def test_a_decision_with_a_version_conflict_is_repeated(assigner, repository):
    repository.conflicts = 4
    assert assigner.change(REFERENCE, TicketChange({"owner_id": "agent-1"}), PRINCIPAL).owner_id == "agent-1"
    assert len(repository.events) == 1


def test_after_five_version_conflicts_the_caller_is_asked_to_retry(assigner, repository):
    repository.conflicts = 5
    with pytest.raises(Unavailable):
        assigner.change(REFERENCE, TicketChange({"owner_id": "agent-1"}), PRINCIPAL)


def test_a_missing_ticket_is_not_found(assigner, repository):
    repository.ticket = None
    with pytest.raises(NotFound) as missing:
        assigner.change(REFERENCE, TicketChange({"owner_id": "agent-1"}), PRINCIPAL)
    assert missing.value.code == "ticket_not_found"


def test_a_ticket_follows_its_messages(service, repository):
    service.follow(message("A  long\nstory", sequence=4))
    service.follow(message("", sequence=5, kind=ContentKind.UNSUPPORTED))
    assert [(touch.sequence, touch.preview) for touch in repository.touched] == [
        (4, "A long story"),
        (5, "(unsupported)"),
    ]
    assert repository.events == []


def test_a_customers_message_reopens_a_closed_ticket(service, repository):
    repository.ticket = ticket(state=TicketState.CLOSED, closed_at="2026-11-22T09:06:00.000000Z")
    service.follow(message("Again", sequence=4))
    assert (repository.ticket.state, repository.ticket.closed_at) == (TicketState.OPEN, None)
    assert (repository.ticket.last_sequence, repository.ticket.preview) == (4, "Again")
    [event] = repository.events
    assert (event.type, event.actor, event.after_sequence) == ("status_changed", CLEO, 7)


def test_an_agents_reply_leaves_a_closed_ticket_closed(service, repository):
    repository.ticket = ticket(state=TicketState.CLOSED)
    service.follow(reply(sequence=4))
    assert repository.ticket.state is TicketState.CLOSED
    assert repository.events == []


def test_a_message_that_the_ticket_already_counts_does_not_reopen_it(service, repository):
    repository.ticket = ticket(state=TicketState.CLOSED, last_sequence=4)
    service.follow(message(sequence=4))
    assert repository.ticket.state is TicketState.CLOSED


def test_a_message_from_before_the_close_does_not_reopen_the_ticket(service, repository):
    """The summary follows late: whoever closed the ticket had read the message."""
    service.change(REFERENCE, TicketChange({"state": TicketState.CLOSED}), ADA)
    assert repository.ticket.closed_after == 7
    service.follow(message(sequence=7))
    assert repository.ticket.state is TicketState.CLOSED
    service.follow(message(sequence=8))
    assert repository.ticket.state is TicketState.OPEN


def test_a_new_ticket_is_about_its_first_message(repository):
    first = message("Grüße\n" + "x" * 200)
    contact = type("Contact", (), {"id": "con_1", "display_name": "Cleo\nPatra"})
    created = TicketOpener(repository, FakeRules()).opening(account(), conversation(), contact, first)
    assert (created.state, created.owner_id, created.last_sequence) == (TicketState.OPEN, None, 1)
    assert created.opened_at == created.last_activity_at == first.created_at
    assert (len(created.subject), created.contact_name) == (80, "Cleo Patra")


def test_only_an_agent_can_be_the_owner_of_a_ticket(assigner, repository):
    with pytest.raises(InvalidRequest):
        assigner.change(REFERENCE, TicketChange({"owner_id": "somebody"}), PRINCIPAL)
    assert (repository.ticket.owner_id, repository.events) == (None, [])
