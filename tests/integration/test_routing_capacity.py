"""Capacity and balance hold however many tickets are routed at once."""

from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from helpdesk.accounts.models import ChannelAccount
from helpdesk.accounts.routing_rules import AssignTo, Method, RoutingRule
from helpdesk.conversations.models import Happened
from helpdesk.conversations.references import ConversationReference
from helpdesk.people.load_repository import LoadRepository
from helpdesk.people.loads import Loads
from helpdesk.people.roster import Capacity, Member, Roster
from helpdesk.platform.clock import utc_now
from helpdesk.platform.dynamodb import Database
from helpdesk.platform.errors import Busy
from helpdesk.platform.ids import digest
from helpdesk.routing.decisions import RoutingDecisions
from helpdesk.routing.facts import Facts
from helpdesk.routing.service import RoutingService
from helpdesk.routing.turns import Turns
from helpdesk.routing.work import Offer
from helpdesk.settings.repository import SettingsRepository
from helpdesk.tickets.decisions import TicketDecisions
from helpdesk.tickets.models import Ticket, TicketState
from helpdesk.tickets.repository import TicketRepository
from helpdesk.tickets.waiting import WaitingRepository
from infra.workbench.engine import Backend
from infra.workbench.tables import CONVERSATIONS, DIRECTORY
from tests.support.examples import ADA, account, ticket
from tests.support.fakes import FakeQueue

pytestmark = pytest.mark.engine

PEOPLE = tuple(f"person-{number}" for number in range(10))
EVERYBODY = RoutingRule(automatic=True, assign_to=AssignTo.USERS_AND_TEAMS, team_ids=("all",))


class NoFacts:
    def known_owner(self, contact_id: str, before: str) -> None: ...

    def values(self, contact_id: str) -> dict[str, str]:
        return {}


class Desk:
    def __init__(self, database: Database, rule: RoutingRule, capacity: int | None) -> None:
        self.table = database.table(CONVERSATIONS)
        self.tickets = TicketRepository(self.table)
        self.waiting = WaitingRepository(self.table)
        self.queue = FakeQueue()
        self.roster = Roster(
            tuple(
                Member(each, at, each, team_ids=("all",), capacity=Capacity(capacity)) for at, each in enumerate(PEOPLE)
            )
        )
        self.account = replace(account(), routing=rule)
        self.decisions = TicketDecisions.on(self.table, utc_now)
        parts = RoutingDecisions(
            self.decisions,
            self,
            lambda: self.roster,
            LoadRepository(self.table),
            Turns(self.table),
            self.waiting,
            Facts(NoFacts(), lambda _: ()),
        )
        settings = SettingsRepository(database.table(DIRECTORY))
        self.routing = RoutingService(parts, self.tickets, settings, self.queue)

    def get(self, _account_id: str) -> ChannelAccount:
        return self.account

    def open(self, count: int, first: int = 0) -> list[ConversationReference]:
        """So many tickets, the oldest first."""
        made = [
            ticket(
                reference=ConversationReference(digest("thread", str(number))),
                opened_at=f"2026-11-01T09:00:00.{number:06}Z",
                last_sequence=0,
                channel="custom",
            )
            for number in range(first, first + count)
        ]
        for each in made:
            self.tickets.transact(self.tickets.creation(each))
        return [each.reference for each in made]

    def route(self, references: Sequence[ConversationReference], at_once: int) -> None:
        """As SQS has it done: what fails is received again."""
        waiting = list(references)
        while waiting:
            with ThreadPoolExecutor(at_once) as pool:
                done = list(pool.map(self._routed, waiting))
            waiting = [each for each, is_done in zip(waiting, done, strict=True) if not is_done]

    def _routed(self, reference: ConversationReference) -> bool:
        try:
            self.routing.route(reference)
        except Busy:
            return False
        return True

    def close(self, reference: ConversationReference) -> str | None:
        def closing(found: Ticket, now: str) -> tuple[Ticket, list[Happened]]:
            return replace(found, state=TicketState.CLOSED, closed_at=now), []

        return self.decisions.decide_all(reference, ADA, closing).owner_id

    def owners(self, references: Sequence[ConversationReference]) -> list[str | None]:
        return [self.decisions.get(each).owner_id for each in references]


def test_of_a_hundred_tickets_at_once_ten_people_get_five_each_and_the_others_follow(backend: Backend) -> None:
    desk = Desk(backend.database, EVERYBODY, capacity=5)
    references = desk.open(100)
    desk.route(references, at_once=8)
    owners = Counter(desk.owners(references))
    assert owners == Counter(dict.fromkeys(PEOPLE, 5)) | Counter({None: 50})
    waiting = [each.reference for each in desk.waiting.all()]
    assert set(waiting) == {each for each in references if desk.decisions.get(each).owner_id is None}
    assert waiting == sorted(waiting, key=references.index)

    closed = [each for each in references if each not in set(waiting)]
    for at, each in enumerate(closed):
        desk.routing.offer(Offer(user_id=desk.close(each)))
        assert desk.owners(waiting)[at], "the oldest of those that wait is next"
    assert Counter(desk.owners(waiting)) == Counter(dict.fromkeys(PEOPLE, 5))
    assert not desk.waiting.any()


def test_with_equal_availability_nobody_has_two_more_than_another(backend: Backend) -> None:
    desk = Desk(backend.database, EVERYBODY, capacity=None)
    references = desk.open(47)
    desk.route(references, at_once=8)
    counts = Counter(desk.owners(references))
    assert sorted(counts.values()) == [4] * 3 + [5] * 7


def test_one_after_the_other_each_gets_a_ticket_before_anybody_gets_two(backend: Backend) -> None:
    desk = Desk(backend.database, replace(EVERYBODY, method=Method.ROUND_ROBIN), capacity=None)
    references = desk.open(23)
    desk.route(references[:15], at_once=1)
    assert desk.owners(references[:15]) == [*PEOPLE, *PEOPLE[:5]]
    desk.route(references[15:], at_once=4)
    assert sorted(Counter(desk.owners(references)).values()) == [2] * 7 + [3] * 3


def test_whoever_returns_before_a_ticket_waits_is_seen_by_a_second_look(
    backend: Backend, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk, returned = Desk(backend.database, EVERYBODY, capacity=None), list[str]()
    loads = LoadRepository(desk.table)
    for each in PEOPLE:
        desk.table.write(loads.leaving(each))
    read = LoadRepository.read

    def read_late(repository: LoadRepository, channel: str | None = None) -> Loads:
        """Somebody returns after the first reading: nothing waits yet, so nothing is offered to them."""
        seen = read(repository, channel)
        if not returned:
            returned.append(PEOPLE[3])
            desk.table.write(loads.returning(PEOPLE[3]))
        return seen

    monkeypatch.setattr(LoadRepository, "read", read_late)
    [ticket_reference] = desk.open(1)
    assert desk.routing.route(ticket_reference).owner_id == PEOPLE[3]
