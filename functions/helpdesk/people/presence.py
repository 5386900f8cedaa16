"""Who is available: changes of a plan, and what comes with the time."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Self

from helpdesk.people.actors import Actor
from helpdesk.people.availability import Availability, Effective, Plan, State, Turn, effective
from helpdesk.people.availability_repository import AvailabilityRepository
from helpdesk.people.load_repository import LoadRepository
from helpdesk.platform.clock import Clock, to_text
from helpdesk.platform.dynamodb import Table, Write
from helpdesk.platform.frozen import frozen
from helpdesk.platform.ids import NewId, new_ulid
from helpdesk.platform.optimistic import until_written

Change = Callable[[Availability], Plan]
"""The plan as it becomes. It may raise."""


@frozen
class History:
    turns: list[Turn]
    more: bool


class Presence:
    def __init__(self, repository: AvailabilityRepository, loads: LoadRepository, now: Clock, new_id: NewId) -> None:
        self._repository = repository
        self._loads = loads
        self._now = now
        self._new_id = new_id

    @classmethod
    def on(cls, directory: Table, conversations: Table, now: Clock) -> Self:
        return cls(AvailabilityRepository(directory), LoadRepository(conversations), now, new_ulid)

    def get(self, user_id: str) -> Availability:
        """As it holds now."""
        return self._held(self._repository.get(user_id))

    def many(self, user_ids: Iterable[str]) -> Mapping[str, Effective]:
        """What holds now, by person."""
        now = self._now()
        return {user_id: found.at(now) for user_id, found in self._repository.many(user_ids).items()}

    def many_at(self, user_ids: Iterable[str], at: datetime) -> Mapping[str, Effective]:
        """What holds at that time, now or later, if nobody changes their plan before, by person. Whoever is not
        connected now may be so later."""
        later = at > self._now()
        plans = {user_id: found.plan for user_id, found in self._repository.many(user_ids).items()}
        return {user_id: effective(plan.connected() if later else plan, at) for user_id, plan in plans.items()}

    def history(self, user_id: str, *, before: str | None, limit: int) -> History:
        return History(*self._repository.history(user_id, before=before, limit=limit))

    def change(
        self,
        user_id: str,
        change: Change,
        by: Actor | None = None,
        recording: Callable[[Plan, Plan], Sequence[Write]] | None = None,
    ) -> Availability:
        """`recording`: what is written with it, of the plan before and after."""

        def attempt() -> Availability:
            before = self._repository.get(user_id)
            after = self._held(replace(before, plan=change(self._held(before))))
            if after == before:
                return before
            more = recording(before.plan, after.plan) if recording and before.plan != after.plan else ()
            self._repository.write([*self._writes(before, after, by), *more])
            return replace(after, version=before.version + 1)

        return until_written(attempt, "this availability")

    def refresh(self, user_id: str) -> Availability:
        """Writes what has come with the time. Idempotent."""
        return self.change(user_id, lambda known: known.plan)

    def _held(self, known: Availability) -> Availability:
        now = self._now()
        plan = known.plan.without_past(now)
        return replace(known, plan=plan, effective=effective(plan, now))

    def _writes(self, before: Availability, after: Availability, by: Actor | None) -> list[Write]:
        """Routing follows from the mark, and schedules from the history."""
        was, becomes = before.effective, after.effective
        writes = [self._repository.replacing(before, after)]
        if becomes != was:
            writes.append(
                self._repository.recording(
                    Turn(
                        id=self._new_id(),
                        user_id=after.user_id,
                        at=to_text(self._now()),
                        state=becomes.state,
                        was=was.state,
                        reason=becomes.reason,
                        until=becomes.until,
                        by=by,
                    )
                )
            )
        if becomes.state is not was.state:
            mark = self._loads.leaving if becomes.state is State.AWAY else self._loads.returning
            writes.append(mark(after.user_id))
        return writes
