"""Agents in the API's format."""

from helpdesk.people.models import Role
from helpdesk.platform.schemas import ResponseModel, Time


class AgentOut(ResponseModel):
    id: str
    email: str
    name: str
    role: Role
    created_at: Time
    seat: bool


class AgentListOut(ResponseModel):
    agents: list[AgentOut]
