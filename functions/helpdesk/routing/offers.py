"""Tickets that wait are offered to those who have become eligible: the most urgent first, and then the oldest."""

from dataclasses import dataclass, field, replace

from helpdesk.accounts.models import ChannelAccount
from helpdesk.accounts.routing_rules import UNROUTED, AssignTo, RoutingRule
from helpdesk.people.roster import Roster
from helpdesk.routing.decisions import RoutingDecisions
from helpdesk.routing.models import Trigger
from helpdesk.routing.work import Offer
from helpdesk.tickets.models import Ticket
from helpdesk.tickets.waiting import Waiting

TURN = 25
"""Tickets that are given away before the rest gets a turn of its own."""
TRIES = 100
"""Tickets that are tried before it does: each is read, with what its rule asks."""


class Offers:
    def __init__(self, routing: RoutingDecisions) -> None:
        self._routing = routing

    def offer(self, offer: Offer) -> Offer | None:
        """What is left of it, if more could be given away."""
        turn = _Turn(self._routing, self._routing.roster(), offer, self._contact_ids(offer))
        for each in self._routing.waiting.all(offer.after):
            if turn.concerns(each):
                turn.offer(each)
            if turn.is_over:
                return None
            if turn.given == TURN or turn.tried == TRIES:
                return replace(offer, after=each.place)
        return None

    def _contact_ids(self, offer: Offer) -> frozenset[str]:
        return frozenset(self._routing.facts.person(offer.contact_id)) if offer.contact_id else frozenset()


@dataclass
class _Turn:
    routing: RoutingDecisions
    roster: Roster
    wanted: Offer
    contact_ids: frozenset[str]
    """Of the person who writes, if it is for one."""
    given: int = 0
    tried: int = 0
    is_over: bool = False
    _accounts: dict[str, ChannelAccount | None] = field(default_factory=dict)
    _hopeless: set[tuple[str, str]] = field(default_factory=set)
    """Accounts and inboxes for whose tickets nobody is eligible now."""

    def concerns(self, waiting: Waiting) -> bool:
        wanted = self.wanted
        if (waiting.account_id, waiting.inbox_id) in self._hopeless:
            return False
        if wanted.account_id not in {None, waiting.account_id} or wanted.inbox_id not in {None, waiting.inbox_id}:
            return False
        if self.contact_ids and waiting.contact_id not in self.contact_ids:
            return False
        return wanted.user_id is None or self._can_get(wanted.user_id, waiting)

    @property
    def trigger(self) -> Trigger:
        """Only a new rule of an account gives its tickets also to those who did not answer."""
        is_rule = self.wanted.account_id and self.wanted.again
        return Trigger.RULE_CHANGED if is_rule else Trigger.SOMEBODY_ELIGIBLE

    def offer(self, waiting: Waiting) -> None:
        self.tried += 1
        ticket = self.routing.route(waiting.reference, self.trigger, again=self.wanted.again).ticket
        if ticket.waits_as is None:
            self.given += 1
            return
        if self._says_so_of_others(ticket):
            self._hopeless.add((ticket.account_id, ticket.inbox_id))
            self.is_over = (self.wanted.account_id, self.wanted.inbox_id) in self._hopeless
        user_id = self.wanted.user_id
        self.is_over = self.is_over or (user_id is not None and not self._has_room(user_id))

    def _says_so_of_others(self, ticket: Ticket) -> bool:
        """Whether nobody is eligible for the others of its account and inbox. Whoever did not answer this one may get
        another."""
        tried = ticket.routing.tried if ticket.routing else ()
        return self._rule(ticket.account_id).is_the_same_for_all and not tried

    def _can_get(self, user_id: str, waiting: Waiting) -> bool:
        """Whom a contact belongs to is known when the ticket is tried."""
        rule = self._rule(waiting.account_id)
        if user_id == waiting.for_user or rule.assign_to is AssignTo.CONTACT_OWNER:
            return True
        user_ids, team_ids = rule.named
        member = self.roster.get(user_id)
        return user_id in user_ids or (member is not None and bool(set(team_ids) & set(member.team_ids)))

    def _rule(self, account_id: str) -> RoutingRule:
        if account_id not in self._accounts:
            self._accounts[account_id] = self.routing.accounts.get(account_id)
        account = self._accounts[account_id]
        return account.routing if account else UNROUTED

    def _has_room(self, user_id: str) -> bool:
        loads, member = self.routing.loads.read(), self.roster.get(user_id)
        if member is None or loads.is_away(user_id):
            return False
        return member.capacity.total is None or loads.open_tickets(user_id) < member.capacity.total
