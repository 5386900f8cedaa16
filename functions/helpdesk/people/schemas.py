"""The caller in the API's format."""

from collections.abc import Sequence
from typing import Annotated, Self

from pydantic import Field

from helpdesk.people.availability import Effective
from helpdesk.people.availability_schemas import AvailabilityOut
from helpdesk.people.models import Team, User
from helpdesk.people.owner_warnings import WarningCode
from helpdesk.people.principals import Principal, Scope, TicketAccess
from helpdesk.people.roles import Role
from helpdesk.platform.schemas import ResponseModel


class ProgramOut(ResponseModel):
    id: str
    name: str | None


class OwnerWarningOut(ResponseModel):
    code: WarningCode
    message: Annotated[str, Field(description="In words.")]


class MyTeamOut(ResponseModel):
    id: str
    name: str


class MyRoleOut(ResponseModel):
    id: str
    name: str


class MeOut(ResponseModel):
    """The caller: a person, or the person for whom an API client acts."""

    id: Annotated[str, Field(description="The user's id, as in `owner_id` of their tickets.")]
    name: str
    email: Annotated[str | None, Field(description="null without the scope `users.read`.")]
    role: MyRoleOut
    has_service_seat: bool
    teams: Annotated[list[MyTeamOut], Field(description="The main team first.")]
    main_team_id: str | None
    permissions: Annotated[list[str], Field(description="The scopes of the token, sorted.")]
    ticket_access: TicketAccess
    availability: AvailabilityOut
    program: Annotated[ProgramOut | None, Field(description="The API client that acts for the user.")]

    @classmethod
    def of(cls, user: User, role: Role, teams: Sequence[Team], holds: Effective, principal: Principal) -> Self:
        named = {team.id: team for team in teams}
        program = ProgramOut.model_validate(principal) if principal.on_behalf_of else None
        return cls(
            id=user.id,
            name=user.name,
            email=user.email if Scope.USERS_READ in principal.scopes else None,
            role=MyRoleOut.model_validate(role),
            has_service_seat=user.has_service_seat,
            teams=[MyTeamOut.model_validate(named[each]) for each in user.team_ids if each in named],
            main_team_id=user.main_team_id,
            permissions=sorted(principal.scopes),
            ticket_access=principal.ticket_access,
            availability=AvailabilityOut.model_validate(holds),
            program=program,
        )
