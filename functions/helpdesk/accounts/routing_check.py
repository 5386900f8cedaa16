"""Who may set a routing rule, and whom it may name."""

from helpdesk.accounts.models import RoutingRule
from helpdesk.people.principals import Principal
from helpdesk.people.seats import Seats
from helpdesk.people.service import UserService


class RoutingCheck:
    """Whether a caller may set a routing rule, and whether everybody in it exists."""

    def __init__(self, agents: UserService, seats: Seats) -> None:
        self._agents = agents
        self._seats = seats

    def check(self, rule: RoutingRule, principal: Principal) -> None:
        """Raises Forbidden if the caller has no service seat, InvalidRequest if an agent does not exist."""
        self._seats.require(principal)
        for number, agent_id in enumerate(rule.agent_ids):
            self._agents.check_owner(agent_id, f"routing.agent_ids[{number}]")
