"""Tickets that wait are offered to those who have become eligible: the most urgent first, and then the oldest."""

from dataclasses import dataclass, field

from helpdesk.accounts.models import ChannelAccount
from helpdesk.accounts.routing_rules import UNROUTED, RoutingRule
from helpdesk.people.roster import Roster
from helpdesk.routing.decisions import RoutingDecisions
from helpdesk.routing.models import Trigger
from helpdesk.tickets.waiting import Waiting

TURN = 25
"""Tickets that are given away before the rest gets a turn of its own."""


class Offers:
    def __init__(self, routing: RoutingDecisions) -> None:
        self._routing = routing

    def offer(self, *, user_id: str | None = None, account_id: str | None = None, again: bool = False) -> bool:
        """To somebody, or those of an account; without both, all to everybody. `again`: also to those who have had a
        ticket and did not answer in time. True if more are left that could be given away: then call it again."""
        turn = _Turn(self._routing, self._routing.roster(), user_id, account_id, again)
        for each in self._routing.waiting.all():
            if turn.given == TURN:
                return True
            if turn.concerns(each):
                turn.offer(each)
            if turn.is_over:
                return False
        return False


@dataclass
class _Turn:
    routing: RoutingDecisions
    roster: Roster
    user_id: str | None
    account_id: str | None
    again: bool
    given: int = 0
    is_over: bool = False
    _accounts: dict[str, ChannelAccount | None] = field(default_factory=dict)
    _hopeless: set[str] = field(default_factory=set)
    """Accounts for whose tickets nobody is eligible now."""

    def concerns(self, waiting: Waiting) -> bool:
        if waiting.account_id in self._hopeless or self.account_id not in {None, waiting.account_id}:
            return False
        return self.user_id is None or self._can_get(self.user_id, waiting)

    @property
    def trigger(self) -> Trigger:
        """Only a new rule of an account gives its tickets also to those who did not answer."""
        return Trigger.RULE_CHANGED if self.account_id and self.again else Trigger.SOMEBODY_ELIGIBLE

    def offer(self, waiting: Waiting) -> None:
        routed = self.routing.route(waiting.reference, self.trigger, again=self.again)
        if routed.ticket.waits_as is None:
            self.given += 1
            return
        if self._rule(waiting.account_id).is_the_same_for_all:
            self._hopeless.add(waiting.account_id)
            self.is_over = self.account_id is not None
        self.is_over = self.is_over or (self.user_id is not None and not self._has_room(self.user_id))

    def _can_get(self, user_id: str, waiting: Waiting) -> bool:
        if user_id == waiting.for_user:
            return True
        user_ids, team_ids = self._rule(waiting.account_id).named
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
