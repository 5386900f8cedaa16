"""A cancelled reply: its ticket is as it was before it, where nobody has changed that since."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from helpdesk.conversations.references import ConversationReference
from helpdesk.platform.clock import to_text
from helpdesk.platform.dynamodb import TransactionFailed
from helpdesk.platform.outbound_http import HttpResponse
from helpdesk.tickets.repository import TicketRepository
from helpdesk.tickets.service import TicketService
from infra.workbench.tables import CONVERSATIONS
from tests.support.agent import entries, reply
from tests.support.desk import DeskInProcess, queue_event
from tests.support.queue import follow

SHOWN = (
    "status_id",
    "owner_id",
    "priority",
    "first_reply_at",
    "waiting_since",
    "closed_at",
    "last_message",
    "reply_state",
)


@pytest.fixture
def conversation(desk: DeskInProcess) -> str:
    """Of a customer who waits, at a desk that holds each reply back for a minute."""
    assert desk.call("PATCH", "/v1/settings", {"undo_seconds": 60})[0] == 200
    conversation_id: str = desk.accept("Is it open?").conversation_id
    desk.settle()
    desk.clock.forward(seconds=30)
    return conversation_id


def ticket_of(conversation_id: str) -> str:
    return f"/v1/tickets/tkt_{conversation_id.removeprefix('cnv_')}"


def shown(desk: DeskInProcess, conversation_id: str) -> dict[str, Any]:
    _, ticket = desk.call("GET", ticket_of(conversation_id))
    return {name: ticket[name] for name in SHOWN}


def replied(desk: DeskInProcess, conversation_id: str, text: str = "Yes.", **more: Any) -> str:
    status, message = reply(desk, conversation_id, text, **more)
    assert status == 201, message
    desk.clock.forward(seconds=5)
    message_id: str = message["id"]
    return message_id


def cancelled(desk: DeskInProcess, message_id: str) -> None:
    status, answer = desk.call("DELETE", f"/v1/messages/{message_id}")
    assert (status, answer["status"]) == (200, "CANCELLED")
    desk.clock.forward(seconds=5)


def history(desk: DeskInProcess, conversation_id: str) -> list[tuple[str, str, Any, Any]]:
    _, page = desk.call("GET", f"/v1/conversations/{conversation_id}/timeline", query={"limit": "100"})
    events = [entry for entry in page["entries"] if entry["type"] == "event" and entry["event"] != "routed"]
    return [
        (each["event"], each["actor"]["name"], each["details"].get("from"), each["details"].get("to"))
        for each in events
    ]


@pytest.mark.parametrize("followed", [True, False], ids=["the ticket has followed", "it has not yet"])
def test_the_ticket_is_as_it_was(desk: DeskInProcess, conversation: str, followed: bool) -> None:
    before = shown(desk, conversation)
    message = replied(desk, conversation)
    if followed:
        follow(desk)
        assert shown(desk, conversation)["status_id"] == "waiting_on_contact"
    cancelled(desk, message)
    if followed:
        assert shown(desk, conversation) == before, "at once"
    follow(desk)
    assert shown(desk, conversation) == before
    assert before["waiting_since"] is not None
    happened = history(desk, conversation)
    assert {each[0] for each in happened} == {"owner_changed", "status_changed", "cancelled"}
    assert ("owner_changed", "Ada") in {each[:2] for each in happened}
    desk.settle()
    assert desk.http.posted == []


def test_what_was_set_with_it_is_set_back(desk: DeskInProcess, conversation: str) -> None:
    assert desk.call("PATCH", ticket_of(conversation), {"priority": "low"})[0] == 200
    before = shown(desk, conversation)
    closes = {"status_id": "closed", "properties": {"priority": "high"}}
    message = replied(desk, conversation, set_status=closes)
    follow(desk)
    assert (shown(desk, conversation)["status_id"], shown(desk, conversation)["priority"]) == ("closed", "high")
    cancelled(desk, message)
    assert shown(desk, conversation) == before
    follow(desk)
    assert shown(desk, conversation) == before


def test_what_somebody_has_changed_since_stays(desk: DeskInProcess, conversation: str) -> None:
    message = replied(desk, conversation)
    follow(desk)
    grace = desk.add_agent("Grace")
    _, ticket = desk.call("GET", ticket_of(conversation))
    changes = {"status_id": "waiting_on_us", "owner_id": grace.id}
    assert desk.call("PATCH", ticket_of(conversation), changes)[0] == 200
    cancelled(desk, message)
    follow(desk)
    after = shown(desk, conversation)
    assert (after["status_id"], after["owner_id"]) == ("waiting_on_us", grace.id)
    assert (after["waiting_since"], after["first_reply_at"]) == (ticket["opened_at"], None)


def test_of_two_replies_the_one_that_stays_counts(desk: DeskInProcess, conversation: str) -> None:
    before = shown(desk, conversation)
    first, second = replied(desk, conversation, "one"), replied(desk, conversation, "two")
    follow(desk)
    cancelled(desk, first)
    kept = shown(desk, conversation)
    assert (kept["status_id"], kept["waiting_since"], kept["last_message"]["preview"]) == (
        "waiting_on_contact",
        None,
        "two",
    )
    assert kept["owner_id"] is not None
    assert kept["first_reply_at"] is None, "it has not left yet"
    cancelled(desk, second)
    assert shown(desk, conversation) == before


def test_of_two_replies_the_newer_is_cancelled_first(desk: DeskInProcess, conversation: str) -> None:
    before = shown(desk, conversation)
    first = replied(desk, conversation, "one")
    follow(desk)
    between = shown(desk, conversation)
    second = replied(desk, conversation, "two")
    follow(desk)
    cancelled(desk, second)
    assert shown(desk, conversation) == between
    cancelled(desk, first)
    assert shown(desk, conversation) == before


@pytest.mark.parametrize("newest_first", [True, False])
def test_a_plain_reply_and_one_that_closes_are_both_undone(
    desk: DeskInProcess, conversation: str, newest_first: bool
) -> None:
    before = shown(desk, conversation)
    closes = {"status_id": "closed", "properties": {"priority": "low"}}
    plain = replied(desk, conversation, "one")
    follow(desk)
    closing = replied(desk, conversation, "two", set_status=closes)
    follow(desk)
    for message in (closing, plain) if newest_first else (plain, closing):
        cancelled(desk, message)
    follow(desk)
    assert shown(desk, conversation) == before


def test_whoever_took_a_ticket_gives_it_back_although_the_customer_wrote_in_between(
    desk: DeskInProcess, conversation: str
) -> None:
    message = replied(desk, conversation)
    follow(desk)
    desk.accept("Hello?")
    follow(desk)
    assert shown(desk, conversation)["owner_id"] is not None
    cancelled(desk, message)
    assert shown(desk, conversation)["owner_id"] is None


def test_a_customer_who_wrote_in_between_still_waits(desk: DeskInProcess, conversation: str) -> None:
    message = replied(desk, conversation)
    follow(desk)
    desk.accept("Hello?")
    follow(desk)
    cancelled(desk, message)
    after = shown(desk, conversation)
    assert (after["status_id"], after["last_message"]["preview"]) == ("waiting_on_us", "Hello?")
    assert after["waiting_since"] == entries(desk, conversation)[0]["created_at"], "since the first question"


def test_a_ticket_that_was_closed_stays_closed_if_the_customer_has_another(desk: DeskInProcess) -> None:
    conversation: str = desk.accept("Is it open?").conversation_id
    desk.settle()
    due = to_text(desk.clock.now + timedelta(days=29))
    message = replied(desk, conversation, set_status={"status_id": "closed"}, send_after=due)
    desk.settle()
    desk.clock.forward(hours=500)
    assert desk.accept("Another thing").conversation_id != conversation
    desk.settle()
    cancelled(desk, message)
    follow(desk)
    assert shown(desk, conversation)["status_id"] == "closed"


def test_a_scheduled_reply_is_the_first_one_only_when_it_leaves(desk: DeskInProcess) -> None:
    conversation: str = desk.accept("Is it open?").conversation_id
    desk.settle()
    due = desk.clock.now + timedelta(days=1)
    replied(desk, conversation, send_after=to_text(due))
    desk.settle()
    assert shown(desk, conversation)["first_reply_at"] is None
    desk.clock.now = due
    [schedule] = desk.schedules.waiting.values()
    desk.sender(queue_event(schedule["Target"]["Input"]))
    assert shown(desk, conversation)["first_reply_at"] >= to_text(due)


def test_it_is_undone_once(desk: DeskInProcess, conversation: str) -> None:
    message = replied(desk, conversation)
    follow(desk)
    version = desk.call("GET", ticket_of(conversation))[1]["version"]
    cancelled(desk, message)
    assert desk.call("GET", ticket_of(conversation))[1]["version"] == version + 1, "one change"
    follow(desk)
    assert desk.call("GET", ticket_of(conversation))[1]["version"] == version + 1, "not again"


def test_a_delivery_that_ends_while_it_is_undone_is_not_forgotten(desk: DeskInProcess, conversation: str) -> None:
    """What it changes of the ticket makes no other version."""
    reference = ConversationReference.from_conversation_id(conversation)
    tickets = TicketRepository(desk.database.table(CONVERSATIONS))
    tickets.transact([tickets.reply_waiting(reference, 2)])
    ticket = tickets.get(reference)
    assert ticket is not None
    tickets.transact([tickets.reply_waited(reference, 2)])
    stale = tickets.change(ticket, replace(ticket, waiting_since=None), as_read=("waiting_reply", "first_reply_at"))
    with pytest.raises(TransactionFailed):
        tickets.transact(stale)


def test_a_closed_ticket_whose_customer_has_another_shows_no_reply_that_waits(desk: DeskInProcess) -> None:
    conversation: str = desk.accept("Is it open?").conversation_id
    desk.settle()
    message = replied(desk, conversation, set_status={"status_id": "closed"})
    desk.http.responses = [HttpResponse(503, {}, b"")]
    desk.settle()
    assert shown(desk, conversation)["reply_state"] == "queued"
    desk.clock.forward(hours=500)
    assert desk.accept("Another thing").conversation_id != conversation
    cancelled(desk, message)
    desk.settle()
    assert (shown(desk, conversation)["status_id"], shown(desk, conversation)["reply_state"]) == ("closed", "none")


def test_the_event_of_what_is_undone_is_there_although_its_follower_was_cut_off(
    desk: DeskInProcess, conversation: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    message = replied(desk, conversation)
    batch = {"Records": desk.backend.stream.batch()["Records"]}
    with monkeypatch.context() as patched:
        patched.setattr(TicketService, "record", lambda *_: None)
        desk.fanout(batch)
    cancelled(desk, message)
    desk.fanout(batch)
    follow(desk)
    owners = [each for each in history(desk, conversation) if each[0] == "owner_changed"]
    assert sorted(each[3] is None for each in owners) == [False, True], "taken, and given back"
