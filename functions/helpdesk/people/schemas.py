"""Agents in the API's format."""

from typing import Annotated, Literal, Self

from pydantic import Field

from helpdesk.people.models import BuiltIn, User
from helpdesk.people.principals import Principal, Scope
from helpdesk.platform.schemas import ResponseModel, Time


class AgentOut(ResponseModel):
    id: str
    email: str
    name: str
    role: Literal["admin", "agent"]
    created_at: Time
    seat: bool

    @classmethod
    def of(cls, user: User) -> Self:
        return cls(
            id=user.id,
            email=user.email,
            name=user.name,
            role=_role(user),
            created_at=user.created_at,
            seat=user.has_service_seat,
        )


class ProgramOut(ResponseModel):
    id: str
    name: str | None


class MeOut(ResponseModel):
    """The caller: an agent, or the agent for whom an API client acts."""

    id: Annotated[str, Field(description="The agent's id, as in `owner_id` of their tickets.")]
    name: str
    email: Annotated[str | None, Field(description="null without the scope `users.read`.")]
    role: Literal["admin", "agent"]
    seat: bool
    can: Annotated[list[str], Field(description="The scopes of the token, sorted.")]
    program: Annotated[ProgramOut | None, Field(description="The API client that acts for the user.")]

    @classmethod
    def of(cls, user: User, principal: Principal) -> Self:
        program = ProgramOut.model_validate(principal) if principal.on_behalf_of else None
        return cls(
            id=user.id,
            name=user.name,
            email=user.email if Scope.USERS_READ in principal.scopes else None,
            role=_role(user),
            seat=user.has_service_seat,
            can=sorted(principal.scopes),
            program=program,
        )


class AgentListOut(ResponseModel):
    agents: list[AgentOut]


def _role(user: User) -> Literal["admin", "agent"]:
    return "admin" if user.role_id == BuiltIn.ADMINISTRATOR else "agent"
