"""How an account's messages are handled, in the API's format: ticket properties, routing, reopening."""

from collections.abc import Sequence
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, Field, StrictBool, StrictInt, StringConstraints, model_validator

from helpdesk.accounts.routing_rules import (
    AssignTo,
    Fallback,
    Method,
    RequiredSkill,
    RoutingRule,
    SkillSource,
)
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
_MOST = 100
_Users = Annotated[tuple[_Id, ...], Field(max_length=_MOST, description="GET /v1/users lists them.")]
_Teams = Annotated[tuple[_Id, ...], Field(max_length=_MOST, description="GET /v1/teams lists them.")]
_Method = Annotated[
    Method,
    Field(description="Among those who are eligible: whoever has the fewest open tickets, or one after another."),
]
_Waits = Annotated[
    StrictBool,
    Field(description="Whether a ticket waits for the contact's owner who is away, or goes to the fallback."),
]
_AnswerWithin = Annotated[
    StrictInt | None,
    Field(
        ge=60, le=86400, description="After so long without an answer, the next one gets the ticket. null: no limit."
    ),
]


class RequiredSkillIn(ChangeModel):
    property: Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,63}$")]
    of: SkillSource = SkillSource.TICKET


class FallbackIn(ChangeModel):
    """Nobody, or users and teams: a fallback has none of its own."""

    assign_to: Literal[AssignTo.NONE, AssignTo.USERS_AND_TEAMS] = AssignTo.NONE
    user_ids: _Users = ()
    team_ids: _Teams = ()

    @model_validator(mode="after")
    def _named_where_they_count(self) -> Self:
        check_named(self.assign_to, self.user_ids, self.team_ids)
        return self

    def fallback(self) -> Fallback:
        return Fallback(self.assign_to, _once(self.user_ids), _once(self.team_ids))


class RoutingRuleIn(ChangeModel):
    """A whole rule: what is left out has its default."""

    automatic: Annotated[StrictBool, Field(description="Whether new tickets are assigned by themselves.")]
    assign_to: AssignTo = AssignTo.NONE
    user_ids: _Users = ()
    team_ids: _Teams = ()
    method: _Method = Method.BALANCED
    fallback: Annotated[FallbackIn | None, Field(description="Only with `contact_owner`. null: nobody.")] = None
    wait_for_owner: _Waits = False
    required_skills: Annotated[tuple[RequiredSkillIn, ...], Field(max_length=10)] = ()
    answer_within_seconds: _AnswerWithin = None

    @model_validator(mode="after")
    def _named_where_they_count(self) -> Self:
        check_named(self.assign_to, self.user_ids, self.team_ids)
        if self.assign_to is not AssignTo.CONTACT_OWNER and (self.wait_for_owner or self.fallback is not None):
            raise ValueError("fallback and wait_for_owner are only for assign_to contact_owner: leave them out")
        return self

    def rule(self) -> RoutingRule:
        return RoutingRule(
            automatic=self.automatic,
            assign_to=self.assign_to,
            user_ids=_once(self.user_ids),
            team_ids=_once(self.team_ids),
            method=self.method,
            fallback=self.fallback.fallback() if self.fallback else Fallback(),
            wait_for_owner=self.wait_for_owner,
            required_skills=tuple(RequiredSkill(each.property, each.of) for each in self.required_skills),
            answer_within_seconds=self.answer_within_seconds,
        )


def check_named(assign_to: AssignTo, user_ids: Sequence[str], team_ids: Sequence[str]) -> None:
    """Raises ValueError."""
    if bool(user_ids or team_ids) is not (assign_to is AssignTo.USERS_AND_TEAMS):
        raise ValueError("user_ids or team_ids are required if assign_to is users_and_teams, and not allowed otherwise")


def _once(ids: Sequence[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(ids))


class RequiredSkillOut(ResponseModel):
    property: str
    of: SkillSource


class FallbackOut(ResponseModel):
    assign_to: AssignTo
    user_ids: list[str]
    team_ids: list[str]


class RoutingRuleOut(ResponseModel):
    automatic: bool
    assign_to: AssignTo
    user_ids: list[str]
    team_ids: list[str]
    method: _Method
    fallback: FallbackOut
    wait_for_owner: _Waits
    required_skills: list[RequiredSkillOut]
    answer_within_seconds: int | None
    version: Annotated[int, Field(description="Grows by one with each change; decisions name it.")]
