"""Whether a pipeline that is asked for again is the one that there is. Pure."""

from dataclasses import replace

from helpdesk.pipelines.models import FIRST, Pipeline
from helpdesk.platform.errors import Conflict
from helpdesk.platform.ids import digest


def identified(wanted: Pipeline, pipeline_id: str) -> Pipeline:
    """A made id belongs to this pipeline alone, whatever other ones are or were called."""
    statuses = tuple(
        replace(status, id=status.id or digest("status", pipeline_id, str(place)))
        for place, status in enumerate(wanted.statuses)
    )
    return replace(wanted, id=pipeline_id, statuses=statuses)


def again(existing: Pipeline, made: Pipeline) -> Pipeline:
    """Of one idempotency key: if somebody has changed it since, it is returned as it is now."""
    if existing.archived_at is None and existing.asked == made.asked:
        return existing
    raise Conflict(
        "This Idempotency-Key was used for another pipeline. Use a new key for a new one.",
        code="idempotency_key_reused",
        context={"pipeline_id": [existing.id]},
    )


def _is_as(existing: Pipeline, wanted: Pipeline) -> bool:
    """Ids that the desk has made are not compared: the request did not name them."""
    offered = existing.offered
    if len(offered) != len(wanted.statuses):
        return False
    named = [replace(each, id=each.id or known.id) for each, known in zip(wanted.statuses, offered, strict=True)]
    as_wanted = replace(wanted, id=existing.id, statuses=tuple(named))
    return replace(existing, statuses=offered, created_at=None, version=1, job_ids=(), asked=None) == as_wanted


def same(existing: Pipeline, wanted: Pipeline) -> Pipeline:
    """Of one name: raises Conflict if the request is not the one that made it."""
    if existing is FIRST or not _is_as(existing, wanted):
        raise Conflict(
            f"A pipeline {existing.name!r} exists already, and is another one. Change it with PATCH; its id is "
            f"{existing.id}.",
            code="pipeline_differs",
            context={"pipeline_id": [existing.id]},
        )
    return existing
