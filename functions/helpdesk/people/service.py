"""What other packages need of agents."""

from collections.abc import Sequence
from contextlib import suppress

from helpdesk.people.actors import ActorKind
from helpdesk.people.models import Agent
from helpdesk.people.principals import UNKNOWN_CALLER, Principal
from helpdesk.people.repository import AgentRepository
from helpdesk.platform.dynamodb import ConditionFailed
from helpdesk.platform.errors import FieldError, Forbidden, InvalidRequest, NotAuthenticated


class AgentService:
    def __init__(self, repository: AgentRepository) -> None:
        self._repository = repository

    def all(self) -> list[Agent]:
        return sorted(self._repository.all(), key=lambda agent: (agent.name, agent.id))

    def get(self, agent_id: str) -> Agent | None:
        return self._repository.get(agent_id)

    def agent_of(self, principal: Principal) -> Agent:
        """The caller, or the agent for whom an API client acts. Raises NotAuthenticated for somebody who was
        removed: the gateway may know them for a minute longer."""
        agent = self._repository.get(principal.agent_id)
        if agent is None:
            raise NotAuthenticated(UNKNOWN_CALLER)
        return agent

    def sign_out_everywhere(self, principal: Principal, now: str) -> None:
        """From now on, no token that the person has got so far is valid: within a minute, because the gateway remembers
        callers for so long. Raises Forbidden for an API client: its token is revoked by an administrator."""
        if principal.kind is not ActorKind.PERSON:
            raise Forbidden("An API client has no sessions. An administrator revokes its token.", code="not_a_person")
        with suppress(ConditionFailed):  # it has happened, or the person was removed
            self._repository.sign_out(principal.id, now)

    def check_owner(self, agent_id: str, field: str = "owner_id") -> None:
        """Raises InvalidRequest that names the field, if the agent does not exist."""
        if self._repository.get(agent_id) is None:
            message = f"There is no agent {agent_id!r}. GET /v1/agents lists them."
            raise InvalidRequest.at(field, message, code="unknown_agent")

    def check_agents(self, agent_ids: Sequence[str], field: str) -> None:
        """Raises InvalidRequest that names each who does not exist, by `field` and position."""
        known = self._repository.known(list(dict.fromkeys(agent_ids))) if agent_ids else set[str]()
        unknown = [
            FieldError(f"{field}[{at}]", f"There is no agent {agent_id!r}. GET /v1/agents lists them.")
            for at, agent_id in enumerate(agent_ids)
            if agent_id not in known
        ]
        if unknown:
            raise InvalidRequest.among(unknown, code="unknown_agent")
