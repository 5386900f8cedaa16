"""Asking for the export or the erasure of a person: each is a job."""

from dataclasses import replace

from helpdesk.audit.models import AuditType, Subject, SubjectKind
from helpdesk.audit.recording import AuditRecorder
from helpdesk.contacts.repository import ContactRepository
from helpdesk.contacts.service import ContactService
from helpdesk.jobs.models import Job, JobKind
from helpdesk.jobs.repository import JobRepository
from helpdesk.people.actors import Actor
from helpdesk.platform.clock import Clock, to_text
from helpdesk.platform.ids import NewId, digest
from helpdesk.platform.optimistic import until_written

_AUDITED = {
    JobKind.CONTACT_EXPORT: AuditType.EXPORT_REQUESTED,
    JobKind.CONTACT_ERASURE: AuditType.ERASURE_REQUESTED,
}


class PrivacyRequests:
    def __init__(
        self,
        contacts: ContactService,
        repository: ContactRepository,
        jobs: JobRepository,
        audit: AuditRecorder,
        now: Clock,
        new_id: NewId,
    ) -> None:
        self._contacts = contacts
        self._repository = repository
        self._jobs = jobs
        self._audit = audit
        self._now = now
        self._new_id = new_id

    def start(self, kind: JobKind, contact_id: str, actor: Actor, *, key: str | None) -> Job:
        """The same job for the same idempotency key of the same caller. Raises NotFound."""
        job_id = digest(kind.value, actor.id, contact_id, key) if key else self._new_id()

        def attempt() -> Job:
            if key and (earlier := self._jobs.get(job_id)):
                return earlier
            contact = self._contacts.current(contact_id)
            job = Job(job_id, kind, actor, to_text(self._now()))
            # An erasure finds the exports of the person by it.
            after = replace(contact, exports=(*contact.exports, job_id)) if kind is JobKind.CONTACT_EXPORT else contact
            audited = self._audit.recording(_AUDITED[kind], actor, Subject(SubjectKind.CONTACT, contact.id))
            changing = self._repository.changing(contact, after, actor.named)
            self._repository.transact([changing, *self._jobs.creating(job, {"contact_id": contact.id}), *audited])
            return job

        return until_written(attempt, "this contact")
