"""A job: what takes longer than a request, done piece by piece. Pure."""

from collections.abc import Mapping
from dataclasses import field, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Annotated, Any, Self

from helpdesk.people.actors import Actor
from helpdesk.people.owner_warnings import OwnerWarning
from helpdesk.platform.clock import from_text, to_text
from helpdesk.platform.frozen import frozen
from helpdesk.platform.records import AS_TEXT

KEPT = timedelta(days=30)


class JobKind(StrEnum):
    TICKET_CHANGES = "ticket_changes"
    """One change of many tickets."""
    TICKET_MOVES = "ticket_moves"
    """The tickets of a deleted status or pipeline go to another one."""
    CONTACT_EXPORT = "contact_export"
    """All that the desk has of one person, as a file."""
    CONTACT_ERASURE = "contact_erasure"
    """The same, erased."""


class JobState(StrEnum):
    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    """It could not go on. An operator can let it continue."""


@frozen
class Failure:
    """A ticket that the job did not change, and why."""

    ticket_id: str
    code: str
    message: str
    more: Annotated[Mapping[str, Any], AS_TEXT] = field(default_factory=dict)
    """What else programs want to know: what is missing, by name."""


@frozen
class Job:
    """Each piece of it is written as soon as it is done, so it is small: what is asked for is stored beside it."""

    id: str
    kind: JobKind
    created_by: Actor
    created_at: str
    total: int | None = None
    """None: not counted yet."""
    done: int = 0
    """Of the total, including those that failed."""
    failure_count: int = 0
    state: JobState = JobState.QUEUED
    finished_at: str | None = None
    reached: Annotated[Mapping[str, Any], AS_TEXT] = field(default_factory=dict)
    """Where to go on, if counting does not say it."""
    report: Annotated[Mapping[str, int], AS_TEXT] = field(default_factory=dict)
    """How much it has found, by kind."""
    warnings: Annotated[tuple[OwnerWarning, ...], AS_TEXT] = ()
    """Of a change of many tickets: what speaks against the owner who got them."""
    rests_until: str | None = None
    """There is nothing to do before."""
    version: int = 1

    @property
    def purged_at(self) -> datetime:
        return from_text(self.created_at) + KEPT

    def advanced(self, done: int, failures: int = 0, **more: Any) -> Self:
        """The next version, with so many failures more."""
        values: dict[str, Any] = {"state": JobState.RUNNING, "done": done, "version": self.version + 1, **more}
        return replace(self, failure_count=self.failure_count + failures, **values)

    def finished(self, now: datetime) -> Self:
        """Tickets that others have changed meanwhile are no longer counted."""
        return replace(self, state=JobState.DONE, total=self.done, rests_until=None, finished_at=to_text(now))
