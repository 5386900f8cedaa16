"""Use cases of jobs."""

from dataclasses import dataclass

from helpdesk.jobs.models import Failure, Job
from helpdesk.jobs.repository import JobRepository
from helpdesk.platform.cursor import Cursors
from helpdesk.platform.errors import NotFound


@dataclass(frozen=True, slots=True)
class JobPage:
    job: Job
    failures: list[Failure]
    next_cursor: str | None


class Jobs:
    def __init__(self, repository: JobRepository, cursors: Cursors) -> None:
        self._repository = repository
        self._cursors = cursors

    def page(self, job_id: str, *, limit: int, cursor: str | None) -> JobPage:
        """The job, with so many of its failures. Raises NotFound, and InvalidRequest for a cursor of another job."""
        bound = self._cursors.of(f"job/{job_id}")
        start = int(bound.read(cursor, parts=1)[0]) if cursor else 0
        job = self._repository.get(job_id)
        if job is None:
            raise NotFound(f"There is no job {job_id[:64]!r}, or no longer.", code="job_not_found")
        failures = self._repository.failures(job, start=start, limit=limit)
        end = start + len(failures)
        return JobPage(job, failures, bound.write(str(end)) if end < job.failure_count else None)
