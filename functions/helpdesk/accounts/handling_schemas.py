"""How an account's messages are handled, in the API's format: ticket properties, routing, reopening."""

from math import isfinite
from typing import Annotated, Any, Self

from pydantic import (
    BeforeValidator,
    Field,
    StrictBool,
    StrictFloat,
    StrictInt,
    StrictStr,
    StringConstraints,
    model_validator,
)

from helpdesk.accounts.models import AssignTo, RoutingRule
from helpdesk.platform.schemas import ChangeModel, ResponseModel

_LARGEST = 2**53
_Name = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,63}$")]
_LONGEST = 500


def _value(value: Any) -> Any:
    """Checked here, because pydantic would name an error for each type of the union."""
    if isinstance(value, str) and len(value) > _LONGEST:
        raise ValueError(f"a string has at most {_LONGEST} characters")
    if (isinstance(value, int) and abs(value) > _LARGEST) or (isinstance(value, float) and not isfinite(value)):
        raise ValueError("a number is between -2^53 and 2^53")
    if not isinstance(value, str | int | float):
        raise ValueError("a value is a string, a number, true or false")  # noqa: TRY004 - pydantic reports it
    return value


_Value = Annotated[
    StrictBool
    | Annotated[StrictInt, Field(ge=-_LARGEST, le=_LARGEST)]
    | Annotated[StrictFloat, Field(allow_inf_nan=False)]
    | Annotated[StrictStr, StringConstraints(max_length=_LONGEST)],
    BeforeValidator(_value),
]
TicketPropertiesIn = Annotated[
    dict[_Name, _Value],
    Field(max_length=50, description="Properties of every new ticket, for example pipeline, status, priority, team."),
]
ReopenHours = Annotated[
    StrictInt,
    Field(ge=0, le=8760, description="For how long after closing a ticket a new message reopens it; 0: never."),
]
_Id = Annotated[str, StringConstraints(min_length=1, max_length=128)]


class RoutingRuleIn(ChangeModel):
    automatic_assignment: StrictBool
    assign_to: AssignTo = AssignTo.NO_ONE
    agent_ids: Annotated[tuple[_Id, ...], Field(max_length=100)] = ()
    team_ids: Annotated[tuple[_Id, ...], Field(max_length=100, description="Not validated.")] = ()

    @model_validator(mode="after")
    def _named_where_they_count(self) -> Self:
        named = bool(self.agent_ids or self.team_ids)
        if named is not (self.assign_to is AssignTo.AGENTS_AND_TEAMS):
            raise ValueError(
                "agent_ids or team_ids are required if assign_to is agents_and_teams, and not allowed otherwise"
            )
        return self

    def rule(self) -> RoutingRule:
        agents, teams = (tuple(dict.fromkeys(ids)) for ids in (self.agent_ids, self.team_ids))
        return RoutingRule(self.automatic_assignment, self.assign_to, agents, teams)


class RoutingRuleOut(ResponseModel):
    automatic_assignment: bool
    assign_to: AssignTo
    agent_ids: list[str]
    team_ids: list[str]
