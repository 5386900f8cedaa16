"""What other packages need of agents."""

from helpdesk.people.models import Agent
from helpdesk.people.repository import AgentRepository
from helpdesk.platform.errors import InvalidRequest


class AgentService:
    def __init__(self, repository: AgentRepository) -> None:
        self._repository = repository

    def all(self) -> list[Agent]:
        return sorted(self._repository.all(), key=lambda agent: (agent.name, agent.id))

    def get(self, agent_id: str) -> Agent | None:
        return self._repository.get(agent_id)

    def check_owner(self, agent_id: str, field: str = "owner_id") -> None:
        """Raises InvalidRequest that names the field, if the agent does not exist."""
        if self._repository.get(agent_id) is None:
            message = f"There is no agent {agent_id!r}. GET /v1/agents lists them."
            raise InvalidRequest.at(field, message, code="unknown_agent")
