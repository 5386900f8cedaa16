"""A ticket with its contact, the newest entries, earlier conversations and other open tickets, in four calls (M17)."""

from typing import Any

import pytest

from helpdesk.messaging.messages import Sender
from helpdesk.people.principals import Principal, Scope
from tests.support import permissions
from tests.support.agent import close
from tests.support.contacts import call
from tests.support.desk import DeskInProcess


@pytest.fixture
def calls(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What the desk API asks AWS."""
    made: list[str] = []
    use = permissions.use

    def noted(function: str, service: str, operation: str, request: dict[str, Any]) -> None:
        made.append(operation)
        use(function, service, operation, request)

    monkeypatch.setattr(permissions, "use", noted)
    return made


def read(desk: DeskInProcess, ticket: str, **more: Any) -> Any:
    status, found = call(desk, "GET", f"/v1/tickets/{ticket}", **more)
    assert status == 200, found
    return found


def opened(desk: DeskInProcess, thread: str, text: str) -> str:
    ticket = str(desk.accept(text, thread=thread).ticket_id)
    desk.settle()
    desk.clock.forward(seconds=1)
    return ticket


def test_m17_all_that_is_shown_takes_four_calls(desk: DeskInProcess, calls: list[str]) -> None:
    first, second, ticket = (opened(desk, thread, f"about {thread}") for thread in "abc")
    later = opened(desk, "d", "about d")
    close(desk, first)
    desk.accept("and one more", thread="c")
    desk.settle()
    read(desk, ticket)  # through which channel it came is known for 15 s
    calls.clear()
    found = read(desk, ticket)
    assert calls == ["Query", "Query", "Query", "BatchGetItem"]
    assert [each["text"] for each in found["entries"] if each["type"] == "message"] == ["about c", "and one more"]
    assert [each["id"] for each in found["earlier_conversations"]] == [second, first]
    assert [each["status"] for each in found["earlier_conversations"]] == ["open", "closed"]
    assert [each["id"] for each in found["open_tickets"]] == [later, second]
    assert found["contact"]["name"] == "Cleo"


def test_files_of_the_entries_cost_no_call_more(desk: DeskInProcess, calls: list[str]) -> None:
    attached = {"attachments": [{"type": "FILE", "url": "https://files.example/a.pdf", "name": "a.pdf"}]}
    message = {"id": "m1", "text": "Look", **attached}
    event = {"conversation": {"id": "t1"}, "sender": {"id": "customer", "name": "Cleo"}, "message": message}
    status, answer = desk.post(
        desk.custom, {"type": "message.created", "timestamp": "2026-11-22T09:00:00Z", "data": event}
    )
    assert status == 200, answer
    ticket = answer["messages"][0]["ticket_id"]
    read(desk, ticket)
    calls.clear()
    [entry] = [each for each in read(desk, ticket)["entries"] if each["type"] == "message"]
    assert [part["type"] for part in entry["parts"]] == ["FILE"]
    assert len(calls) <= 4


def test_what_is_beside_a_ticket_is_limited(desk: DeskInProcess) -> None:
    tickets = [str(desk.accept(f"q{number}", thread=f"t{number}").ticket_id) for number in range(13)]
    for number in range(25):
        desk.accept(f"m{number}", thread="t12")
    found = read(desk, tickets[-1])
    assert len(found["entries"]) == 20
    assert found["entries"][-1]["text"] == "m24"
    assert len(found["earlier_conversations"]) == len(found["open_tickets"]) == 10
    assert len(read(desk, tickets[-1], query={"limit": "3"})["entries"]) == 3


def test_entries_need_their_own_scope(desk: DeskInProcess) -> None:
    ticket = desk.accept().ticket_id
    only = frozenset({Scope.TICKETS_READ.value})
    principal = Principal(desk.principal.kind, desk.agent.id, "Ada", only)
    found = read(desk, ticket, principal=principal)
    assert (found["entries"], found["contact"]["name"]) == (None, "Cleo")


def test_tickets_of_a_merged_contact_are_beside_it(desk: DeskInProcess) -> None:
    ada = desk.accept("from Ada", thread="a", sender=Sender("ada", "Ada")).ticket_id
    desk.clock.forward(seconds=1)
    bob = desk.accept("from Bob", thread="b", sender=Sender("bob", "Bob")).ticket_id
    ids = [read(desk, each)["contact_id"] for each in (ada, bob)]
    assert call(desk, "POST", f"/v1/contacts/{ids[0]}/merges", {"contact_id": ids[1]})[0] == 200
    found = read(desk, bob)
    assert (found["contact_id"], found["contact"]["id"]) == (ids[1], ids[0])
    assert [each["id"] for each in found["earlier_conversations"]] == [ada]
