"""Plans of availability in the API's format."""

from typing import Annotated, Self

from pydantic import Field, StringConstraints

from helpdesk.conversations.schemas import ActorOut
from helpdesk.people.availability import Availability, Reason, State
from helpdesk.people.availability_schemas import REASON, AvailabilityOut
from helpdesk.people.working_hours import Period, Weekday, WorkingHours
from helpdesk.platform.schemas import Moment, RequestModel, ResponseModel, Time
from helpdesk.staff.plans import HistoryPage

ClockTime = Annotated[str, StringConstraints(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$")]
_END = "Not later than `start`: on the next day. `00:00` is the end of the day."
_STARTS = "null or left out: now."
_CHOICE_UNTIL = (
    "null or left out: until the working hours begin or end next; without working hours, until the next choice."
)


class PeriodIn(RequestModel):
    day: Annotated[Weekday, Field(description="The one on which it starts.")]
    start: ClockTime
    end: Annotated[ClockTime, Field(description=_END)]


class WorkingHoursIn(RequestModel):
    time_zone: Annotated[str, StringConstraints(min_length=1, max_length=64)]
    periods: Annotated[list[PeriodIn], Field(max_length=50)]

    def hours(self) -> WorkingHours:
        return WorkingHours(self.time_zone, tuple(Period(each.day, each.start, each.end) for each in self.periods))


class AvailabilityIn(RequestModel):
    state: State
    until: Annotated[Moment | None, Field(description=_CHOICE_UNTIL)] = None


class OutOfOfficeIn(RequestModel):
    starts_at: Annotated[Moment | None, Field(description=_STARTS)] = None
    ends_at: Moment


class ChoiceOut(ResponseModel):
    state: State
    at: Time
    until: Annotated[Time | None, Field(description=_CHOICE_UNTIL)]
    by_administrator: bool


class PeriodOut(ResponseModel):
    day: Weekday
    start: str
    end: Annotated[str, Field(description=_END)]


class WorkingHoursOut(ResponseModel):
    time_zone: str
    periods: list[PeriodOut]


class OutOfOfficeOut(ResponseModel):
    starts_at: Time
    ends_at: Time


class AvailabilityPlanOut(AvailabilityOut):
    """What holds now, and from what it follows."""

    choice: Annotated[ChoiceOut | None, Field(description="What was chosen last, if it has not ended.")]
    working_hours: WorkingHoursOut | None
    out_of_office: OutOfOfficeOut | None
    version: int

    @classmethod
    def of(cls, known: Availability) -> Self:
        holds, plan = known.effective, known.plan
        return cls(
            state=holds.state,
            reason=holds.reason,
            until=holds.until,
            choice=ChoiceOut.model_validate(plan.choice) if plan.choice else None,
            working_hours=WorkingHoursOut.model_validate(plan.working_hours) if plan.working_hours else None,
            out_of_office=OutOfOfficeOut.model_validate(plan.out_of_office) if plan.out_of_office else None,
            version=known.version,
        )


class TurnOut(ResponseModel):
    id: str
    at: Time
    state: State
    reason: Annotated[Reason | None, Field(description=REASON)]
    until: Annotated[Time | None, Field(description="Until when it was to hold then.")]
    by: Annotated[ActorOut | None, Field(description="null: it came with the time.")]


class AvailabilityHistoryOut(ResponseModel):
    changes: list[TurnOut]
    next_cursor: str | None

    @classmethod
    def of(cls, page: HistoryPage) -> Self:
        return cls(changes=[TurnOut.model_validate(turn) for turn in page.turns], next_cursor=page.next_cursor)
