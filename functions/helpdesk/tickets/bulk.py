"""One change of many tickets: each by the rules that hold for a single one, as the caller who asked for it."""

import json
from collections.abc import Mapping, Sequence
from itertools import islice
from typing import Any

from aws_lambda_powertools import Logger

from helpdesk.conversations.references import ConversationReference
from helpdesk.jobs.models import Failure, Job, JobKind
from helpdesk.jobs.repository import IDS_A_PAGE, JobRepository
from helpdesk.people.principals import Principal
from helpdesk.platform.clock import Clock, to_text
from helpdesk.platform.dynamodb import TransactionFailed, Write
from helpdesk.platform.errors import Busy, Conflict, HelpdeskError, Unavailable
from helpdesk.platform.ids import NewId, digest
from helpdesk.platform.problems import field_body
from helpdesk.platform.records import plain
from helpdesk.platform.text import excerpt
from helpdesk.tickets.changes import TicketChange
from helpdesk.tickets.for_all import within
from helpdesk.tickets.models import TicketState
from helpdesk.tickets.work import TicketWork

MOST_TICKETS = 1000
_FAILURES_AT_ONCE = 25
_MESSAGE_LENGTH = 500
_MOST_ERRORS = 20


class BulkChanges:
    def __init__(self, work: TicketWork, jobs: JobRepository, now: Clock, new_id: NewId) -> None:
        self._work = work
        self._jobs = jobs
        self._now = now
        self._new_id = new_id

    def start(self, ticket_ids: Sequence[str], change: TicketChange, principal: Principal, key: str | None) -> Job:
        """The job; the same one for the same idempotency key of the same caller, as long as it is kept. Raises what
        would refuse each ticket: InvalidRequest that names each field, Forbidden for an override."""
        asked = {
            "change": _dumped(change),
            "principal": principal.to_context(),
            "said": digest(json.dumps([ticket_ids, _dumped(change)], sort_keys=True)),
        }
        job_id = digest("bulk", principal.id, key) if key else self._new_id()
        if key and self._jobs.get(job_id):
            return self._earlier(job_id, asked)
        with within("change"):
            self._work.check(change, principal)
        if "owner_id" in change.values:
            # The caller decides about the owners that there are now: who has taken a ticket since keeps it.
            asked["versions"] = self._work.versions(ticket_ids)
        job = Job(job_id, JobKind.TICKET_CHANGES, principal.actor(), to_text(self._now()), len(ticket_ids))
        try:
            self._jobs.create(job, asked, ticket_ids)
        except TransactionFailed:
            return self._earlier(job.id, asked)
        return job

    def _earlier(self, job_id: str, asked: Mapping[str, Any]) -> Job:
        job = self._jobs.get(job_id)
        if job is None:
            raise Busy("Another request with this Idempotency-Key is being processed. Retry the request.")
        if self._jobs.asked(job_id).get("said") != asked["said"]:
            raise Conflict(
                "This Idempotency-Key was used for another change. Use a new key for a new change.",
                code="idempotency_key_reused",
                context={"job_id": [job_id]},
            )
        return job


class BulkChange:
    """The work on such a job. A ticket and the job's progress are written in one transaction: what is cut off goes on
    with the next ticket, and changes none twice."""

    def __init__(self, work: TicketWork, jobs: JobRepository, now: Clock, log: Logger) -> None:
        self._work = work
        self._jobs = jobs
        self._now = now
        self._log = log

    def step(self, job: Job, asked: Mapping[str, Any]) -> Job:
        """Up to the next ticket that is not refused. What is refused is written with it."""
        change, principal = _loaded(asked["change"]), Principal.from_context(asked["principal"])
        if job.done == job.total:
            return self._finish(job, change)
        versions: Mapping[str, int] = asked.get("versions", {})
        failures: list[Failure] = []
        for ticket_id in islice(self._ids(job), _FAILURES_AT_ONCE):
            after = self._advanced(job, change, len(failures) + 1, len(failures))
            also = self._jobs.advancing(after, failures)
            failure = self._change(ticket_id, change, principal, versions.get(ticket_id), also)
            if failure is None:
                return after
            failures.append(failure)
        after = self._advanced(job, change, len(failures), len(failures))
        self._jobs.advance(after, failures)
        return after

    def _ids(self, job: Job) -> Sequence[str]:
        """The next ones of its page."""
        page, start = divmod(job.done, IDS_A_PAGE)
        return self._jobs.ids(job.id, page)[start:]

    def _advanced(self, job: Job, change: TicketChange, tickets: int, failures: int) -> Job:
        """What speaks against an owner or a team is known when they have all of them: that is another step."""
        after = job.advanced(job.done + tickets, failures)
        gives_away = change.values.get("owner_id") or change.values.get("team_id")
        return after.finished(self._now()) if after.done == job.total and not gives_away else after

    def _finish(self, job: Job, change: TicketChange) -> Job:
        got_any = job.failure_count < job.done
        warnings = tuple(self._work.warnings_after(change)) if got_any else ()
        after = job.advanced(job.done, warnings=warnings).finished(self._now())
        self._jobs.advance(after)
        return after

    def _change(
        self,
        ticket_id: str,
        change: TicketChange,
        principal: Principal,
        owner_known: int | None,
        also: Sequence[Write],
    ) -> Failure | None:
        """None if the ticket is as it should be. Raises Unavailable."""
        try:
            reference = ConversationReference.from_ticket_id(ticket_id)
            self._work.change(reference, change, principal, owner_known=owner_known, also=also)
        except Unavailable:
            raise
        except HelpdeskError as error:
            return _failure(ticket_id, error)
        except Exception:  # noqa: BLE001 - whatever is wrong with one ticket, the others must be changed
            self._log.exception("ticket not changed", ticket_id=ticket_id)
            return Failure(ticket_id, HelpdeskError.code, "Internal error. It has been logged.")
        return None


def _failure(ticket_id: str, error: HelpdeskError) -> Failure:
    """Bounded, and without the definitions of what is missing: of a thousand tickets, most are refused for the same."""
    more: dict[str, Any] = {name: error.more[name] for name in ("allowed_status_ids", "current") if name in error.more}
    if "missing" in error.more:
        more["missing"] = [each["name"] for each in error.more["missing"]]
    if error.fields:
        fields = error.fields[:_MOST_ERRORS]
        more["errors"] = [{**field_body(each), "message": excerpt(each.message, _MESSAGE_LENGTH)} for each in fields]
    return Failure(ticket_id, error.code, excerpt(error.message, _MESSAGE_LENGTH), {**more, **error.context})


def _dumped(change: TicketChange) -> dict[str, Any]:
    dumped: dict[str, Any] = plain(change)
    return dumped


def _loaded(dumped: Mapping[str, Any]) -> TicketChange:
    values = dict(dumped["values"])
    if "state" in values:
        values["state"] = TicketState(values["state"])
    return TicketChange(values, dumped["properties"], dumped["override"])
