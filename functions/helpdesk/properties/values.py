"""The values of the desk's own properties, checked against their definitions. Pure."""

from collections.abc import Mapping
from typing import Any

from helpdesk.fields.flaws import Flaw, Unfit
from helpdesk.fields.values import Value
from helpdesk.platform.errors import FieldError, InvalidRequest
from helpdesk.properties.models import TICKETS, Kind, Property

LARGEST = 20_000
"""Bytes of all of them: they are stored with the ticket or contact, and each change of it writes them."""
LARGEST_GIVEN = LARGEST // 2
"""Of what an account says about its new tickets, and of all defaults: a ticket has both."""


def fitted(
    definitions: Mapping[str, Property],
    given: Mapping[str, Any],
    kept: Mapping[str, Any],
    *,
    field: str = "properties",
    largest: int = LARGEST,
    kind: Kind = TICKETS,
) -> dict[str, Value | None]:
    """As they are stored; None for one that is cleared. Raises InvalidRequest that names each that is unknown or does
    not fit. `kept`: what there is, whose choices may be retired; what makes them smaller always fits."""
    errors: list[FieldError] = []
    values: dict[str, Value | None] = {}
    for name, value in given.items():
        try:
            values[name] = None if value is None else _own(definitions, name, kind).fitting(value, kept.get(name))
        except Unfit as unfit:
            errors.append(unfit.at(f"{field}.{name}"))
    size = size_of({**kept, **values})
    if not errors and size > max(largest, size_of(kept)):
        errors.append(FieldError(field, f"all of them together have {size} bytes; the limit is {largest}"))
    if errors:
        raise InvalidRequest.among(errors, code="invalid_properties")
    return values


def size_of(values: Mapping[str, Any]) -> int:
    """In bytes."""
    return sum(len(f"{name}{value}".encode()) for name, value in values.items() if value is not None)


def _own(definitions: Mapping[str, Property], name: str, kind: Kind) -> Property:
    if name in kind.built_in:
        raise Unfit(Flaw.UNKNOWN_PROPERTY, f"is a field of the {kind.noun} itself, beside `properties`")
    if name not in definitions:
        raise Unfit(Flaw.UNKNOWN_PROPERTY, f"is not a property of this desk; GET {kind.path} lists them")
    return definitions[name]
