"""Use cases of jobs."""

from helpdesk.jobs.models import Failure, Job
from helpdesk.jobs.repository import JobRepository
from helpdesk.platform.cursor import Cursor, Cursors
from helpdesk.platform.errors import NotFound
from helpdesk.platform.frozen import frozen

PAGE = 100
"""Failures of a job, the most that are read at once."""


@frozen
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
        start = int(self._cursor(job_id).read(cursor, parts=1)[0]) if cursor else 0
        job = self._repository.get(job_id)
        if job is None:
            raise NotFound(f"There is no job {job_id[:64]!r}, or no longer.", code="job_not_found")
        return self._from(job, start, limit)

    def first_page(self, job: Job) -> JobPage:
        """Reads nothing if it has no failures."""
        return self._from(job, 0, PAGE)

    def _from(self, job: Job, start: int, limit: int) -> JobPage:
        failures = self._repository.failures(job, start=start, limit=limit)
        end = start + len(failures)
        return JobPage(job, failures, self._cursor(job.id).write(str(end)) if end < job.failure_count else None)

    def _cursor(self, job_id: str) -> Cursor:
        return self._cursors.of(f"job/{job_id}")
