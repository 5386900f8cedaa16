"""People, teams and roles in the API's format."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Annotated, Any, Self

from pydantic import AfterValidator, Field, StrictBool, StrictInt, StringConstraints

from helpdesk.messaging.normal_form import normalised_email
from helpdesk.people.availability import Effective
from helpdesk.people.availability_schemas import AvailabilityOut
from helpdesk.people.loads import Loads
from helpdesk.people.models import BuiltIn, Team, User
from helpdesk.people.principals import TicketAccess
from helpdesk.people.roles import OF_PEOPLE, Role
from helpdesk.people.roster import Capacity
from helpdesk.platform.errors import InvalidRequest
from helpdesk.platform.schemas import ChangeModel, Name, RequestModel, ResponseModel, Time
from helpdesk.platform.text import to_be_seen
from helpdesk.staff.administration import main_first
from helpdesk.staff.teams import MOST_OF_A_PERSON, Members

MOST_SKILLS = 50
_MOST_TICKETS = 1000


def _once(values: list[str]) -> list[str]:
    return list(dict.fromkeys(values))


def _tickets(number: int) -> int:
    if number == 0:
        raise ValueError(
            "with 0, routing would never choose them: take their service seat, or set them away for a time"
        )
    return number


Id = Annotated[str, StringConstraints(min_length=1, max_length=64)]
Ids = Annotated[list[Id], AfterValidator(_once)]
Skill = Annotated[
    str, StringConstraints(min_length=1, max_length=64, strip_whitespace=True), AfterValidator(to_be_seen)
]
Tickets = Annotated[StrictInt, Field(ge=0, le=_MOST_TICKETS), AfterValidator(_tickets)]
Email = Annotated[str, StringConstraints(max_length=254), AfterValidator(normalised_email)]
_SEAT = "Without one, they get no tickets and set no routing."
_TEAMS = Annotated[Ids, Field(max_length=MOST_OF_A_PERSON)]
_SKILLS = Annotated[list[Skill], Field(max_length=MOST_SKILLS), AfterValidator(_once)]


class CapacityIn(RequestModel):
    """How many open tickets somebody can have before routing passes them over; null: as many as come."""

    total: Tickets | None = None
    by_channel: Annotated[dict[Id, Tickets], Field(max_length=50, description="By the id of a channel.")] = Field(
        default_factory=dict
    )

    def capacity(self) -> Capacity:
        return Capacity(self.total, dict(self.by_channel))


class CapacityOut(ResponseModel):
    total: int | None
    by_channel: dict[str, int]


class UserOut(ResponseModel):
    id: str
    email: str
    name: str
    role_id: str
    has_service_seat: Annotated[bool, Field(description=_SEAT)]
    team_ids: list[str]
    main_team_id: str | None
    skills: list[str]
    capacity: CapacityOut
    is_active: bool
    availability: AvailabilityOut
    deactivated_at: Time | None
    created_at: Time
    version: int

    @classmethod
    def of(cls, user: User, holds: Effective) -> Self:
        own = {name: getattr(user, name) for name in cls.model_fields if name != "availability"}
        return cls.model_validate(own | {"availability": holds})


class ListedUserOut(UserOut):
    open_tickets: Annotated[int, Field(description="How many they have.")]


class UserListOut(ResponseModel):
    users: list[ListedUserOut]

    @classmethod
    def of(cls, users: Iterable[User], holds: Mapping[str, Effective], loads: Loads) -> Self:
        def listed(user: User) -> ListedUserOut:
            shown = dict(UserOut.of(user, holds[user.id]))
            return ListedUserOut(**shown, open_tickets=loads.open_tickets(user.id))

        return cls(users=[listed(user) for user in users])


class UserIn(RequestModel):
    email: Email
    name: Name
    role_id: Id = BuiltIn.AGENT.value
    has_service_seat: Annotated[StrictBool, Field(description=_SEAT)] = True
    team_ids: _TEAMS = Field(default_factory=list)
    main_team_id: Annotated[Id | None, Field(description="One of `team_ids`; without it, the first.")] = None
    skills: _SKILLS = Field(default_factory=list)
    capacity: CapacityIn = CapacityIn()

    def user(self) -> User:
        return User(
            id="",
            email=self.email,
            name=self.name,
            role_id=self.role_id,
            created_at="",
            has_service_seat=self.has_service_seat,
            team_ids=main_first(self.team_ids, self.main_team_id, self.model_dump()),
            skills=tuple(self.skills),
            capacity=self.capacity.capacity(),
        )


class UserPatchIn(ChangeModel):
    """Fields that are left out keep their values."""

    name: Name = ""
    role_id: Id = ""
    has_service_seat: Annotated[StrictBool, Field(description=_SEAT)] = True
    team_ids: _TEAMS = Field(default_factory=list)
    main_team_id: Annotated[Id | None, Field(description="One of `team_ids`.")] = None
    skills: _SKILLS = Field(default_factory=list)
    capacity: CapacityIn = CapacityIn()
    is_active: Annotated[
        StrictBool,
        Field(description="false: they are signed out and their API tokens stop, within a minute. Nothing is deleted."),
    ] = True

    def values(self) -> Mapping[str, Any]:
        values = changes_of(self)
        for name in ("team_ids", "skills"):
            if name in values:
                values[name] = tuple(values[name])
        if "capacity" in values:
            values["capacity"] = self.capacity.capacity()
        return values


class TeamOut(ResponseModel):
    id: str
    name: str
    member_ids: list[str]
    created_at: Time
    version: int

    @classmethod
    def of(cls, team: Team, members: Members) -> Self:
        values = {name: getattr(team, name) for name in cls.model_fields if name != "member_ids"}
        return cls(**values, member_ids=list(members.get(team.id, ())))


class TeamListOut(ResponseModel):
    teams: list[TeamOut]

    @classmethod
    def of(cls, teams: Sequence[Team], members: Members) -> Self:
        return cls(teams=[TeamOut.of(team, members) for team in teams])


class TeamIn(RequestModel):
    name: Name
    member_ids: Annotated[Ids, Field(max_length=1000)] = Field(default_factory=list)


class TeamPatchIn(ChangeModel):
    """Fields that are left out keep their values."""

    name: Name = ""
    member_ids: Annotated[Ids, Field(max_length=1000, description="Everybody who is in it then.")] = Field(
        default_factory=list
    )


class RoleOut(ResponseModel):
    id: str
    name: str
    permissions: list[str]
    ticket_access: TicketAccess
    is_built_in: Annotated[bool, Field(description="Every desk has it as it is.")]
    created_at: Time | None
    version: int


class RoleListOut(ResponseModel):
    roles: list[RoleOut]


def _permissions(values: list[str]) -> list[str]:
    if unknown := sorted(set(values) - OF_PEOPLE):
        raise ValueError(f"there is no permission {unknown[0]!r}; GET /v1/roles shows them with the administrator")
    return sorted(set(values))


_PERMISSIONS = Annotated[list[Id], Field(max_length=100), AfterValidator(_permissions)]
_ACCESS = (
    "`all` tickets of the inboxes that they may see; those of their `team`s, their own, and those that have neither; "
    "or their `own` and unassigned ones."
)


class RoleIn(RequestModel):
    name: Name
    permissions: _PERMISSIONS
    ticket_access: Annotated[TicketAccess, Field(description=_ACCESS)] = TicketAccess.ALL

    def role(self) -> Role:
        return Role("", self.name, tuple(self.permissions), self.ticket_access)


class RolePatchIn(ChangeModel):
    """Fields that are left out keep their values."""

    name: Name = ""
    permissions: _PERMISSIONS = Field(default_factory=list)
    ticket_access: Annotated[TicketAccess, Field(description=_ACCESS)] = TicketAccess.ALL

    def values(self) -> Mapping[str, Any]:
        values = changes_of(self)
        return values | {"permissions": tuple(self.permissions)} if "permissions" in values else values


def changes_of(body: ChangeModel) -> dict[str, Any]:
    """Raises InvalidRequest if nothing changes."""
    if not body.model_fields_set:
        raise InvalidRequest("Name at least one field that changes.", code="empty_update")
    return {name: getattr(body, name) for name in body.model_fields_set}
