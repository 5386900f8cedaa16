"""The tickets of a deleted status or pipeline go where its administrator said, and so do the new ones of the accounts
that name it; then it is gone for good.

Other processes may know a deleted status for some time longer, and put tickets into it. So the tickets of the desk
are read again until a reading finds none that began when no other process knew it any more.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from itertools import islice
from typing import Any, Self

from helpdesk.accounts.models import ChannelAccount
from helpdesk.jobs.models import Job
from helpdesk.jobs.repository import JobRepository
from helpdesk.pipelines.models import FIRST, Pipeline, Status
from helpdesk.pipelines.repository import PipelineRepository
from helpdesk.platform.clock import Clock, from_text, to_text
from helpdesk.platform.frozen import frozen
from helpdesk.tickets.account_places import AccountPlaces
from helpdesk.tickets.changes import WorkRules
from helpdesk.tickets.models import Ticket
from helpdesk.tickets.rules import Rules
from helpdesk.tickets.service import TicketService
from helpdesk.tickets.walk import Spot, TicketWalk

_KNOWN_FOR = timedelta(seconds=90)
"""After it was stored. Rules are cached for 15 seconds, no function that has read them runs for more than 60, and the
index of tickets follows within moments."""
_READ_AT_ONCE = 500


@frozen
class _Reading:
    """One of all tickets. The first only counts."""

    began: str
    settled: str
    """When no other process knows any more what was deleted."""
    counts: bool = False
    found: int = 0
    spot: Spot | None = None

    @classmethod
    def of(cls, reached: Mapping[str, Any], now: str) -> Self:
        if not reached:
            # The job is stored with the deletion, maybe long after the request began that created it.
            return cls(now, to_text(from_text(now) + _KNOWN_FOR), counts=True)
        # An earlier version kept its place in another order, as `spot`: its reading begins again.
        spot = Spot.of(reached["last"]) if reached.get("last") else None
        return cls(reached["began"], reached["settled"], reached["counts"], reached["found"], spot)

    def stored(self) -> dict[str, Any]:
        spot = self.spot.parts() if self.spot else None
        return {
            "began": self.began,
            "settled": self.settled,
            "counts": self.counts,
            "found": self.found,
            "last": spot,
        }


@frozen
class _Retired:
    """What was deleted, and by which rules its tickets go."""

    pipeline: Pipeline
    statuses: frozenset[str]
    """Those of a pipeline that still exists."""
    rules: WorkRules

    def target(self, ticket: Ticket) -> tuple[Pipeline, Status] | None:
        """None for a ticket that is somewhere else."""
        if ticket.pipeline_id != self.pipeline.id:
            return None
        if self.pipeline.archived_at is not None:
            pipeline = self.rules.pipelines.get(self.pipeline.moves_to or "", self.rules.default)
            return pipeline, pipeline.first_like(ticket.in_category)
        if ticket.status_id not in self.statuses:
            return None
        status = self.pipeline.status(ticket.status_id)
        return self.pipeline, (
            self.pipeline.after_deletion(status) if status else self.pipeline.first_like(ticket.in_category)
        )

    def gone(self, job: Job, now: int) -> Pipeline:
        """The pipeline without it."""
        left = replace(self.pipeline, job_ids=tuple(each for each in self.pipeline.job_ids if each != job.id))
        if left.archived_at is None:
            return replace(left, statuses=tuple(each for each in left.statuses if each.id not in self.statuses))
        # Without an item, the first pipeline would be back as it was in the beginning.
        return left if left.id == FIRST.id else replace(left, purge_at=now)


class Leaving:
    """The work on such a job."""

    def __init__(
        self,
        tickets: TicketService,
        walk: TicketWalk,
        accounts: AccountPlaces,
        pipelines: PipelineRepository,
        rules: Rules,
        jobs: JobRepository,
        now: Clock,
    ) -> None:
        self._tickets = tickets
        self._walk = walk
        self._accounts = accounts
        self._pipelines = pipelines
        self._rules = rules
        self._jobs = jobs
        self._now = now

    def step(self, job: Job, asked: Mapping[str, Any]) -> Job:
        retired = self._retired(asked)
        if retired is None:
            return self._advance(job.advanced(job.done).finished(self._now()))
        reading = _Reading.of(job.reached, to_text(self._now()))
        read = 0
        for spot, ticket in islice(self._walk.after(reading.spot), _READ_AT_ONCE):
            read, reading = read + 1, replace(reading, spot=spot)
            if isinstance(ticket, ChannelAccount):
                self._accounts.follow(ticket, retired.rules, job.created_by)
                continue
            if retired.target(ticket) is None:
                continue
            if reading.counts:
                reading = replace(reading, found=reading.found + 1)
            else:
                job, reading = self._move(job, reading, ticket, retired)
        if read == _READ_AT_ONCE:
            return self._advance(job.advanced(job.done, reached=reading.stored()))
        return self._ended(job, reading, retired)

    def _move(self, job: Job, reading: _Reading, ticket: Ticket, retired: _Retired) -> tuple[Job, _Reading]:
        """With the job's progress, in one transaction."""
        found = replace(reading, found=reading.found + 1)
        after = job.advanced(job.done + 1, reached=found.stored())
        moved = self._tickets.relocate(
            ticket.reference, retired.target, retired.rules, job.created_by, self._jobs.advancing(after)
        )
        return (after, found) if moved else (job, reading)

    def _ended(self, job: Job, reading: _Reading, retired: _Retired) -> Job:
        """All tickets are read: again, later, or never."""
        now = self._now()
        if reading.counts:
            again = _Reading(to_text(now), reading.settled)
            return self._advance(job.advanced(job.done, total=reading.found, reached=again.stored()))
        if reading.found == 0 and reading.began >= reading.settled:
            after = job.advanced(job.done, reached={}).finished(now)
            gone = retired.gone(job, int(now.timestamp()))
            self._jobs.advance(after, also=[self._pipelines.replacing(retired.pipeline, gone)])
            return after
        again = _Reading(max(to_text(now), reading.settled), reading.settled)
        return self._advance(job.advanced(job.done, reached=again.stored(), rests_until=again.began))

    def _retired(self, asked: Mapping[str, Any]) -> _Retired | None:
        """Without a status that somebody has brought back. None if the pipeline is gone."""
        pipeline = self._pipelines.get(asked["pipeline_id"])
        if pipeline is None:
            return None
        rules = self._rules.fresh()
        known = replace(rules, pipelines={**rules.pipelines, pipeline.id: pipeline})
        asked_for = frozenset(asked["status_ids"])
        statuses = frozenset(status.id for status in pipeline.statuses if status.retired and status.id in asked_for)
        return _Retired(pipeline, statuses, known)

    def _advance(self, after: Job) -> Job:
        self._jobs.advance(after)
        return after
