"""What the index holds of tickets, messages and notes. Pure.

Text that people wrote is a value in folded form, to be compared and sorted, and words in which somebody can search. The
field of a property names its type, because a value of one type is never found by that of another.

A text has the words for its ticket too, its name, its number and its contact, so that a contact's name and a word of a
message find the message.
"""

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from helpdesk.contacts.models import Contact
from helpdesk.conversations.models import Message
from helpdesk.conversations.notes import Note
from helpdesk.fields.values import TEXTS, FieldType, is_empty
from helpdesk.files import names
from helpdesk.files.parts import FILE, given_name
from helpdesk.index.analysis import fold
from helpdesk.index.models import OF_BOTH, Document, Kind, Value
from helpdesk.index.values import days, milliseconds
from helpdesk.messaging.messages import ContentKind
from helpdesk.platform.clock import from_text
from helpdesk.platform.frozen import frozen
from helpdesk.properties.models import Priority
from helpdesk.tickets.models import Ticket

Types = Mapping[str, FieldType]
"""Of the desk's own properties, by name."""
_WRITTEN = TEXTS | {FieldType.URL}
_RANKS = {priority.value: rank for rank, priority in enumerate(Priority, start=1)}
_WITHOUT_WORDS = {ContentKind.DELETED, ContentKind.REACTION_ADDED, ContentKind.REACTION_REMOVED}
_IDS = (
    *("pipeline_id", "status_id", "owner_id", "team_id", "account_id", "inbox_id"),
    *("priority", "last_direction", "number", "incomplete", "mentions"),
)
ABOUT = "about"
"""Of a text: the words for its ticket; and, as a value, what `about_of` says of that."""
_ABOUT_BYTES = 6
"""A number that floats have exactly."""
_MOMENTS = ("opened_at", "first_reply_at", "closed_at", "last_activity_at", "waiting_since")


@frozen
class Person:
    """The contact that answers for somebody, and everything by which they are known."""

    contact: Contact
    known_as: tuple[str, ...] = ()


@frozen
class Surroundings:
    """What is read beside a ticket."""

    channel_id: str | None
    person: Person | None
    """None: there is no such contact any more."""
    ticket_types: Types
    contact_types: Types


def of_ticket(ticket: Ticket, around: Surroundings, position: int) -> Document:
    own, theirs = _properties(ticket.properties, around.ticket_types), _of_contact(around)
    values = _own_values(ticket, around) | {f"properties.{name}": value for name, value in own.items()} | theirs
    words = {
        **_named(ticket, around),
        "category": ticket.category,
        **_words_of("properties.", ticket.properties, around.ticket_types),
        **_words_of(
            "contact.properties.", around.person.contact.properties if around.person else {}, around.contact_types
        ),
    }
    return Document(
        id=ticket.id,
        kind=Kind.TICKET,
        ticket_id=ticket.id,
        at=milliseconds(from_text(ticket.opened_at)),
        position=position,
        values={name: value for name, value in values.items() if value},
        words={name: text for name, text in words.items() if text},
    )


def of_message(message: Message, ticket: Ticket, around: Surroundings, position: int) -> Document | None:
    """None if nobody can search for it: a reaction, or that something was deleted."""
    if message.kind in _WITHOUT_WORDS:
        return None
    values = {"direction": message.direction.value, "author": message.actor.id}
    return _of_text(message, Kind.MESSAGE, ticket, around, values, position)


def of_note(note: Note, ticket: Ticket, around: Surroundings, position: int) -> Document | None:
    """None if it was deleted."""
    if note.deleted_at:
        return None
    return _of_text(note, Kind.NOTE, ticket, around, {"author": note.actor.id}, position)


def _of_text(
    text: Message | Note, kind: Kind, ticket: Ticket, around: Surroundings, own: Mapping[str, str], position: int
) -> Document:
    about = (ticket.account_id, around.channel_id, _person_id(ticket, around))
    named = _named(ticket, around)
    words = {"text": text.text, "files": _joined(_file_names(text.parts)), ABOUT: _joined(named.values())}
    values = {name: (value,) for name, value in {**dict(zip(OF_BOTH, about, strict=True)), **own}.items() if value}
    return Document(
        id=text.id,
        kind=kind,
        ticket_id=ticket.id,
        at=milliseconds(from_text(text.created_at)),
        position=position,
        values={**values, ABOUT: (_about(ticket.id, values, named),)},
        words={name: said for name, said in words.items() if said},
    )


def about_of(ticket: Document) -> int:
    """Changes with what texts have of their ticket. A text with another number has what the ticket had once."""
    return _about(ticket.id, ticket.values, ticket.words)


def _about(ticket_id: str, values: Mapping[str, Any], words: Mapping[str, str]) -> int:
    said = [values.get(name, [""])[0] for name in OF_BOTH]
    known = json.dumps([ticket_id, *said, words.get("name") or "", words.get("contact") or ""])
    return int.from_bytes(hashlib.sha256(known.encode()).digest()[:_ABOUT_BYTES], "big")


def _named(ticket: Ticket, around: Surroundings) -> dict[str, str]:
    return {
        "name": _joined([ticket.title, str(ticket.number or "")]),
        "contact": _joined([ticket.contact_name, *(around.person.known_as if around.person else ())]),
    }


def _own_values(ticket: Ticket, around: Surroundings) -> dict[str, tuple[Value, ...]]:
    plain = {
        "status": ticket.state.value,
        "status_category": ticket.in_category.value,
        "reply_state": ticket.reply_state.value,
        "priority_rank": _RANKS.get(ticket.priority or ""),
        "contact_id": _person_id(ticket, around),
        "channel_id": around.channel_id,
        "name": folded(ticket.title),
        "category": folded(ticket.category),
    }
    moments = {name: getattr(ticket, name) for name in _MOMENTS}
    return {
        **{name: _several(getattr(ticket, name)) for name in _IDS},
        **{name: _several(value) for name, value in plain.items()},
        **{name: (milliseconds(from_text(at)),) for name, at in moments.items() if at},
    }


def _of_contact(around: Surroundings) -> dict[str, tuple[Value, ...]]:
    if around.person is None:
        return {}
    contact = around.person.contact
    own = _properties(contact.properties, around.contact_types)
    return {
        "contact.name": _several(folded(contact.name)),
        "contact.owner_id": _several(contact.owner_id),
        **{f"contact.properties.{name}": value for name, value in own.items()},
    }


def _properties(given: Mapping[str, Any], types: Types) -> dict[str, tuple[Value, ...]]:
    """By name and type. A value that is none of its type is left out: it must not stop the index."""
    found: dict[str, tuple[Value, ...]] = {}
    for name, value in given.items():
        if name in types and not is_empty(value):
            try:
                found[f"{name}:{types[name].value}"] = converted(types[name], value)
            except (TypeError, ValueError):
                continue
    return found


def converted(kind: FieldType, value: Any) -> tuple[Value, ...]:
    """A stored value of a property, as the index compares it. Raises ValueError or TypeError if it is none."""
    return _CONVERTED.get(kind, _text)(value)


def _text(value: Any) -> tuple[Value, ...]:
    return _several(folded(value))


_CONVERTED: Mapping[FieldType, Callable[[Any], tuple[Value, ...]]] = {
    FieldType.NUMBER: lambda value: (float(value),),
    FieldType.DATE: lambda value: (days(date.fromisoformat(value)),),
    FieldType.DATETIME: lambda value: (milliseconds(from_text(value)),),
    FieldType.BOOLEAN: lambda value: (bool(value),),
    FieldType.MULTI_CHOICE: tuple,
    FieldType.CHOICE: lambda value: (value,),
}
"""The others are texts."""


def _words_of(prefix: str, given: Mapping[str, Any], types: Types) -> dict[str, str]:
    return {
        prefix + name: value for name, value in given.items() if types.get(name) in _WRITTEN and isinstance(value, str)
    }


def folded(text: str | None) -> str | None:
    return fold(text) or None if text else None


def _person_id(ticket: Ticket, around: Surroundings) -> str:
    return around.person.contact.id if around.person else ticket.contact_id


def _file_names(parts: Sequence[Mapping[str, Any]]) -> Iterable[str]:
    for part in parts:
        if part.get("type") == FILE:
            given = given_name(part.get("name"))
            yield given or (names.of_address(part["source"]) if "source" in part else "") or ""


def _several(value: Any) -> tuple[Value, ...]:
    if value is None:
        return ()
    return tuple(value) if isinstance(value, tuple | list) else (value,)


def _joined(texts: Iterable[str]) -> str:
    return "\n".join(dict.fromkeys(filter(None, texts)))
