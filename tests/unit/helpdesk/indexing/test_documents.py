"""What the index holds of tickets, messages and notes."""

from dataclasses import replace
from typing import Any

import pytest

from helpdesk.contacts.models import Contact
from helpdesk.conversations.models import Direction, Message
from helpdesk.conversations.notes import Note, NoteReference
from helpdesk.conversations.references import ConversationReference
from helpdesk.fields.values import FieldType
from helpdesk.index.models import Kind
from helpdesk.indexing.documents import (
    Person,
    Surroundings,
    about_of,
    converted,
    of_message,
    of_note,
    of_ticket,
)
from helpdesk.messaging.messages import ContentKind
from helpdesk.people.actors import Actor, ActorKind
from helpdesk.properties.models import Property
from helpdesk.tickets.models import Ticket, TicketState
from helpdesk.views.filterable import known

REFERENCE = ConversationReference("a" * 26, 2)
AT = "2026-11-27T09:00:00.250000Z"
AT_MS = 1_795_770_000_250
CLEO = Contact("con_cleo", "7", "+31201234567", AT, name="Cléo Ångström", owner_id="agent-1", properties={"vip": False})
TICKET = Ticket(
    REFERENCE,
    account_id="7",
    contact_id="con_other",
    contact_name="Cleo",
    state=TicketState.OPEN,
    opened_at=AT,
    last_activity_at=AT,
    last_sequence=3,
    last_direction="in",
    preview="",
    subject="Größe des Pakets",
    number=41,
    owner_id="agent-1",
    priority="urgent",
    waiting_since=AT,
    failed_reply=3,
    category="Returns",
    incomplete=("size",),
    properties={
        "size": 4,
        "due": "2026-11-28",
        "seen_at": AT,
        "tags": ["red", "blue"],
        "kind": "new",
        "note": "Zweiter Versuch",
        "url": "https://Example.com/A",
        "paid": False,
        "empty": " ",
        "unknown": "no type is known",
        "broken": "no date",
    },
)
TYPES = {
    "size": FieldType.NUMBER,
    "due": FieldType.DATE,
    "seen_at": FieldType.DATETIME,
    "tags": FieldType.MULTI_CHOICE,
    "kind": FieldType.CHOICE,
    "note": FieldType.LONG_TEXT,
    "url": FieldType.URL,
    "paid": FieldType.BOOLEAN,
    "empty": FieldType.TEXT,
    "broken": FieldType.DATE,
}
AROUND = Surroundings("email", Person(CLEO, ("Cléo Ångström", "cleo@example.com")), TYPES, {"vip": FieldType.BOOLEAN})
MESSAGE = Message(
    REFERENCE,
    3,
    Direction.IN,
    ContentKind.TEXT,
    "Where is it?",
    Actor(ActorKind.CONTACT, "con_other"),
    AT,
    "key",
    parts=(
        {"type": "FILE", "fileId": "fil_1", "name": "invoice.pdf"},
        {"type": "FILE", "source": "https://files.example/a/photo%201.jpg"},
        {"type": "FILE", "fileId": "fil_2"},
        {"type": "LOCATION", "latitude": 1.0, "longitude": 2.0},
    ),
)
NOTE = Note(NoteReference(REFERENCE, 3, "0" * 26), Actor(ActorKind.PERSON, "agent-1"), AT, "Call back")


def test_a_ticket_has_its_own_values() -> None:
    document = of_ticket(TICKET, AROUND, 12)
    own = {name: value for name, value in document.values.items() if "." not in name}
    assert (document.id, document.kind, document.ticket_id, document.at, document.position) == (
        *(TICKET.id, Kind.TICKET, TICKET.id, AT_MS, 12),
    )
    assert own == {
        "status": ("open",),
        "status_id": ("new",),
        "status_category": ("open",),
        "pipeline_id": ("1",),
        "reply_state": ("failed",),
        "priority": ("urgent",),
        "priority_rank": (4,),
        "category": ("returns",),
        "owner_id": ("agent-1",),
        "contact_id": ("con_cleo",),
        "account_id": ("7",),
        "channel_id": ("email",),
        "inbox_id": ("1",),
        "number": (41,),
        "name": ("grosse des pakets",),
        "last_direction": ("in",),
        "incomplete": ("size",),
        "opened_at": (AT_MS,),
        "last_activity_at": (AT_MS,),
        "waiting_since": (AT_MS,),
    }


def test_properties_are_named_by_their_type_and_what_has_no_value_is_left_out() -> None:
    values = of_ticket(TICKET, AROUND, 1).values
    assert {name: value for name, value in values.items() if "." in name} == {
        "properties.size:number": (4.0,),
        "properties.due:date": (20785,),
        "properties.seen_at:datetime": (AT_MS,),
        "properties.tags:multi_choice": ("red", "blue"),
        "properties.kind:choice": ("new",),
        "properties.note:long_text": ("zweiter versuch",),
        "properties.url:url": ("https://example.com/a",),
        "properties.paid:boolean": (False,),
        "contact.name": ("cleo angstrom",),
        "contact.owner_id": ("agent-1",),
        "contact.properties.vip:boolean": (False,),
    }


def test_words_are_as_they_were_written() -> None:
    assert of_ticket(TICKET, AROUND, 1).words == {
        "name": "Größe des Pakets\n41",
        "contact": "Cleo\nCléo Ångström\ncleo@example.com",
        "category": "Returns",
        "properties.note": "Zweiter Versuch",
        "properties.url": "https://Example.com/A",
        "properties.empty": " ",
    }


def test_a_ticket_whose_contact_is_gone_keeps_what_it_knows_itself() -> None:
    document = of_ticket(replace(TICKET, channel=None), Surroundings(None, None, {}, {}), 1)
    assert document.values["contact_id"] == ("con_other",)
    assert "channel_id" not in document.values
    assert document.words["contact"] == "Cleo"
    assert not [name for name in document.values if name.startswith("contact.")]


def test_a_message_has_what_one_filters_texts_by() -> None:
    document = of_message(MESSAGE, TICKET, AROUND, 5)
    assert document is not None
    assert (document.id, document.kind, document.ticket_id) == (MESSAGE.id, Kind.MESSAGE, TICKET.id)
    assert document.values == {
        "account_id": ("7",),
        "channel_id": ("email",),
        "contact_id": ("con_cleo",),
        "direction": ("in",),
        "author": ("con_other",),
        "about": (about_of(of_ticket(TICKET, AROUND, 1)),),
    }
    assert document.words == {
        "text": "Where is it?",
        "files": "invoice.pdf\nphoto 1.jpg",
        "about": "Größe des Pakets\n41\nCleo\nCléo Ångström\ncleo@example.com",
    }


@pytest.mark.parametrize(
    ("ticket", "around"),
    [
        ({"subject": "Another"}, {}),
        ({"number": 42}, {}),
        ({"contact_name": "Cleopatra"}, {}),
        ({"contact_id": "con_other"}, {"person": None}),
        ({}, {"channel_id": "telegram"}),
        ({}, {"person": Person(CLEO, ("Cleopatra",))}),
        ({}, {"person": Person(replace(CLEO, id="con_another"), AROUND.person.known_as)}),
    ],
)
def test_a_text_that_has_something_else_of_its_ticket_says_so(ticket: Any, around: Any) -> None:
    changed, beside = replace(TICKET, **ticket), replace(AROUND, **around)
    message = of_message(MESSAGE, changed, beside, 1)
    assert message is not None
    number = about_of(of_ticket(changed, beside, 1))
    assert message.values["about"] == (number,) == (int(float(number)),)
    assert number != about_of(of_ticket(TICKET, AROUND, 1))


def test_a_text_of_a_ticket_without_anything_to_name_it_says_the_same() -> None:
    ticket, around = replace(TICKET, subject="", number=None, contact_name=""), Surroundings(None, None, {}, {})
    message = of_message(MESSAGE, ticket, around, 1)
    assert message is not None
    assert "about" not in message.words
    assert message.values["about"] == (about_of(of_ticket(ticket, around, 1)),)


@pytest.mark.parametrize("kind", [ContentKind.DELETED, ContentKind.REACTION_ADDED, ContentKind.REACTION_REMOVED])
def test_what_says_nothing_is_no_document(kind: ContentKind) -> None:
    assert of_message(replace(MESSAGE, kind=kind), TICKET, AROUND, 1) is None


def test_a_note_is_a_document_until_it_is_deleted() -> None:
    document = of_note(NOTE, TICKET, AROUND, 5)
    assert document is not None
    assert (document.id, document.kind, document.words["text"]) == (NOTE.id, Kind.NOTE, "Call back")
    assert document.values["author"] == ("agent-1",)
    assert "direction" not in document.values
    assert of_note(replace(NOTE, text="", deleted_at=AT), TICKET, AROUND, 5) is None


@pytest.mark.parametrize(
    ("kind", "value"),
    [(FieldType.NUMBER, "four"), (FieldType.DATE, 4), (FieldType.DATETIME, "yesterday"), (FieldType.MULTI_CHOICE, 4)],
)
def test_what_is_no_value_of_its_type_is_refused(kind: FieldType, value: Any) -> None:
    with pytest.raises((TypeError, ValueError)):
        converted(kind, value)


def test_each_property_by_which_views_filter_is_in_a_document() -> None:
    values = {
        FieldType.NUMBER: 1,
        FieldType.BOOLEAN: False,
        FieldType.DATE: "2026-11-28",
        FieldType.DATETIME: AT,
        FieldType.MULTI_CHOICE: ["red"],
    }
    own = {kind.value: values.get(kind, "a word") for kind in FieldType}
    types = {kind.value: kind for kind in FieldType}
    ticket = replace(
        TICKET, properties=own, team_id="1", closed_at=AT, first_reply_at=AT, mentioned={"agent-1": 2}, number=41
    )
    around = Surroundings("email", Person(replace(CLEO, properties=own)), types, types)
    document = of_ticket(ticket, around, 1)
    definitions = [Property(kind.value, kind.value, kind, AT) for kind in FieldType]
    for each in known(definitions, definitions).values():
        assert each.field in document.values, each.name
        assert each.sorted_by in document.values, each.name
        assert each.words is None or document.words[each.words], each.name
