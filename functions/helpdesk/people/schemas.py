"""Agents in the API's format."""

from typing import Annotated, Self

from pydantic import Field

from helpdesk.people.models import Agent, Role
from helpdesk.people.principals import Principal, Scope
from helpdesk.platform.schemas import ResponseModel, Time


class AgentOut(ResponseModel):
    id: str
    email: str
    name: str
    role: Role
    created_at: Time
    seat: bool


class ProgramOut(ResponseModel):
    id: str
    name: str | None


class MeOut(ResponseModel):
    """The caller: an agent, or the agent for whom an API client acts."""

    id: Annotated[str, Field(description="The agent's id, as in `owner_id` of their tickets.")]
    name: str
    email: Annotated[str | None, Field(description="null without the scope `agents.read`.")]
    role: Role
    seat: bool
    can: Annotated[list[str], Field(description="The scopes of the token, sorted.")]
    program: Annotated[ProgramOut | None, Field(description="The API client that acts for the agent.")]

    @classmethod
    def of(cls, agent: Agent, principal: Principal) -> Self:
        program = ProgramOut.model_validate(principal) if principal.on_behalf_of else None
        return cls(
            id=agent.id,
            name=agent.name,
            email=agent.email if Scope.AGENTS_READ in principal.scopes else None,
            role=agent.role,
            seat=agent.seat,
            can=sorted(principal.scopes),
            program=program,
        )


class AgentListOut(ResponseModel):
    agents: list[AgentOut]
