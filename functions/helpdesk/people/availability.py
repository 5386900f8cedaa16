"""Whether somebody gets tickets now, and why not: by what was chosen last, working hours, out-of-office, and whether
they are connected. Pure."""

from dataclasses import replace
from datetime import datetime
from enum import StrEnum

from helpdesk.people.actors import Actor
from helpdesk.people.working_hours import WorkingHours, opening
from helpdesk.platform.clock import from_text, to_text
from helpdesk.platform.frozen import frozen


class State(StrEnum):
    AVAILABLE = "available"
    AWAY = "away"


class Reason(StrEnum):
    CHOSEN = "chosen"
    ADMINISTRATOR = "administrator"
    WORKING_HOURS = "working_hours"
    DISCONNECTED = "disconnected"
    OUT_OF_OFFICE = "out_of_office"
    DEACTIVATED = "deactivated"


@frozen
class Choice:
    state: State
    at: str
    by_administrator: bool = False
    until: str | None = None
    """None: until the working hours begin or end; without working hours, until the next choice."""


@frozen
class OutOfOffice:
    starts_at: str
    ends_at: str


@frozen
class Plan:
    """What decides."""

    choice: Choice | None = None
    working_hours: WorkingHours | None = None
    out_of_office: OutOfOffice | None = None
    lost_at: str | None = None
    """When the last live connection ended, of somebody who had one and is away because of it."""

    def connected(self) -> "Plan":
        return replace(self, lost_at=None)

    def disconnected(self, lost_at: str) -> "Plan":
        """Whoever has chosen since then knows that they are not connected."""
        return self if self.choice and self.choice.at >= lost_at else replace(self, lost_at=lost_at)

    def without_past(self, now: datetime) -> "Plan":
        choice, away = self.choice, self.out_of_office
        return replace(
            self,
            choice=choice if choice and _lasts(_end(choice, self.working_hours), now) else None,
            out_of_office=away if away and _lasts(away.ends_at, now) else None,
        )


@frozen
class Effective:
    """What holds at a time."""

    state: State = State.AVAILABLE
    reason: Reason | None = None
    """None: nothing speaks against it."""
    until: str | None = None
    """When the next state or reason follows by itself; None: it does not."""


DEACTIVATED = Effective(State.AWAY, Reason.DEACTIVATED)


@frozen
class Availability:
    """Of a person, as it is stored."""

    user_id: str
    plan: Plan = Plan()
    effective: Effective = Effective()
    """As it was when this was written, and until it changes by itself."""
    version: int = 1

    def at(self, now: datetime) -> Effective:
        return self.effective if _lasts(self.effective.until, now) else effective(self.plan, now)


@frozen
class Turn:
    """A change of what holds, as the history keeps it."""

    id: str
    user_id: str
    at: str
    state: State
    was: State
    reason: Reason | None = None
    until: str | None = None
    by: Actor | None = None
    """None: it came with the time."""


def effective(plan: Plan, now: datetime) -> Effective:
    at, away = to_text(now), plan.out_of_office
    if away and away.starts_at <= at < away.ends_at:
        return Effective(State.AWAY, Reason.OUT_OF_OFFICE, away.ends_at)
    found = _in_office(plan, now)
    if plan.lost_at and found.state is State.AVAILABLE:
        found = replace(found, state=State.AWAY, reason=Reason.DISCONNECTED)
    if away and at < away.starts_at:
        return replace(found, until=min(found.until or away.starts_at, away.starts_at))
    return found


def _in_office(plan: Plan, now: datetime) -> Effective:
    choice, hours = plan.choice, plan.working_hours
    if choice:
        end = _end(choice, hours)
        if _lasts(end, now):
            return Effective(choice.state, Reason.ADMINISTRATOR if choice.by_administrator else Reason.CHOSEN, end)
    if hours is None:
        return Effective()
    found = opening(hours, now)
    until = to_text(found.until) if found.until else None
    return Effective(until=until) if found.is_open else Effective(State.AWAY, Reason.WORKING_HOURS, until)


def _end(choice: Choice, hours: WorkingHours | None) -> str | None:
    if choice.until or hours is None:
        return choice.until
    until = opening(hours, from_text(choice.at)).until
    return to_text(until) if until else None


def _lasts(end: str | None, now: datetime) -> bool:
    return end is None or to_text(now) < end
