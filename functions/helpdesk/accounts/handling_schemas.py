"""How an account's messages are handled, in the API's format: ticket properties, routing, reopening."""

from typing import Annotated, Self

from pydantic import AfterValidator, Field, StrictBool, StrictInt, StringConstraints, model_validator

from helpdesk.accounts.models import AssignTo, RoutingRule
from helpdesk.messaging.normal_form import is_region
from helpdesk.platform.schemas import ChangeModel, ResponseModel
from helpdesk.properties.schemas import PropertyValue

TicketPropertiesIn = Annotated[
    dict[Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,63}$")], PropertyValue],
    Field(
        max_length=50,
        description="Of every new ticket: `pipeline_id`, `status_id`, `priority`, `category`, or the desk's own.",
    ),
]
ReopenHours = Annotated[
    StrictInt,
    Field(ge=0, le=8760, description="For how long after closing a ticket a new message reopens it; 0: never."),
]
RetryHours = Annotated[
    StrictInt, Field(ge=1, le=168, description="For how long a reply or webhook is tried while it cannot be delivered.")
]
SendsPerSecond = Annotated[
    float | None,
    Field(ge=0.1, le=100, allow_inf_nan=False, description="The most that the receiver gets; null: no limit."),
]


def _region(code: str) -> str:
    if not is_region(code):
        raise ValueError("this is no region of phone numbers; it is written as NL, in two capital letters")
    return code


DefaultRegion = Annotated[
    Annotated[str, StringConstraints(pattern="^[A-Z]{2}$"), AfterValidator(_region)] | None,
    Field(description="Of phone numbers without a country's code, as NL; null: they are refused."),
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
