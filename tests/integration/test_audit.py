"""The audit trail: changes of accounts, newest first, page by page."""

import pytest

from helpdesk.audit.models import AuditEvent, AuditType, Change, Subject
from helpdesk.audit.repository import AuditRepository
from helpdesk.people.actors import Actor, ActorKind
from helpdesk.people.principals import Principal
from helpdesk.platform.cursor import Cursors
from helpdesk.platform.desk_key import DeskKey
from infra.workbench.tables import DIRECTORY
from tests.support.desk import DeskInProcess

pytestmark = pytest.mark.both_backends

ADA = Actor(ActorKind.PERSON, "agent-1", "Ada")


def _record(desk: DeskInProcess, number: int, account_id: str = "7") -> AuditEvent:
    event = AuditEvent(
        id=f"{number:026d}",
        type=AuditType.UPDATED,
        subject=Subject.account(account_id),
        actor=ADA,
        created_at=f"2026-11-22T09:00:{number:02d}.000000Z",
        details={"name": Change("Chat", f"Chat {number}"), "reopen_hours": Change(None, 72)},
    )
    desk.database.transact(AuditRepository(desk.database.table(DIRECTORY)).recording(event))
    return event


def test_an_event_is_read_as_it_was_recorded(desk: DeskInProcess) -> None:
    event = _record(desk, 1)
    assert AuditRepository(desk.database.table(DIRECTORY)).get(Subject.account("7"), event.id) == event
    assert AuditRepository(desk.database.table(DIRECTORY)).get(Subject.account("8"), event.id) is None
    status, response = desk.call("GET", "/v1/audit")
    assert status == 200
    assert response["events"] == [
        {
            "id": event.id,
            "type": "channel_account.updated",
            "subject": {"kind": "account", "id": "7"},
            "account_id": "7",
            "app_id": None,
            "channel_id": None,
            "actor": {"kind": "person", "id": "agent-1", "name": "Ada", "on_behalf_of": None},
            "created_at": event.created_at,
            "details": {"name": {"from": "Chat", "to": "Chat 1"}, "reopen_hours": {"from": None, "to": 72}},
            "webhook": None,
        }
    ]
    assert response["next_cursor"] is None


def _read(desk: DeskInProcess, **query: str) -> list[list[str]]:
    pages, more = [], {}
    while more is not None:
        status, response = desk.call("GET", "/v1/audit", query={**query, **more})
        assert status == 200, response
        pages.append([event["id"] for event in response["events"]])
        more = {"cursor": response["next_cursor"]} if response["next_cursor"] else None
    return pages


def test_the_trail_is_read_by_cursor_newest_first(desk: DeskInProcess) -> None:
    of_seven = [_record(desk, number).id for number in range(1, 6)]
    of_eight = [_record(desk, number, "8").id for number in range(6, 9)]
    newest_first = [*reversed(of_seven + of_eight)]
    assert _read(desk, limit="3") == [newest_first[:3], newest_first[3:6], newest_first[6:]]
    assert _read(desk, limit="4") == [newest_first[:4], newest_first[4:]]
    assert _read(desk, limit="2", account_id="8") == [of_eight[:0:-1], of_eight[:1]]
    assert _read(desk, account_id="7") == [of_seven[::-1]]
    assert _read(desk, account_id="9") == [[]]


def test_a_cursor_of_another_list_or_a_made_up_one_is_rejected(desk: DeskInProcess) -> None:
    newest = [_record(desk, number).id for number in (1, 2)][-1]
    _, page = desk.call("GET", "/v1/audit", query={"limit": "1"})
    forged = Cursors(DeskKey("another key")).of("audit/*").write(newest)
    for query in ({"cursor": page["next_cursor"], "account_id": "7"}, {"cursor": forged}):
        status, response = desk.call("GET", "/v1/audit", query=query)
        assert (status, response["code"]) == (400, "bad_cursor")


def test_only_administrators_read_it(desk: DeskInProcess) -> None:
    nearly = Principal(ActorKind.PERSON, "agent-1", "Ada", desk.principal.scopes - {"audit.read"})
    status, response = desk.call("GET", "/v1/audit", principal=nearly)
    assert (status, response["code"]) == (403, "missing_scope")
