"""Works on jobs in turns, so that a long one does not keep the others waiting."""

import math
from collections.abc import Mapping
from datetime import timedelta
from typing import Any, Protocol

from helpdesk.jobs.following import queued
from helpdesk.jobs.models import Job, JobKind, JobState
from helpdesk.jobs.repository import JobRepository
from helpdesk.platform.clock import Clock, from_text
from helpdesk.platform.frozen import frozen
from helpdesk.platform.queue_attempts import Received
from helpdesk.platform.queues import Queue
from helpdesk.platform.retrying import Next

TURN = timedelta(seconds=10)
MOST_RECEIVES = 60
"""Of one message: with growing waits, half a day of failures on our side."""


class JobWork(Protocol):
    """How jobs of one kind are done."""

    def step(self, job: Job, asked: Mapping[str, Any]) -> Job:
        """Does a piece of a few seconds at most, and writes it together with the job's progress. Returns the job as it
        is then. Raises Unavailable if it did not get as far."""


@frozen
class Turn:
    """For the log."""

    job_id: str
    kind: str | None
    state: str
    done: int
    next: Next
    wait_seconds: int = 0


class JobRunner:
    def __init__(self, jobs: JobRepository, works: Mapping[JobKind, JobWork], queue: Queue, now: Clock) -> None:
        self._jobs = jobs
        self._works = works
        self._queue = queue
        self._now = now

    def run(self, job_id: str, received: Received) -> Turn:
        """One turn. The job's next one has a message of its own, behind those of other jobs."""
        job = self._jobs.get(job_id)
        if job is None:
            return Turn(job_id, None, "gone", 0, Next.DONE)
        if received.count > MOST_RECEIVES:
            return self._give_up(job)
        asked, ends = self._jobs.asked(job_id), self._now() + TURN
        while job.state is not JobState.DONE:
            if seconds := self._rests(job):
                return _turn(job, Next.RETRY, seconds)
            if self._now() >= ends:
                self._queue.send([queued(job)])
                break
            job = self._works[job.kind].step(job, asked)
        return _turn(job, Next.DONE)

    def _rests(self, job: Job) -> int:
        if job.rests_until is None:
            return 0
        return max(0, math.ceil((from_text(job.rests_until) - self._now()).total_seconds()))

    def _give_up(self, job: Job) -> Turn:
        """Whoever sends its message from the dead-letter queue again lets it go on from where it is."""
        if job.state is JobState.DONE:
            return _turn(job, Next.DONE)
        failed = job.advanced(job.done, state=JobState.FAILED)
        self._jobs.advance(failed)
        return _turn(failed, Next.EXHAUSTED)


def _turn(job: Job, then: Next, seconds: int = 0) -> Turn:
    return Turn(job.id, job.kind.value, job.state.value, job.done, then, seconds)
