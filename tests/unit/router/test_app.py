import json
from dataclasses import dataclass, field

from helpdesk.conversations.references import ConversationReference
from helpdesk.people.availability import Availability
from helpdesk.platform.errors import NotFound, Unavailable
from helpdesk.routing.service import ROUTER, RoutingService
from helpdesk.tickets.models import RoutingDecision
from router.app import Router
from tests.support.examples import NOW, REFERENCE, ticket
from tests.support.fakes import FakeQueue
from tests.support.log import FakeLog

OTHER = ConversationReference("b" * 26)


@dataclass
class FakeTickets:
    errors: dict[ConversationReference, Exception] = field(default_factory=dict)
    recorded: list[tuple] = field(default_factory=list)
    owners: dict[ConversationReference, str] = field(default_factory=dict)

    def record_routing(self, reference, decided, actor):
        if reference in self.errors:
            raise self.errors[reference]
        code = decided(ticket(owner_id=self.owners.get(reference)))
        self.recorded.append((reference, code.decision, actor))
        return ticket(routing=RoutingDecision(code, NOW))


@dataclass
class FakePresence:
    refreshed: list[str] = field(default_factory=list)

    def refresh(self, user_id):
        self.refreshed.append(user_id)
        return Availability(user_id)


def route(
    tickets: FakeTickets, *bodies: str, dead: FakeQueue | None = None, presence: FakePresence | None = None
) -> tuple[list[str], FakeLog]:
    log = FakeLog()
    records = [{"messageId": f"q{at}", "body": body} for at, body in enumerate(bodies)]
    response = Router(RoutingService(tickets), presence or FakePresence(), dead or FakeQueue(), log)(
        {"Records": records}
    )
    return [failure["itemIdentifier"] for failure in response["batchItemFailures"]], log


def task(reference: ConversationReference) -> str:
    return json.dumps({"ticket_id": reference.ticket_id})


def test_each_ticket_stays_unassigned_with_the_reason():
    tickets = FakeTickets()
    again, log = route(tickets, task(REFERENCE), task(OTHER))
    assert again == []
    assert tickets.recorded == [(REFERENCE, "unassigned", ROUTER), (OTHER, "unassigned", ROUTER)]
    assert [values["decision"] for _, values in log.lines] == ["unassigned"] * 2


def test_a_ticket_with_an_owner_keeps_them():
    tickets = FakeTickets(owners={REFERENCE: "ada"})
    route(tickets, task(REFERENCE))
    assert tickets.recorded == [(REFERENCE, "assigned", ROUTER)]


def test_a_failed_message_is_retried_and_the_others_are_done():
    tickets = FakeTickets({REFERENCE: Unavailable("Busy.")})
    again, _ = route(tickets, task(REFERENCE), task(OTHER))
    assert again == ["q0"]
    assert [reference for reference, *_ in tickets.recorded] == [OTHER]


def test_what_is_no_work_goes_to_the_dead_letters_at_once_and_does_not_affect_others():
    tickets, dead = FakeTickets({OTHER: NotFound("gone")}), FakeQueue()
    bodies = [
        "not json",
        "{}",
        "[]",
        '{"ticket_id": "nonsense"}',
        '{"ticket_id": null}',
        task(OTHER),
        task(REFERENCE),
    ]
    again, _ = route(tickets, *bodies, dead=dead)
    assert again == ["q5"]
    assert [message.body for message in dead.messages] == bodies[:5]
    assert [reference for reference, *_ in tickets.recorded] == [REFERENCE]


def test_if_the_dead_letters_cannot_be_reached_the_message_is_received_again(monkeypatch):
    def refuse(_self, _messages):
        raise Unavailable("The queue could not be reached.")

    dead = FakeQueue()
    monkeypatch.setattr(FakeQueue, "send", refuse)
    tickets = FakeTickets()
    assert route(tickets, "{}", task(REFERENCE), dead=dead)[0] == ["q0"]
    assert [reference for reference, *_ in tickets.recorded] == [REFERENCE]


def test_a_plan_whose_time_has_come_is_read_again():
    presence = FakePresence()
    again, _ = route(FakeTickets(), json.dumps({"availability": "ada"}), task(REFERENCE), presence=presence)
    assert (again, presence.refreshed) == ([], ["ada"])


def test_a_person_who_is_no_text_is_no_work():
    dead = FakeQueue()
    route(FakeTickets(), json.dumps({"availability": 7}), dead=dead)
    assert len(dead.messages) == 1
