"""Which views a change concerns: those that have the ticket, and those that it may have left."""

from dataclasses import replace
from typing import Any

import pytest

from helpdesk.conversations.models import Event, EventType
from helpdesk.conversations.references import ConversationReference
from helpdesk.feed.models import Change, ChangeType
from helpdesk.index.matching import fields_of
from helpdesk.index.models import All, AnyOf, Document, Exists, Filter, Is, Kind, Not, Phrase, Range
from helpdesk.live.former import Former
from helpdesk.live.models import Client, Topic, TopicKind, Watcher
from helpdesk.live.views import Refused, ViewChanges, concerns_lists, may_have_left, of_tickets
from helpdesk.people.actors import Actor, ActorKind
from helpdesk.people.principals import Principal
from helpdesk.platform.dynamodb import Database
from helpdesk.platform.errors import NotFound

TICKET = ConversationReference("t" * 26)
ANN, BOB = "ann", "bob"
NEVER = Former(Database(None).table("conversations"))
MINE = Is("owner_id", (ANN,))
WHERE = All((MINE, Not(Exists("closed_at")), AnyOf((Range("number", 1), Phrase(("x",), ("name", "contact"))))))


def change(kind: ChangeType = ChangeType.TICKET_CHANGED, what: str | None = None) -> Change:
    return Change(kind, "2026-11-27T09:00:00.000000Z", "system:desk", TICKET, 1, {"change": what} if what else None)


def given(former: str | None) -> Event:
    actor = Actor(ActorKind.PERSON, "eve")
    return Event(TICKET, 1, "e", EventType.OWNER_CHANGED, actor, "", {"from": former, "to": BOB})


def changed(*names: str, kind: EventType = EventType.PROPERTIES_CHANGED) -> Event:
    values = {name: {"from": None, "to": "x"} for name in names}
    return Event(TICKET, 1, "e", kind, Actor(ActorKind.PERSON, "eve"), "", {"properties": values} if names else {})


def views(**values: Any) -> ViewChanges:
    document = Document(TICKET.ticket_id, Kind.TICKET, TICKET.ticket_id, 0, 0, {n: (v,) for n, v in values.items()})
    return ViewChanges(_not_asked, {document.id: document}, NEVER)


def _not_asked(_view_id: str, _principal: Principal, _time_zone: str | None) -> Filter:
    raise NotFound("There is no such view.", code="view_not_found")


def test_the_fields_of_a_filter_are_all_that_it_asks_for() -> None:
    assert fields_of(WHERE) == {"owner_id", "closed_at", "number", "name", "contact"}


def test_a_view_that_has_the_ticket_is_concerned_by_any_change_of_it() -> None:
    assert views(owner_id=ANN).concerns(change(what="reported"), None, MINE)
    assert not views(owner_id=BOB).concerns(change(what="reported"), None, MINE)


@pytest.mark.parametrize(("former", "concerned"), [(ANN, True), ("eve", False), (None, False)])
def test_of_a_view_by_owner_only_the_former_owners_is_left(former: str | None, *, concerned: bool) -> None:
    assert views(owner_id=BOB).concerns(change(what="owner_changed"), given(former), MINE) is concerned
    nobodys = Not(Exists("owner_id"))
    assert views(owner_id=BOB).concerns(change(what="owner_changed"), given(former), nobodys) is (former is None)


@pytest.mark.parametrize(
    ("entry", "field", "left"),
    [
        (changed(kind=EventType.STATUS_CHANGED), "status", True),
        (changed("size", kind=EventType.STATUS_CHANGED), "properties.size:text", True),
        (changed("size"), "properties.size:text", True),
        (changed("size"), "properties.size", True),
        (changed("size"), "properties.size_of_it:text", False),
        (changed("size"), "priority", False),
        (changed("priority"), "priority_rank", True),
        (changed("priority"), "closed_at", False),
        (changed("priority"), "status", False),
        (changed("priority"), "incomplete", True),
        (changed("team_id"), "team_id", True),
        (changed(kind=EventType.INBOX_CHANGED), "inbox_id", True),
        (changed(kind=EventType.OWNER_CHANGED), "team_id", True),
        (changed(kind=EventType.RETRIED), "status", False),
    ],
)
def test_a_ticket_may_have_left_a_view_that_asks_for_what_changed(entry: Event, field: str, *, left: bool) -> None:
    assert may_have_left(change(what=entry.type.value), entry, Exists(field)) is left


@pytest.mark.parametrize(
    ("kind", "field", "left"),
    [
        (ChangeType.TICKET_FOLLOWED, "reply_state", True),
        (ChangeType.TICKET_FOLLOWED, "priority", False),
        (ChangeType.TICKET_CREATED, "status", False),
    ],
)
def test_what_is_no_event_may_change_only_what_messages_do(kind: ChangeType, field: str, *, left: bool) -> None:
    assert may_have_left(change(kind), None, Exists(field)) is left


def test_a_ticket_that_was_erased_has_left_every_view() -> None:
    erased = change(ChangeType.TICKET_ERASED)
    found = ViewChanges(_not_asked, {}, NEVER)
    assert found.concerns(erased, None, MINE)
    somebody = Principal(ActorKind.PERSON, ANN, "Ann", frozenset())
    assert found.has_hidden(erased, None, None, somebody)
    assert not found.has_hidden(change(what="owner_changed"), given(ANN), None, somebody)


def test_only_changes_of_tickets_concern_lists() -> None:
    message = change(ChangeType.MESSAGE_RECEIVED)
    assert [concerns_lists(each) for each in (message, change())] == [False, True]
    assert of_tickets([message]) == set()
    assert of_tickets([message, change()]) == {TICKET}


def test_each_question_is_asked_once_also_if_it_is_refused() -> None:
    asked: list[tuple[str, str | None]] = []

    def ask(view_id: str, principal: Principal, time_zone: str | None) -> Filter:
        asked.append((view_id, time_zone))
        return _not_asked(view_id, principal, time_zone)

    principal = Principal(ActorKind.PERSON, ANN, "Ann", frozenset())
    found = ViewChanges(ask, {}, NEVER)
    here = Watcher("c1", Client(ANN), Topic(TopicKind.VIEW, "v"), 0)
    there = replace(here, connection_id="c2", time_zone="Asia/Tokyo")
    watchers = [here, there, here, replace(there, connection_id="c3")]
    assert {found.filter_of(each, principal) for each in watchers} == {Refused("view_not_found")}
    assert asked == [("v", None), ("v", "Asia/Tokyo")]
    assert found.filter_of(here, None) == Refused("view_not_found"), "somebody who has left the desk"
