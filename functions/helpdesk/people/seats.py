"""Service seats: whoever decides who gets tickets takes part in that work, or acts for somebody who does."""

from helpdesk.people.principals import Principal
from helpdesk.people.service import AgentService
from helpdesk.platform.errors import Forbidden


class Seats:
    def __init__(self, agents: AgentService) -> None:
        self._agents = agents

    def require(self, principal: Principal) -> None:
        """Raises Forbidden for who has no seat; a program has that of the agent who owns its token."""
        agent = self._agents.get(principal.on_behalf_of or principal.id)
        if agent is None or not agent.seat:
            name = agent.name if agent else principal.name
            raise Forbidden(
                f"Setting routing needs a service seat, and {name!r} has none. An operator gives one.",
                code="seat_missing",
            )
