"""Links to exports, which expire."""

from datetime import timedelta

from helpdesk.jobs.models import Job, JobKind, JobState
from helpdesk.jobs.repository import JobRepository
from helpdesk.jobs.schemas import JobFileOut
from helpdesk.platform.clock import Clock, to_text
from helpdesk.platform.objects import Objects
from helpdesk.privacy.files import LINK_SECONDS, export_key


class ExportLinks:
    def __init__(self, jobs: JobRepository, objects: Objects, now: Clock) -> None:
        self._jobs = jobs
        self._objects = objects
        self._now = now

    def of(self, job: Job) -> JobFileOut | None:
        """None if the job is no export, or has found nobody."""
        if job.kind is not JobKind.CONTACT_EXPORT or job.state is not JobState.DONE or not job.report:
            return None
        key = export_key(self._jobs.asked(job.id)["contact_id"], job.id)
        url = self._objects.link(
            key, content_type="application/json", disposition='attachment; filename="export.json"', seconds=LINK_SECONDS
        )
        return JobFileOut(url=url, expires_at=to_text(self._now() + timedelta(seconds=LINK_SECONDS)))
