"""Queues new jobs."""

import json
from collections.abc import Sequence

from helpdesk.jobs.models import Job
from helpdesk.jobs.repository import JOB
from helpdesk.platform.queue_work import NoWork, read_work
from helpdesk.platform.queues import Queue, QueueMessage
from helpdesk.platform.stream import Inserted, of_kind


class JobFollower:
    counted = "jobs"

    def __init__(self, jobs: Queue) -> None:
        self._jobs = jobs

    def follow(self, inserted: Sequence[Inserted]) -> int:
        jobs: list[Job] = of_kind(JOB, inserted)
        self._jobs.send([queued(job) for job in jobs])
        return len(jobs)


def queued(job: Job) -> QueueMessage:
    """A job's messages are received one after another, so that no two processes work on it."""
    return QueueMessage(json.dumps({"job_id": job.id}), job.id, f"{job.id}-{job.version}")


def job_of(body: str) -> str:
    """Raises NoWork."""
    job_id = read_work(body).get("job_id")
    if not isinstance(job_id, str):
        raise NoWork("it names no job")
    return job_id
