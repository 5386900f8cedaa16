"""The values that somebody gives a ticket, checked against the properties of the desk. Pure."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from helpdesk.fields.flaws import Unfit
from helpdesk.fields.values import is_empty
from helpdesk.platform.errors import FieldError, InvalidRequest
from helpdesk.platform.text import one_line
from helpdesk.properties.models import BUILT_IN, Property
from helpdesk.properties.values import fitted
from helpdesk.tickets.models import RoutingDecision, RoutingReason, Ticket

OF_EVERY_TICKET = ("name", "priority", "category")
Definitions = Mapping[str, Property]


def with_values(
    ticket: Ticket, given: Mapping[str, Any], properties: Mapping[str, Any], definitions: Definitions
) -> Ticket:
    """`given`: what every ticket has, by name; what else is among it is not looked at, except owner and team.
    `properties`: the desk's own ones. None clears. Raises InvalidRequest that names each that is unknown or does not
    fit."""
    values = _of_every_ticket(given)
    own = {**ticket.properties, **fitted(definitions, properties, ticket.properties)}
    values["properties"] = {name: value for name, value in own.items() if value is not None}
    values |= {name: given[name] for name in ("owner_id", "team_id") if name in given}
    return replace(ticket, **values)


def in_queue(before: Ticket, after: Ticket, now: str) -> Ticket:
    """Given to a team. The rule of its account gives it to nobody then, also if the router has not seen it yet."""
    routed = before.routing is not None and before.waits_as is None
    if routed and (before.owner_id, before.team_id) == (after.owner_id, after.team_id):
        return after  # nothing changes
    return replace(after, waits_as=None, waits_for=None, routing=RoutingDecision(RoutingReason.GIVEN_TO_TEAM, now))


def by_hand(before: Ticket, after: Ticket, now: str) -> Ticket:
    """What the router has decided does not explain an owner whom somebody set since."""
    if before.owner_id == after.owner_id or before.routing is None:
        return after
    return replace(after, routing=RoutingDecision(RoutingReason.BY_HAND, now))


def check_of_every_ticket(given: Mapping[str, Any]) -> None:
    """Raises what would refuse these values of `with_values` for each ticket."""
    _of_every_ticket(given)


def check_own(properties: Mapping[str, Any], definitions: Definitions) -> None:
    """The same of the desk's own properties."""
    fitted(definitions, properties, {})


def _of_every_ticket(given: Mapping[str, Any]) -> dict[str, Any]:
    """By the names of the ticket's attributes. Raises InvalidRequest."""
    errors: list[FieldError] = []
    values: dict[str, Any] = {}
    for name in OF_EVERY_TICKET:
        if name in given:
            try:
                value = None if given[name] is None else BUILT_IN[name].fitting(given[name])
                if name == "name":
                    values["subject"] = one_line(str(value or ""))
                else:
                    values[name] = value
            except Unfit as unfit:
                errors.append(unfit.at(name))
    if "name" in given and is_empty(given["name"]):
        errors.append(FieldError("name", "a ticket needs a name that people can see"))
    if errors:
        raise InvalidRequest.among(errors, code="invalid_properties")
    return values
