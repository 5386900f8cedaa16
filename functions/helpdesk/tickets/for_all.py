"""What would refuse a change of each ticket, whatever the ticket is: it is said once, before any is changed. Pure."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace

from helpdesk.platform.errors import InvalidRequest
from helpdesk.tickets.changes import TicketChange, WorkRules
from helpdesk.tickets.values import check_of_every_ticket, check_own


def check_all(*checks: Callable[[], object]) -> None:
    """Makes all of them. Raises InvalidRequest that names what any of them names."""
    found: list[InvalidRequest] = []
    for check in checks:
        try:
            check()
        except InvalidRequest as invalid:
            found.append(invalid)
    if found:
        raise InvalidRequest.among([field for each in found for field in each.fields], code=found[0].code)


def check_for_all(change: TicketChange, rules: WorkRules) -> None:
    """Raises InvalidRequest that names each field that no ticket could have."""
    check_all(
        lambda: _check_place(change, rules),
        lambda: check_of_every_ticket(change.values),
        lambda: check_own(change.properties, rules.properties),
    )


def _check_place(change: TicketChange, rules: WorkRules) -> None:
    pipeline_id, status_id = change.values.get("pipeline_id"), change.values.get("status_id")
    if pipeline_id is not None and pipeline_id not in rules.pipelines:
        raise InvalidRequest.at("pipeline_id", f"there is no pipeline {pipeline_id[:64]!r}", code="unknown_pipeline")
    asked = [rules.pipelines[pipeline_id]] if pipeline_id is not None else rules.pipelines.values()
    found = (pipeline.status(status_id) for pipeline in asked) if status_id is not None else ()
    if status_id is not None and all(status is None or status.retired for status in found):
        where = f"the pipeline {pipeline_id[:64]!r}" if pipeline_id else "any pipeline"
        message = f"there is no status {status_id[:64]!r} in {where}; GET /v1/pipelines lists them"
        raise InvalidRequest.at("status_id", message, code="unknown_status")


@contextmanager
def within(place: str) -> Iterator[None]:
    """Errors name the fields as the caller wrote them: within that one."""
    try:
        yield
    except InvalidRequest as invalid:
        fields = [replace(each, field=f"{place}.{each.field}") for each in invalid.fields]
        raise InvalidRequest.among(fields, code=invalid.code) from invalid
