"""Whether somebody is available, and until when."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpdesk.people.availability import Availability, Choice, Effective, OutOfOffice, Plan, Reason, State, effective
from helpdesk.people.working_hours import Period, Weekday, WorkingHours
from helpdesk.platform.clock import from_text, to_text

NOON = datetime(2026, 11, 27, 11, tzinfo=UTC)
"""A Friday, in Amsterdam."""
OFFICE = WorkingHours("Europe/Amsterdam", tuple(Period(day, "09:00", "17:00") for day in list(Weekday)[:5]))


def at(hours: float) -> str:
    return to_text(NOON + timedelta(hours=hours))


def choice(state: State, hours: float = 0, until: float | None = None, *, by_administrator: bool = False) -> Choice:
    return Choice(state, at(hours), by_administrator=by_administrator, until=None if until is None else at(until))


AWAY, AVAILABLE = State.AWAY, State.AVAILABLE
OUT = OutOfOffice(at(1), at(100))


@pytest.mark.parametrize(
    ("plan", "hours", "expected"),
    [
        (Plan(), 0, Effective()),
        (Plan(choice(AWAY)), 1000, Effective(AWAY, Reason.CHOSEN)),
        (Plan(choice(AWAY, until=2)), 1, Effective(AWAY, Reason.CHOSEN, at(2))),
        (Plan(choice(AWAY, until=2)), 2, Effective()),
        (Plan(None, OFFICE), 0, Effective(AVAILABLE, None, at(5))),
        (Plan(None, OFFICE), 5, Effective(AWAY, Reason.WORKING_HOURS, at(69))),
        # a choice is for this day, or this evening
        (Plan(choice(AWAY), OFFICE), 1, Effective(AWAY, Reason.CHOSEN, at(5))),
        (Plan(choice(AWAY), OFFICE), 5, Effective(AWAY, Reason.WORKING_HOURS, at(69))),
        (Plan(choice(AVAILABLE, 6), OFFICE), 7, Effective(AVAILABLE, Reason.CHOSEN, at(69))),
        (Plan(choice(AVAILABLE, 6), OFFICE), 69, Effective(AVAILABLE, None, at(77))),
        # unless it says how long it holds
        (Plan(choice(AVAILABLE, until=8), OFFICE), 6, Effective(AVAILABLE, Reason.CHOSEN, at(8))),
        (Plan(choice(AWAY, by_administrator=True)), 1, Effective(AWAY, Reason.ADMINISTRATOR)),
        (Plan(None, None, OUT), 0, Effective(AVAILABLE, None, at(1))),
        (Plan(None, OFFICE, OUT), 0, Effective(AVAILABLE, None, at(1))),
        (Plan(choice(AVAILABLE), OFFICE, OUT), 1, Effective(AWAY, Reason.OUT_OF_OFFICE, at(100))),
        (Plan(None, OFFICE, OUT), 100, Effective(AVAILABLE, None, at(101))),
    ],
)
def test_what_holds_follows_from_the_plan(plan: Plan, hours: float, expected: Effective) -> None:
    now = NOON + timedelta(hours=hours)
    assert effective(plan, now) == expected
    assert effective(plan.without_past(now), now) == expected, "what is over decides nothing"


def test_what_is_over_is_dropped_from_the_plan() -> None:
    plan = Plan(choice(AWAY, until=2), OFFICE, OUT)
    assert plan.without_past(NOON + timedelta(hours=1)) == plan
    assert plan.without_past(NOON + timedelta(hours=2)) == Plan(None, OFFICE, OUT)
    assert plan.without_past(NOON + timedelta(hours=100)) == Plan(None, OFFICE)


_HOURS = st.floats(-100, 100).map(lambda hours: round(hours, 1))
_CHOICES = st.builds(
    lambda state, made, lasts: choice(state, made, None if lasts is None else made + lasts),
    st.sampled_from(State),
    _HOURS,
    st.none() | st.floats(0.1, 50).map(lambda hours: round(hours, 1)),
)
_OUT = st.builds(lambda start, lasts: OutOfOffice(at(start), at(start + lasts)), _HOURS, st.integers(1, 50))
_PLANS = st.builds(Plan, st.none() | _CHOICES, st.none() | st.just(OFFICE), st.none() | _OUT)


@given(_PLANS, st.integers(0, 200), st.floats(0, 1, exclude_max=True))
def test_it_holds_until_the_time_it_says_and_then_changes(plan: Plan, hours: int, share: float) -> None:
    now = NOON + timedelta(hours=hours)
    found = effective(plan, now)
    end = from_text(found.until) if found.until else now + timedelta(days=30)
    assert effective(plan, now + (end - now) * share) == found
    then = effective(plan, end)
    assert (then == found) is (found.until is None)
    assert (then.state, then.reason) != (found.state, found.reason) or found.until is None


@given(_PLANS, st.integers(0, 200), st.integers(0, 200))
def test_what_is_stored_shows_what_holds_at_any_later_time(plan: Plan, first: int, later: int) -> None:
    written = NOON + timedelta(hours=first)
    stored = Availability("agent-1", plan.without_past(written), effective(plan, written))
    now = written + timedelta(hours=later)
    assert stored.at(now) == effective(plan, now)
