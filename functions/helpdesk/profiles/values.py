"""The values that somebody at the desk gives a contact, checked against the properties of the desk. Pure."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from helpdesk.contacts.models import Contact
from helpdesk.fields.values import Value, is_empty
from helpdesk.platform.errors import FieldError, InvalidRequest
from helpdesk.properties.models import CONTACTS, Property
from helpdesk.properties.values import fitted


def new_values(given: Mapping[str, Any], definitions: Mapping[str, Property]) -> dict[str, Value]:
    """Of a contact that somebody creates: with the defaults. Raises InvalidRequest that names each that does not fit,
    or that is needed and missing."""
    defaults = {name: each.default for name, each in definitions.items() if each.default is not None}
    values = _present({**defaults, **fitted(definitions, given, {}, kind=CONTACTS)})
    needed = [name for name, each in definitions.items() if each.required_on_creation and is_empty(values.get(name))]
    if needed:
        errors = [FieldError(f"properties.{name}", f"{definitions[name].label!r} is required") for name in needed]
        raise InvalidRequest.among(errors, code="invalid_properties")
    return values


def with_changes(contact: Contact, changes: Mapping[str, Any], definitions: Mapping[str, Property]) -> Contact:
    """Raises InvalidRequest that names each value that does not fit."""
    values = dict(changes)
    if "properties" in values:
        own = fitted(definitions, values["properties"], contact.properties, kind=CONTACTS)
        values["properties"] = _present({**contact.properties, **own})
    return replace(contact, **values)


def _present(values: Mapping[str, Value | None]) -> dict[str, Value]:
    return {name: value for name, value in values.items() if value is not None}
