"""The properties with which a ticket is opened: those of its account, and the defaults of the desk. Pure."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from helpdesk.fields.flaws import Unfit
from helpdesk.fields.values import Value, is_empty
from helpdesk.pipelines.models import Pipeline, Status, StatusCategory
from helpdesk.platform.errors import FieldError, InvalidRequest
from helpdesk.properties.models import BUILT_IN
from helpdesk.properties.values import LARGEST_GIVEN, fitted
from helpdesk.tickets.changes import Place, StatusRefused, TicketChange, WorkRules, complete, known, placed
from helpdesk.tickets.models import Ticket
from helpdesk.tickets.values import with_values

_OF_TICKETS = ("pipeline_id", "status_id", "priority", "category", "team_id")
"""What an account can set beside the desk's own properties."""


def check_opening(given: Mapping[str, Any], rules: WorkRules, *, field: str = "ticket_properties") -> None:
    """What an account says about its new tickets. Raises InvalidRequest that names each value that does not fit."""
    own = {name: value for name, value in given.items() if name not in _OF_TICKETS}
    fitted(rules.properties, own, {}, field=field, largest=LARGEST_GIVEN)
    errors = [
        unfit.at(f"{field}.{name}")
        for name in ("priority", "category")
        if name in given and (unfit := _unfit(rules, name, given[name]))
    ]
    pipeline = rules.pipelines.get(str(given["pipeline_id"])) if "pipeline_id" in given else rules.default
    if pipeline is None:
        errors.append(FieldError(f"{field}.pipeline_id", "there is no such pipeline; GET /v1/pipelines lists them"))
    elif "status_id" in given:
        status = pipeline.status(str(given["status_id"]))
        if status is None or status.retired or status.category is StatusCategory.CLOSED:
            offered = [each for each in pipeline.statuses if not each.retired]
            names = ", ".join(repr(each.id) for each in offered if each.category is not StatusCategory.CLOSED)
            errors.append(FieldError(f"{field}.status_id", f"in the pipeline {pipeline.name!r}, it is one of {names}"))
    if errors:
        raise InvalidRequest.among(errors, code="invalid_properties")


def named_places(given: Mapping[str, Any]) -> list[Place]:
    """Where the account opens its tickets, if it says so."""
    return [(str(given["pipeline_id"]), given.get("status_id"))] if "pipeline_id" in given else []


def followed(given: Mapping[str, Any], rules: WorkRules) -> Mapping[str, Any]:
    """What an account says about its new tickets, with the pipeline and the status to which tickets go from a deleted
    one that it names."""
    status_id, deleted = given.get("status_id"), rules.deleted.get(str(given.get("pipeline_id")))
    if deleted is not None:
        target = rules.pipelines.get(deleted.moves_to or "", rules.default)
        status = deleted.status(str(status_id))
        into = {"status_id": target.first_like(status.category).id} if status else {}
        # A status that the deleted one did not have either is left out: the next pipeline refuses it.
        rest = {name: value for name, value in given.items() if name != "status_id"}
        return {**rest, "pipeline_id": target.id, **into}
    pipeline = rules.pipelines.get(str(given.get("pipeline_id", rules.default.id)))
    status = pipeline.status(str(status_id)) if pipeline else None
    if pipeline is None or status is None or not status.retired:
        return given
    return {**given, "status_id": pipeline.after_deletion(status).id}


def opened(ticket: Ticket, given: Mapping[str, Any], rules: WorkRules) -> Ticket:
    """The ticket with what its account says. What has been deleted since the account was set is left out: no message is
    lost for it."""
    given = followed(given, rules)
    pipeline = rules.pipelines.get(str(given.get("pipeline_id"))) or rules.default
    own = {name: each.default for name, each in rules.properties.items() if each.default is not None}
    own |= {name: value for name, value in given.items() if name in rules.properties and name not in BUILT_IN}
    values: dict[str, Any] = {name: _fitting(rules, name, given.get(name)) for name in ("priority", "category")}
    fitting = {name: _fitting(rules, name, value) for name, value in own.items()}
    if given.get("team_id"):
        values["team_id"] = str(given["team_id"])
    values["properties"] = {name: value for name, value in fitting.items() if value is not None}
    answered = ticket.last_reply is not None
    values["first_reply_at" if answered else "waiting_since"] = ticket.opened_at
    status = _status(pipeline, given.get("status_id"), answered=answered)
    return placed(replace(ticket, **values), pipeline, status, rules, ticket.opened_at)


def begun(ticket: Ticket, change: TicketChange, rules: WorkRules) -> Ticket:
    """A ticket that somebody at the desk opens, with what they give it beside what its account and the defaults say.
    Unlike a customer, they are asked for what every new ticket needs. Raises StatusRefused, InvalidRequest."""
    after = complete(with_values(ticket, change.values, change.properties, rules.properties), rules)
    needed = [name for name, each in rules.properties.items() if each.required_on_creation]
    missing = known([name for name in needed if is_empty(after.value(name))], rules)
    if missing:
        status = rules.pipeline(after).status(after.status_id)
        labels = ", ".join(repr(each.label) for each in missing)
        raise StatusRefused(f"A new ticket needs {labels}.", missing, [status] if status else [])
    return after


def _status(pipeline: Pipeline, wanted: Any, *, answered: bool) -> Status:
    """A ticket that an agent opens by writing first waits for the customer, as after a reply."""
    status = pipeline.status(str(wanted)) if wanted else None
    if status is None or status.retired or status.category is StatusCategory.CLOSED:
        ruled = pipeline.status(pipeline.on_reply) if answered and pipeline.on_reply else None
        return ruled or pipeline.first(StatusCategory.OPEN)
    return status


def _unfit(rules: WorkRules, name: str, value: Any) -> Unfit | None:
    try:
        rules.properties[name].fitting(value)
    except Unfit as unfit:
        return unfit
    return None


def _fitting(rules: WorkRules, name: str, value: Any) -> Value | None:
    try:
        return None if value is None else rules.properties[name].fitting(value)
    except Unfit:
        return None
