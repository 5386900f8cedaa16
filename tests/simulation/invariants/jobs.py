"""A job does all that it was asked for, and nothing twice."""

from collections.abc import Iterator

from helpdesk.conversations.models import EventType
from helpdesk.jobs.models import JobState
from helpdesk.pipelines.models import ON_CONTACT
from tests.simulation.end import End


def every_job_ends(end: End) -> Iterator[str]:
    """Each was begun once, and has done as much as there was."""
    for bulk in end.history.bulks:
        if len(bulk.job_ids) != 1:
            yield f"{bulk.category} is {len(bulk.job_ids)} jobs"
    for job in end.jobs.values():
        if (job.state, job.done) != (JobState.DONE, job.total):
            yield f"{job.id} is {job.state}, {job.done} of {job.total}"
        if job.failure_count != len(end.failures[job.id]):
            yield f"{job.id} names {len(end.failures[job.id])} of {job.failure_count} failures"


def each_ticket_of_a_bulk_change_is_changed_once_or_named(end: End) -> Iterator[str]:
    for bulk in end.history.bulks:
        named = [failure.ticket_id for job_id in bulk.job_ids for failure in end.failures.get(job_id, ())]
        changed = [
            event.reference.ticket_id
            for event in end.events
            if event.type is EventType.PROPERTIES_CHANGED
            and event.details["properties"].get("category", {}).get("to") == bulk.category
        ]
        if sorted([*named, *changed]) != sorted(bulk.ticket_ids):
            yield f"{bulk.category} of {bulk.ticket_ids} changed {changed}, and names {named}"


def no_ticket_is_left_in_a_deleted_status(end: End) -> Iterator[str]:
    if not end.history.moving_jobs:
        return
    yield from (f"{ticket.id}" for ticket in end.tickets if ticket.status_id == ON_CONTACT)
    for pipeline in end.pipelines:
        if pipeline.job_ids or pipeline.status(ON_CONTACT):
            yield f"{pipeline.id} still has the status, or {pipeline.job_ids}"


ALL = (
    every_job_ends,
    each_ticket_of_a_bulk_change_is_changed_once_or_named,
    no_ticket_is_left_in_a_deleted_status,
)
