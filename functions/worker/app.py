"""Works on jobs: one queue message, one turn of a job."""

from collections.abc import Mapping
from typing import Any

from aws_lambda_powertools import Logger

from helpdesk.jobs.following import job_of
from helpdesk.jobs.runner import JobRunner
from helpdesk.platform.queue_attempts import QueueAttempts, Visibility
from helpdesk.platform.queues import Queue


class Worker:
    def __init__(self, runner: JobRunner, queue: Visibility, dead_letters: Queue, log: Logger) -> None:
        self._attempts = QueueAttempts(
            "job",
            job_of,
            runner.run,
            lambda job_id: {"job_id": job_id},
            queue=queue,
            dead_letters=dead_letters,
            log=log,
        )

    def __call__(self, event: Mapping[str, Any], _context: object = None) -> dict[str, Any]:
        return self._attempts(event)
