import json
from dataclasses import dataclass, field

from helpdesk.conversations.references import ConversationReference
from helpdesk.people import connection_news
from helpdesk.people.availability import Availability, Effective, Reason, State
from helpdesk.platform.errors import NotFound, Unavailable
from helpdesk.routing.decisions import Taken
from helpdesk.routing.models import Trigger
from helpdesk.routing.work import Offer, RouteTicket
from helpdesk.tickets.models import RoutingDecision, RoutingReason
from router.app import Router
from tests.support.examples import NOW, REFERENCE, ticket
from tests.support.fakes import FakeQueue
from tests.support.log import FakeLog

OTHER = ConversationReference("b" * 26)


@dataclass
class FakeRouting:
    errors: dict[ConversationReference, Exception] = field(default_factory=dict)
    routed: list[tuple] = field(default_factory=list)
    offers: list[Offer] = field(default_factory=list)

    def route(self, reference, trigger, *, taken):
        if reference in self.errors:
            raise self.errors[reference]
        self.routed.append((reference, trigger, taken))
        return ticket(routing=RoutingDecision(RoutingReason.ASSIGNMENT_OFF, NOW))

    def offer(self, offer):
        self.offers.append(offer)


@dataclass
class FakePresence:
    refreshed: list[str] = field(default_factory=list)

    def refresh(self, user_id):
        self.refreshed.append(user_id)
        return Availability(user_id)


class FakeAbsences:
    def read(self, user_id):
        return Effective(State.AWAY, Reason.DISCONNECTED)


def route(
    routing: FakeRouting, *bodies: str, dead: FakeQueue | None = None, presence: FakePresence | None = None
) -> tuple[list[str], FakeLog]:
    log = FakeLog()
    records = [{"messageId": f"q{at}", "body": body} for at, body in enumerate(bodies)]
    response = Router(routing, presence or FakePresence(), FakeAbsences(), dead or FakeQueue(), log)(
        {"Records": records}
    )
    return [failure["itemIdentifier"] for failure in response["batchItemFailures"]], log


def task(reference: ConversationReference) -> str:
    return json.dumps({"ticket_id": reference.ticket_id})


def test_each_kind_of_work_is_done():
    routing = FakeRouting()
    work = [
        RouteTicket(REFERENCE.ticket_id),
        RouteTicket(OTHER.ticket_id, Trigger.UNANSWERED, "ada", NOW),
        Offer(user_id="ada"),
        Offer(account_id="1"),
        Offer(),
    ]
    again, log = route(routing, *(each.queued().body for each in work))
    assert again == []
    assert routing.routed == [(REFERENCE, Trigger.OPENED, None), (OTHER, Trigger.UNANSWERED, Taken("ada", NOW))]
    assert routing.offers == work[2:]
    assert [values.get("decision") for _, values in log.lines] == ["assignment_off"] * 2 + [None] * 3


def test_a_failed_message_is_retried_and_the_others_are_done():
    routing = FakeRouting({REFERENCE: Unavailable("Busy.")})
    again, _ = route(routing, task(REFERENCE), task(OTHER))
    assert again == ["q0"]
    assert [reference for reference, *_ in routing.routed] == [OTHER]


def test_what_is_no_work_goes_to_the_dead_letters_at_once_and_does_not_affect_others():
    routing, dead = FakeRouting({OTHER: NotFound("gone")}), FakeQueue()
    bodies = [
        "not json",
        "{}",
        "[]",
        '{"ticket_id": "nonsense"}',
        '{"ticket_id": null}',
        '{"ticket_id": "tkt_1", "trigger": "no such"}',
        task(OTHER),
        task(REFERENCE),
    ]
    again, _ = route(routing, *bodies, dead=dead)
    assert again == ["q6"]
    assert [message.body for message in dead.messages] == bodies[:6]
    assert [reference for reference, *_ in routing.routed] == [REFERENCE]


def test_if_the_dead_letters_cannot_be_reached_the_message_is_received_again(monkeypatch):
    def refuse(_self, _messages):
        raise Unavailable("The queue could not be reached.")

    dead = FakeQueue()
    monkeypatch.setattr(FakeQueue, "send", refuse)
    routing = FakeRouting()
    assert route(routing, "{}", task(REFERENCE), dead=dead)[0] == ["q0"]
    assert [reference for reference, *_ in routing.routed] == [REFERENCE]


def test_a_plan_whose_time_has_come_is_read_again():
    presence = FakePresence()
    again, _ = route(FakeRouting(), json.dumps({"availability": "ada"}), task(REFERENCE), presence=presence)
    assert (again, presence.refreshed) == ([], ["ada"])


def test_a_person_who_is_no_text_is_no_work():
    dead = FakeQueue()
    route(FakeRouting(), json.dumps({"availability": 7}), dead=dead)
    assert len(dead.messages) == 1


def test_whether_somebody_is_connected_is_looked_at():
    failed, log = route(FakeRouting(), connection_news.of("ada").body)
    assert failed == []
    assert log.lines == [("availability", {"user_id": "ada", "state": "away", "reason": "disconnected"})]
