"""Who gets one ticket, decided and written.

A ticket is given away in one transaction with the counters by which its owner was chosen: two decisions at once cannot
give one person more than they can take. docs/decisions/0053.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple, Protocol, Self

from helpdesk.accounts.models import ChannelAccount
from helpdesk.accounts.routing_rules import UNROUTED, Method, RoutingRule
from helpdesk.conversations.models import Happened
from helpdesk.conversations.references import ConversationReference
from helpdesk.people.actors import Actor, ActorKind
from helpdesk.people.load_repository import LoadRepository
from helpdesk.people.loads import Loads
from helpdesk.people.roster import Roster
from helpdesk.people.roster_repository import RosterRepository
from helpdesk.platform.dynamodb import Table, Write
from helpdesk.platform.frozen import frozen
from helpdesk.routing.choosing import choose
from helpdesk.routing.explaining import happened
from helpdesk.routing.facts import Facts
from helpdesk.routing.models import Choice, Desk, Trigger
from helpdesk.routing.turns import Turns
from helpdesk.tickets.decisions import TicketDecisions
from helpdesk.tickets.models import WAITING, RoutingDecision, RoutingReason, Ticket, TicketState
from helpdesk.tickets.waiting import WaitingRepository, place_of

ROUTER = Actor(ActorKind.SYSTEM, "router", "Router")
_KEPT = {RoutingReason.HAD_OWNER, RoutingReason.CLOSED, RoutingReason.KEPT_OWNER}
"""It stays with whoever has it."""


class Accounts(Protocol):
    def get(self, account_id: str) -> ChannelAccount | None: ...


class Taken(NamedTuple):
    """From whom a ticket is taken."""

    owner_id: str
    since: str | None = None
    """When they got it, if that counts."""


class Routed(NamedTuple):
    ticket: Ticket
    began_to_wait: bool


@frozen
class RoutingDecisions:
    tickets: TicketDecisions
    accounts: Accounts
    roster: Callable[[], Roster]
    loads: LoadRepository
    turns: Turns
    waiting: WaitingRepository
    facts: Facts

    @classmethod
    def on(
        cls, tickets: TicketDecisions, conversations: Table, directory: Table, accounts: Accounts, facts: Facts
    ) -> Self:
        return cls(
            tickets,
            accounts,
            RosterRepository(directory).get,
            LoadRepository(conversations),
            Turns(conversations),
            WaitingRepository(conversations),
            facts,
        )

    def route(
        self,
        reference: ConversationReference,
        trigger: Trigger,
        *,
        taken: Taken | None = None,
        again: bool = False,
    ) -> Routed:
        """`taken`: from an owner who did not answer in time, or went away: if they have the ticket still, it goes to
        the next one, or back to those that wait. `again`: also to those who have had it and did not answer. Idempotent:
        a ticket that was routed for the same reason, or that needs nobody any more, stays as it is. A new one gets its
        number in the same write. Raises NotFound."""
        routing, is_new = _Routing(self, trigger, taken, again), trigger is Trigger.OPENED
        ticket = self.tickets.decide_all(reference, ROUTER, routing.decide, writing=routing.writing, first=is_new)
        return Routed(ticket, routing.began_to_wait)

    def rule_of(self, ticket: Ticket) -> RoutingRule:
        account = self.accounts.get(ticket.account_id)
        return account.routing if account else UNROUTED

    def desk_for(self, ticket: Ticket, rule: RoutingRule) -> Desk:
        """Who is there, as routing needs to know it for a ticket and a rule. What a rule does not ask is not read."""
        roster = self.roster()
        limited = any(ticket.channel in member.capacity.by_channel for member in roster.members)
        takes_turns = rule.assigns and rule.method is Method.ROUND_ROBIN
        return Desk(
            roster,
            self.loads.read(ticket.channel if limited else None),
            self.turns.last(ticket.account_id) if takes_turns else None,
        )


@dataclass
class _Routing:
    """One routing of a ticket. It may be decided again, on the ticket as others changed it."""

    service: RoutingDecisions
    trigger: Trigger
    taken: Taken | None
    again: bool
    began_to_wait: bool = False
    _desk: Desk = field(default_factory=lambda: Desk(Roster(), Loads()))
    _rule: RoutingRule = UNROUTED
    _number: int | None = None

    def decide(self, ticket: Ticket, now: str) -> tuple[Ticket, Sequence[Happened]]:
        self.began_to_wait = False
        ticket, happened = self._decided(ticket, now)
        return (ticket if ticket.number else replace(ticket, number=self._next_number())), happened

    def _next_number(self) -> int:
        """One, however often it is decided."""
        self._number = self._number or self.service.tickets.next_number()
        return self._number

    def _decided(self, ticket: Ticket, now: str) -> tuple[Ticket, Sequence[Happened]]:
        if not self._is_asked(ticket):
            return ticket, []
        tried = self._tried(ticket)
        choice = self._without_rule(ticket) or self._by_rule(ticket, tried)
        return self._after(ticket, choice, tried, now) if choice else (ticket, [])

    def _without_rule(self, ticket: Ticket) -> Choice | None:
        if ticket.state is TicketState.CLOSED:
            return Choice(RoutingReason.CLOSED)
        had_owner = self.trigger is Trigger.OPENED and ticket.owner_id is not None
        return Choice(RoutingReason.HAD_OWNER) if had_owner else None

    def _by_rule(self, ticket: Ticket, tried: tuple[str, ...]) -> Choice | None:
        """None if nobody is asked: it stays with whoever has it."""
        self._rule = self.service.rule_of(ticket)
        if not self._rule.assigns:
            stays = ticket.owner_id is not None and self.trigger is not Trigger.OWNER_LEFT
            return None if stays else Choice(RoutingReason.ASSIGNMENT_OFF)
        if self._comes_later(ticket):
            return Choice(RoutingReason.BEHIND_OTHERS)
        self._desk = self.service.desk_for(ticket, self._rule)
        return choose(self.service.facts.asked(ticket, self._rule, self.trigger, tried), self._desk)

    def writing(self, before: Ticket, after: Ticket) -> Sequence[Write]:
        if after.owner_id is None or after.owner_id == before.owner_id:
            return self.service.tickets.changing(before, after)
        writes = list(self.service.tickets.assigning(before, after, self._desk.loads))
        if self._rule.method is Method.ROUND_ROBIN:
            last = self._desk.last_given_to
            writes.append(self.service.turns.giving(before.account_id, after.owner_id, last))
        return writes

    def _is_asked(self, ticket: Ticket) -> bool:
        if self.trigger is Trigger.OPENED:
            return ticket.routing is None
        if ticket.state is TicketState.CLOSED:
            return False
        if self.taken is not None:
            return ticket.owner_id == self.taken.owner_id and (self.taken.since is None or self._is_unanswered(ticket))
        return self.trigger is Trigger.REOPENED or (ticket.owner_id is None and ticket.waits_as is not None)

    def _is_unanswered(self, ticket: Ticket) -> bool:
        """Whether whoever got it then has not answered since."""
        if self.taken is None or ticket.routing is None or ticket.waiting_since is None:
            return False
        return ticket.routing.at == self.taken.since and ticket.waiting_since <= ticket.routing.at

    def _comes_later(self, ticket: Ticket) -> bool:
        """Whoever has just become eligible is for those that wait already."""
        is_new = self.trigger in {Trigger.OPENED, Trigger.REOPENED} and ticket.owner_id is None
        return is_new and self._rule.is_the_same_for_all and self.service.waiting.any_before(ticket)

    def _tried(self, ticket: Ticket) -> tuple[str, ...]:
        """Who is passed over: those who have had it without an answer, until they are available again."""
        before = ticket.routing.tried if ticket.routing else ()
        if self.trigger is Trigger.UNANSWERED and self.taken:
            return tuple(dict.fromkeys([*before, self.taken.owner_id]))
        return () if self.again or self.trigger is Trigger.REOPENED else before

    def _after(
        self, ticket: Ticket, choice: Choice, tried: tuple[str, ...], now: str
    ) -> tuple[Ticket, Sequence[Happened]]:
        owner_id = ticket.owner_id if choice.code in _KEPT else choice.owner_id
        waits = choice.code in WAITING
        same = ticket.routing is not None and (ticket.routing.code, ticket.routing.tried) == (choice.code, tried)
        if (
            same
            and not _is_new_to(choice, ticket)
            and owner_id == ticket.owner_id
            and waits is (ticket.waits_as is not None)
            and (choice.waits_for if waits else None) == ticket.waits_for
        ):
            return ticket, []
        team_id = _team(ticket, choice)
        after = replace(
            ticket,
            owner_id=owner_id,
            team_id=team_id,
            waits_as=place_of(ticket) if waits else None,
            waits_for=choice.waits_for if waits else None,
            routing=RoutingDecision(choice.code, now, tried, team_id if _has_team_by_routing(ticket) else None),
        )
        self.began_to_wait = waits and ticket.waits_as is None
        return after, [happened(ticket, after, choice, self._rule, self.trigger)]


def _team(ticket: Ticket, choice: Choice) -> str | None:
    """Whose work it is then: a team that people or the account have set stays."""
    stays = choice.code in _KEPT or not _has_team_by_routing(ticket)
    return ticket.team_id if stays else choice.team_id


def _has_team_by_routing(ticket: Ticket) -> bool:
    """Or none."""
    return ticket.team_id is None or (ticket.routing is not None and ticket.team_id == ticket.routing.team_id)


def _is_new_to(choice: Choice, ticket: Ticket) -> bool:
    """Whether the contact's owner is to hear of what the customer wrote after the last decision."""
    if choice.written_to is None or ticket.routing is None or ticket.waiting_since is None:
        return False
    return ticket.routing.at < ticket.waiting_since
