"""A job does all that it was asked for, and nothing twice."""

from collections.abc import Iterator

from helpdesk.conversations.models import Event, EventType
from helpdesk.jobs.models import JobState
from helpdesk.pipelines.models import ON_CONTACT
from tests.simulation.end import End
from tests.simulation.history import Bulk


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
        changed = [event.reference.ticket_id for event in _changes(end, bulk)]
        if sorted([*named, *changed]) != sorted(bulk.ticket_ids):
            yield f"{bulk.category} of {bulk.ticket_ids} changed {changed}, and names {named}"


def a_bulk_change_changes_nothing_else(end: End) -> Iterator[str]:
    """Above all, it moves no ticket out of a deleted status: whoever deleted that has said where its tickets go."""
    for bulk in end.history.bulks:
        for event in _changes(end, bulk):
            if event.type is not EventType.PROPERTIES_CHANGED or set(event.details["properties"]) != {"category"}:
                yield f"{bulk.category} did {event.type} to {event.reference.ticket_id}: {event.details}"


def no_ticket_is_left_in_a_deleted_status(end: End) -> Iterator[str]:
    if not end.history.moving_jobs:
        return
    yield from (f"{ticket.id}" for ticket in end.tickets if ticket.status_id == ON_CONTACT)
    for pipeline in end.pipelines:
        if pipeline.job_ids or pipeline.status(ON_CONTACT):
            yield f"{pipeline.id} still has the status, or {pipeline.job_ids}"


def _changes(end: End, bulk: Bulk) -> Iterator[Event]:
    """The events that say so: one of another kind may say what it changes beside that."""
    for event in end.events:
        if event.details.get("properties", {}).get("category", {}).get("to") == bulk.category:
            yield event


ALL = (
    every_job_ends,
    each_ticket_of_a_bulk_change_is_changed_once_or_named,
    a_bulk_change_changes_nothing_else,
    no_ticket_is_left_in_a_deleted_status,
)
