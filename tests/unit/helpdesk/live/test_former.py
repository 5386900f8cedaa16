"""Who saw a ticket before a change: also if more has happened to it since."""

from typing import Any

import pytest

from helpdesk.conversations.models import Event, EventType
from helpdesk.conversations.repository import ConversationRepository
from helpdesk.live import former
from helpdesk.live.former import Former
from helpdesk.people.access import Access
from helpdesk.people.actors import Actor, ActorKind
from helpdesk.people.principals import TicketAccess
from helpdesk.platform.dynamodb import Database, Table
from infra.workbench.tables import CONVERSATIONS
from tests.support.examples import REFERENCE, ticket
from tests.support.memory import Memory

NOW = ticket(inbox_id="sales", owner_id="bob", team_id="two")
ANN = Access(TicketAccess.TEAM, "ann", frozenset({"one"}))
BY_TEAM = {"properties": {"team_id": {"from": "one", "to": "two"}}}
FROM_NOBODY = {"from": None, "to": "bob"}


@pytest.fixture
def table() -> Table:
    return Database(Memory(), sleep=lambda _: None).table(CONVERSATIONS)  # type: ignore[arg-type]


def happened(table: Table, number: int, kind: EventType, after: int = 1, event_id: str = "", **details: Any) -> Event:
    actor, at = Actor(ActorKind.PERSON, "eve"), f"2026-11-22T09:00:0{number}.000000Z"
    event = Event(REFERENCE, after, event_id or f"e{number}", kind, actor, at, details)
    table.transact([ConversationRepository(table).recording(event)])
    return event


def test_what_access_depends_on_is_known_from_the_event_and_all_that_follow_it(table: Table) -> None:
    earlier = happened(table, 1, EventType.INBOX_CHANGED, **{"from": "help", "to": "sales"})
    owner = happened(table, 2, EventType.OWNER_CHANGED, **{"from": "ann", "to": "bob"})
    team = happened(table, 3, EventType.PROPERTIES_CHANGED, after=2, **BY_TEAM)
    own, others = Access(TicketAccess.OWN, "ann"), Access(TicketAccess.OWN, "bob")
    history = Former(table)
    assert [history.allowed(own, each, NOW) for each in (earlier, owner, team)] == [True, True, False]
    assert [history.allowed(ANN, each, NOW) for each in (earlier, owner, team)] == [True, True, True]
    assert [history.allowed(others, each, NOW) for each in (earlier, owner, team)] == [False, False, True]
    limited = Access(TicketAccess.ALL, "cleo", closed_inboxes=frozenset({"sales"}))
    assert [history.allowed(limited, each, NOW) for each in (earlier, owner, team)] == [True, False, False]


def test_the_router_may_have_given_it_to_a_team_with_the_owner(table: Table) -> None:
    routed = happened(table, 1, EventType.OWNER_CHANGED, from_team_id=None, **FROM_NOBODY)
    assert Former(table).allowed(ANN, routed, NOW), "it was nobody's, and of no team"
    again = happened(table, 2, EventType.ROUTED, from_team_id="one")
    assert Former(table).allowed(ANN, again, NOW)


@pytest.mark.parametrize(
    ("kind", "details"),
    [
        (EventType.PROPERTIES_CHANGED, {"properties": {"priority": {"from": None, "to": "urgent"}}}),
        (EventType.STATUS_CHANGED, {"from": "open", "to": "closed"}),
        (EventType.ROUTED, {}),
        (EventType.REPORTED, {}),
    ],
)
def test_nobody_loses_sight_of_it_by_what_access_does_not_depend_on(
    table: Table, kind: EventType, details: dict[str, Any]
) -> None:
    event = happened(table, 1, kind, 1, "", **details)
    happened(table, 2, EventType.PROPERTIES_CHANGED, 1, "", **BY_TEAM)
    assert not Former(table).allowed(ANN, event, NOW)
    assert not Former(table).allowed(ANN, None, NOW)


def test_what_a_rule_does_later_stands_before_it(table: Table) -> None:
    given = happened(table, 1, EventType.OWNER_CHANGED, 1, "01m8", **{"from": "ann", "to": "cleo"})
    happened(table, 2, EventType.OWNER_CHANGED, 1, "0006", **{"from": "cleo", "to": "bob"})
    assert Former(table).allowed(Access(TicketAccess.OWN, "ann"), given, NOW)
    assert not Former(table).allowed(Access(TicketAccess.OWN, "bob"), given, NOW)


def test_of_a_long_history_it_may_be_so(table: Table, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(former, "_PAGE", 1)
    event = happened(table, 1, EventType.INBOX_CHANGED, **{"from": "sales", "to": "help"})
    happened(table, 2, EventType.REPORTED)
    assert Former(table).allowed(Access(TicketAccess.OWN, "cleo"), event, NOW)
