"""Service seats: only people who work on tickets, or API clients that act for them, decide who gets tickets."""

from helpdesk.people.principals import Principal
from helpdesk.people.service import AgentService
from helpdesk.platform.errors import Forbidden


class Seats:
    def __init__(self, agents: AgentService) -> None:
        self._agents = agents

    def require(self, principal: Principal) -> None:
        """Raises Forbidden if the caller has no seat; an API client has the seat of the agent who owns its token."""
        agent = self._agents.get(principal.agent_id)
        if agent is None or not agent.seat:
            name = agent.name if agent else principal.name
            raise Forbidden(
                f"Setting routing needs a service seat, and {name!r} has none. An operator can assign one.",
                code="seat_missing",
            )
