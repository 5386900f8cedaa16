"""What becomes of a ticket that somebody changes, by its pipeline and by the properties of the desk. Pure.

People, programs, rules and bulk changes all go through here.
"""

from collections.abc import Mapping, Sequence
from dataclasses import field, replace
from typing import Any

from helpdesk.conversations.models import EventType, Happened
from helpdesk.fields.values import is_empty
from helpdesk.pipelines.models import Mover, Pipeline, Status, StatusCategory, WhoMoves
from helpdesk.platform.errors import Conflict, Forbidden, InvalidRequest
from helpdesk.platform.frozen import frozen
from helpdesk.platform.records import plain
from helpdesk.properties.models import Property, described
from helpdesk.tickets.models import Ticket, TicketState
from helpdesk.tickets.values import OF_EVERY_TICKET, by_hand, in_queue, with_values

Place = tuple[str, str | None]
"""The ids of a pipeline and of one of its statuses; None for any."""


@frozen
class TicketChange:
    """What is left out stays; None clears."""

    values: Mapping[str, Any] = field(default_factory=dict)
    """name, priority, category, owner_id, team_id, pipeline_id, status_id, or state: the first status of that category.
    """
    properties: Mapping[str, Any] = field(default_factory=dict)
    """The desk's own ones."""
    override: str | None = None
    """Why an administrator goes past what the status demands."""

    @property
    def gives_to_team(self) -> bool:
        """Into its queue: whoever of the team takes it has it."""
        return "owner_id" in self.values and self.values["owner_id"] is None and bool(self.values.get("team_id"))


@frozen
class WorkRules:
    """By which tickets are worked on."""

    pipelines: Mapping[str, Pipeline]
    properties: Mapping[str, Property]
    """By name, also those of every ticket."""
    deleted: Mapping[str, Pipeline] = field(default_factory=dict)
    """Pipelines whose tickets are on their way to another one."""

    def pipeline(self, ticket: Ticket) -> Pipeline:
        """The ticket's; the default one, if its own is gone."""
        return self.pipelines.get(ticket.pipeline_id) or self.default

    def has(self, place: Place) -> bool:
        pipeline_id, status_id = place
        pipeline = self.pipelines.get(pipeline_id)
        return pipeline is not None and (status_id is None or pipeline.status(status_id) is not None)

    @property
    def default(self) -> Pipeline:
        return next(each for each in self.pipelines.values() if each.is_default)

    def incomplete(self, ticket: Ticket, status: Status) -> tuple[str, ...]:
        """The names of what the ticket should have in this status."""
        wanted = [*status.required_properties, *(n for n, each in self.properties.items() if each.required_on_creation)]
        return tuple(name for name in dict.fromkeys(wanted) if is_empty(ticket.value(name)))


class StatusRefused(Conflict):
    """The status demands more, or may not follow."""

    def __init__(self, message: str, missing: Sequence[Property], allowed: Sequence[Status]) -> None:
        super().__init__(
            message,
            code="status_refused",
            more={
                "missing": [described(each) for each in missing],
                "allowed_status_ids": [status.id for status in allowed],
            },
        )


def changed(ticket: Ticket, change: TicketChange, rules: WorkRules, *, mover: Mover, now: str) -> Ticket:
    """Raises InvalidRequest, Forbidden, StatusRefused."""
    pipeline = _pipeline(ticket, change, rules)
    status = _status(ticket, change, pipeline, rules)
    after = with_values(ticket, change.values, change.properties, rules.properties)
    check_override(change, administrator=mover.is_administrator)
    moves = (pipeline.id, status.id) != (ticket.pipeline_id, ticket.status_id)
    if change.override is None:
        _check(ticket, after, rules, pipeline, status if moves else None, mover)
    after = in_queue(ticket, after, now) if change.gives_to_team else by_hand(ticket, after, now)
    return placed(after, pipeline, status, rules, now) if moves else complete(after, rules)


def check_override(change: TicketChange, *, administrator: bool) -> None:
    if change.override is not None and not administrator:
        raise Forbidden("Only administrators may go past what a status demands.", code="override_refused")


def placed(ticket: Ticket, pipeline: Pipeline, status: Status, rules: WorkRules, now: str) -> Ticket:
    """In that status, whatever it demands: what is missing is marked."""
    state = TicketState.CLOSED if status.category is StatusCategory.CLOSED else TicketState.OPEN
    after = replace(
        ticket,
        pipeline_id=pipeline.id,
        placed_in=status.id,
        status_category=None if status.category.value == state.value else status.category,
        state=state,
        closed_at=(ticket.closed_at or now) if state is TicketState.CLOSED else None,
    )
    return complete(after, rules)


def events(before: Ticket, after: Ticket, rules: WorkRules, override: str | None = None) -> list[Happened]:
    """What the history says of a change. Properties that change with the status share its event: each event is an item
    that is paid for. The reason of an override stands in the last one."""
    found: list[Happened] = []
    if before.owner_id != after.owner_id:
        found.append(Happened(EventType.OWNER_CHANGED, {"from": before.owner_id, "to": after.owner_id}))
    names = _properties_changed(before, after)
    values = {name: {"from": before.value(name), "to": after.value(name)} for name in names}
    properties = {"properties": values} if values else {}
    if moved := moving(before, after, rules):
        found.append(Happened(EventType.STATUS_CHANGED, {**moved, **properties}))
    elif properties:
        found.append(Happened(EventType.PROPERTIES_CHANGED, properties))
    if override and found:
        *others, last = found
        return [*others, Happened(last.type, {**last.details, "override": override})]
    return found


def moving(before: Ticket, after: Ticket, rules: WorkRules) -> dict[str, Any]:
    """The details of a change of status; empty if there is none. `from` and `to` are the states."""
    if (before.pipeline_id, before.status_id) == (after.pipeline_id, after.status_id):
        return {}
    return {
        "from": before.state.value,
        "to": after.state.value,
        "from_status": _named(before, rules),
        "to_status": _named(after, rules),
    }


def _named(ticket: Ticket, rules: WorkRules) -> dict[str, str]:
    """As it is called now: the history keeps the name."""
    status = rules.pipeline(ticket).status(ticket.status_id)
    name = status.name if status else ticket.status_id
    return {"pipeline_id": ticket.pipeline_id, "id": ticket.status_id, "name": name}


def names_changed(before: Ticket, after: Ticket) -> list[str]:
    """What differs, by the names of a TicketChange."""
    found = _properties_changed(before, after)
    if before.owner_id != after.owner_id:
        found.append("owner_id")
    if (before.pipeline_id, before.status_id) != (after.pipeline_id, after.status_id):
        found.append("status_id")
    return found


def _properties_changed(before: Ticket, after: Ticket) -> list[str]:
    names = (*OF_EVERY_TICKET, "team_id", *sorted({*before.properties, *after.properties}))
    return [name for name in names if before.value(name) != after.value(name)]


def _pipeline(ticket: Ticket, change: TicketChange, rules: WorkRules) -> Pipeline:
    wanted = change.values.get("pipeline_id")
    if wanted is None:
        return rules.pipeline(ticket)
    if wanted not in rules.pipelines:
        raise InvalidRequest.at("pipeline_id", f"there is no pipeline {wanted[:64]!r}", code="unknown_pipeline")
    return rules.pipelines[wanted]


def _status(ticket: Ticket, change: TicketChange, pipeline: Pipeline, rules: WorkRules) -> Status:
    current = pipeline.status(ticket.status_id) if pipeline.id == ticket.pipeline_id else None
    if (wanted := change.values.get("status_id")) is not None:
        status = pipeline.status(wanted)
        if status is None or status.retired:
            offered = ", ".join(repr(each.id) for each in pipeline.statuses if not each.retired)
            message = f"the pipeline {pipeline.name!r} has no status {wanted[:64]!r}; it has {offered}"
            raise InvalidRequest.at("status_id", message, code="unknown_status")
        return status
    state = change.values.get("state", ticket.state)
    if current is not None and state is ticket.state:
        # Also in a deleted status: a job moves it, to where whoever deleted the status said.
        return current
    if state is not ticket.state:
        return pipeline.first_like(StatusCategory(state.value))
    like, into = pipeline.first_like(ticket.in_category), _following(ticket, pipeline, rules)
    # A closed ticket stays closed, or is refused; an open one begins.
    return like if like in into or state is TicketState.CLOSED else into[0]


def _following(ticket: Ticket, pipeline: Pipeline, rules: WorkRules) -> tuple[Status, ...]:
    """Into which it may be moved there. From a deleted pipeline or status, into any."""
    if pipeline.id == ticket.pipeline_id:
        current = pipeline.status(ticket.status_id)
        return pipeline.following(current) if current else pipeline.offered
    return pipeline.beginnings if ticket.pipeline_id in rules.pipelines else pipeline.offered


def _check(
    ticket: Ticket, after: Ticket, rules: WorkRules, pipeline: Pipeline, into: Status | None, mover: Mover
) -> None:
    """Raises StatusRefused with everything that is missing. `into`: the new status, if there is one."""
    current = rules.pipeline(ticket).status(ticket.status_id)
    status = into or current
    if status is None:
        return
    allowed = [each for each in _following(ticket, pipeline, rules) if mover.may_move_to(each)]
    missing = [name for name in status.required_properties if is_empty(after.value(name))]
    if into is None:
        # What the ticket lacked before is no reason to refuse another change.
        missing = [name for name in missing if not is_empty(ticket.value(name))]
    elif into not in allowed:
        raise StatusRefused(_forbidden(into, allowed, mover), known(missing, rules), allowed)
    if missing:
        labels = ", ".join(repr(each.label) for each in known(missing, rules))
        raise StatusRefused(f"The status {status.name!r} needs {labels}.", known(missing, rules), allowed)


def _forbidden(into: Status, allowed: Sequence[Status], mover: Mover) -> str:
    if not mover.may_move_to(into):
        who = (
            "the teams that its pipeline names, and administrators," if into.who is WhoMoves.TEAMS else "administrators"
        )
        return f"Only {who} may move a ticket to {into.name!r}."
    names = ", ".join(repr(status.name) for status in allowed)
    return f"{into.name!r} may not follow here. " + (f"What may: {names}." if allowed else "Nothing may.")


def known(names: Sequence[str], rules: WorkRules) -> list[Property]:
    return [rules.properties[name] for name in names if name in rules.properties]


def complete(ticket: Ticket, rules: WorkRules) -> Ticket:
    """With the names of what it lacks in its status."""
    status = rules.pipeline(ticket).status(ticket.status_id)
    return replace(ticket, incomplete=rules.incomplete(ticket, status)) if status else ticket


def as_json(ticket: Ticket, names: Sequence[str]) -> dict[str, Any]:
    """The values of these, for a caller whose change collided."""
    return {name: plain(ticket.status_id if name == "status_id" else ticket.value(name)) for name in names}
