"""The definition of a property of tickets or contacts, and those that each of them has anyway. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import fields
from enum import StrEnum
from typing import Annotated, Any

from helpdesk.fields.values import CHOOSING, NO_LIMITS, Choice, FieldType, Limits, Value, fitting
from helpdesk.platform.frozen import frozen
from helpdesk.platform.records import AS_TEXT, plain

MOST = 200
"""Properties of a desk: all of them are read together."""
MOST_KEPT = 2 * MOST
"""With deleted ones, which are read with them."""


@frozen
class Property:
    name: str
    """For ever: values are stored under it."""
    label: str
    type: FieldType
    created_at: str | None = None
    """None for a property that every ticket, or every contact, has."""
    description: str | None = None
    choices: tuple[Choice, ...] = ()
    required_on_creation: bool = False
    default: Annotated[Value | None, AS_TEXT] = None
    limits: Annotated[Limits, AS_TEXT] = NO_LIMITS
    archived_at: str | None = None
    """Deleted: values stay, and nobody can set it. The record stays for ever, because no property of another type may
    get its name while a ticket or contact has a value of this one."""
    version: int = 1

    @property
    def built_in(self) -> bool:
        return self.created_at is None

    def fitting(self, given: Any, kept: Any = None) -> Value:
        """The value as it is stored. Raises Unfit."""
        return fitting(self.type, given, self.choices, self.limits, kept)


class Priority(StrEnum):
    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"
    URGENT = "urgent"


def _of_every_ticket(name: str, label: str, kind: FieldType, *choices: tuple[str, str]) -> Property:
    return Property(name, label, kind, choices=tuple(Choice(*each) for each in choices))


# What a status can ask for beside the desk's own properties. The owner is an agent's id, the pipeline a pipeline's:
# whoever sets them checks that they exist.
BUILT_IN: Mapping[str, Property] = {
    each.name: each
    for each in (
        _of_every_ticket("name", "Name", FieldType.TEXT),
        _of_every_ticket(
            "priority",
            "Priority",
            FieldType.CHOICE,
            *((each.value, each.name.capitalize()) for each in Priority),
        ),
        _of_every_ticket("category", "Category", FieldType.TEXT),
        _of_every_ticket("owner_id", "Owner", FieldType.TEXT),
    )
}
RESERVED = frozenset(
    {
        *BUILT_IN,
        *("id", "number", "subject", "pipeline_id", "status_id", "status", "status_category", "team_id", "contact_id"),
        *("contact_name", "conversation_id", "account_id", "channel", "inbox_id", "properties", "opened_at"),
        *("first_reply_at", "closed_at", "last_activity_at", "last_message", "waiting_since", "reply_state"),
        *("incomplete", "version", "created_at", "owner", "team", "pipeline"),
    }
)
"""Names that a desk cannot give."""


@frozen
class Kind:
    """What a desk gives properties to."""

    noun: str
    """In sentences, paths and codes: `ticket`."""
    built_in: Mapping[str, Property]
    reserved: frozenset[str]
    """Names that a desk cannot give."""

    @property
    def path(self) -> str:
        return f"/v1/{self.noun}-properties"


TICKETS = Kind("ticket", BUILT_IN, RESERVED)
_OF_CONTACTS = {
    "name": Property("name", "Name", FieldType.TEXT),
    "owner_id": Property("owner_id", "Owner", FieldType.TEXT),
}
CONTACTS = Kind(
    "contact",
    _OF_CONTACTS,
    frozenset(
        {
            *_OF_CONTACTS,
            *("id", "account_id", "identifier", "identifiers", "identities", "email", "phone", "owner", "properties"),
            *("first_seen_at", "last_seen_at", "merged_into", "merges", "version", "created_at", "tickets"),
        }
    ),
)


def described(each: Property) -> dict[str, Any]:
    """As a form is made of it, as JSON."""
    hidden = {"limits", "archived_at"}
    stored = {name: plain(getattr(each, name)) for name in (f.name for f in fields(each)) if name not in hidden}
    limits = {name: getattr(each.limits, name) for name in ("minimum", "maximum", "max_length")}
    return {**stored, **limits, "built_in": each.built_in}


def with_retired(before: Sequence[Choice], after: Sequence[Choice]) -> tuple[Choice, ...]:
    """The new choices. One that is left out is retired, because tickets may have it."""
    kept = {choice.value for choice in after}
    gone = [Choice(choice.value, choice.label, retired=True) for choice in before if choice.value not in kept]
    return (*after, *gone)


def has_choices(kind: FieldType) -> bool:
    return kind in CHOOSING
