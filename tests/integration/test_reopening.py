"""A message for a closed ticket: within the account's hours the ticket reopens, later a new one is created."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import pytest

from helpdesk.accounts.models import ChannelAccount
from helpdesk.conversations.models import Event
from helpdesk.conversations.references import ConversationReference
from helpdesk.conversations.repository import Claim
from helpdesk.tickets.models import Ticket
from tests.support.agent import close
from tests.support.desk import DeskInProcess
from tests.support.integrator import Integrator, party


def reference_of(accepted: Any) -> ConversationReference:
    return ConversationReference.from_conversation_id(accepted.conversation_id)


def ticket_of(desk: DeskInProcess, accepted: Any) -> Ticket:
    ticket = desk.tickets.get(reference_of(accepted))
    assert ticket is not None
    return ticket


def closed_for(desk: DeskInProcess, hours: float, account: ChannelAccount | None = None) -> Any:
    first = desk.accept("first", account=account or desk.custom)
    desk.settle()
    close(desk, first.ticket_id)
    desk.clock.forward(hours=hours)
    return first


@pytest.mark.parametrize("hours", [0, 1, 71.9])
def test_within_three_days_the_same_ticket_reopens(desk: DeskInProcess, hours: float) -> None:
    first = closed_for(desk, hours)
    second = desk.accept("still there?")
    assert second.conversation_id == first.conversation_id
    desk.settle()
    ticket = ticket_of(desk, second)
    assert (ticket.state, ticket.closed_at, ticket.preview) == ("open", None, "still there?")


def test_a_message_on_its_way_to_a_conversation_that_ends_goes_to_the_next(desk: DeskInProcess) -> None:
    """The process that claimed it was slow, or crashed: meanwhile, the thread went on in another conversation."""
    first = closed_for(desk, 0)
    desk.conversations.claim(desk.custom.id, "slow", Claim(reference_of(first), 1))
    desk.clock.forward(days=30)
    second = desk.accept("something else", key="later")
    late = desk.accept("at last", key="slow")
    assert late.ticket_id == second.ticket_id != first.ticket_id
    assert desk.accept("at last", key="slow") == late
    desk.settle()
    assert (ticket_of(desk, first).state, ticket_of(desk, second).preview) == ("closed", "at last")


def test_a_ticket_with_a_newer_one_in_its_thread_stays_closed(desk: DeskInProcess) -> None:
    first = closed_for(desk, 80)
    second = desk.accept("something else")
    status, refused = desk.call("PUT", f"/v1/tickets/{first.ticket_id}/status", {"status": "open"})
    assert (status, refused["code"]) == (409, "ticket_continued")
    assert second.ticket_id in refused["detail"]
    assert desk.call("PUT", f"/v1/tickets/{first.ticket_id}/status", {"status": "closed"})[0] == 200
    owner = desk.call("PUT", f"/v1/tickets/{first.ticket_id}/owner", {"owner_id": desk.agent.id})
    assert (owner[0], ticket_of(desk, first).owner_id) == (200, desk.agent.id)


def test_a_reply_in_an_ended_conversation_is_stored_there_once(desk: DeskInProcess) -> None:
    first = closed_for(desk, 80)
    claimed = Claim(reference_of(first), 1, expires_at=int(desk.clock.now.timestamp()) + 3600)
    desk.conversations.claim(first.conversation_id, f"{desk.principal.id}/crashed", claimed)
    desk.accept("something else")
    path = f"/v1/conversations/{first.conversation_id}/replies"
    answers = [
        desk.call("POST", path, {"text": "Late"}, headers={"idempotency-key": key})
        for key in ("crashed", "crashed", "new", "new")
    ]
    assert [status for status, _ in answers] == [201] * 4
    assert [answer["id"][-2:] for _, answer in answers] == ["_3", "_3", "_4", "_4"]


def test_later_a_new_conversation_starts_with_a_link_to_the_previous_one(desk: DeskInProcess) -> None:
    first = closed_for(desk, 72.1)
    second = desk.accept("something else", key="later")
    assert second.ticket_id != first.ticket_id
    desk.settle()
    status, ticket = desk.call("GET", f"/v1/tickets/{second.ticket_id}")
    assert (status, ticket["status"], ticket["subject"]) == (200, "open", "something else")
    assert ticket["previous_ticket_id"] == first.ticket_id
    assert ticket["previous_conversation_id"] == first.conversation_id
    before = ticket_of(desk, first)
    assert (before.state, before.contact_id) == ("closed", ticket["contact"]["id"])
    assert before.previous_ticket_id is before.previous_conversation_id is None
    timeline = desk.call("GET", f"/v1/conversations/{first.conversation_id}/timeline")[1]["entries"]
    assert timeline[-1]["event"] == "continued"
    details = {"conversation_id": second.conversation_id, "ticket_id": second.ticket_id}
    assert timeline[-1]["details"] == details
    assert timeline[-1]["actor"]["name"] == "Cleo"


def test_later_messages_join_the_new_conversation(desk: DeskInProcess) -> None:
    first = closed_for(desk, 100)
    later = [desk.accept(f"message {number}") for number in range(3)]
    assert len({message.conversation_id for message in later} | {first.conversation_id}) == 2
    messages = desk.conversations.messages_after(reference_of(later[0]), 0)
    assert [message.text for message in messages] == ["message 0", "message 1", "message 2"]


def test_a_repeated_message_stays_in_its_first_conversation(desk: DeskInProcess) -> None:
    first = desk.accept("first", key="old")
    desk.settle()
    close(desk, first.ticket_id)
    desk.clock.forward(hours=500)
    assert desk.accept("first", key="old") == first
    second = desk.accept("second", key="new")
    assert desk.accept("second", key="new") == second
    assert desk.accept("first", key="old") == first


def test_a_third_conversation_follows_the_second(desk: DeskInProcess) -> None:
    closed_for(desk, 100)
    second = closed_for(desk, 100)
    third = desk.accept("third")
    assert ticket_of(desk, third).previous_ticket_id == second.ticket_id
    assert reference_of(third).episode == 3


def test_each_account_has_its_own_hours(desk: DeskInProcess) -> None:
    impatient = replace(desk.custom, reopen_hours=0)
    patient = replace(desk.telegram, reopen_hours=24 * 365)
    first = closed_for(desk, 0.01, impatient)
    assert desk.accept(account=impatient).conversation_id != first.conversation_id
    first = closed_for(desk, 24 * 364, patient)
    assert desk.accept(account=patient).conversation_id == first.conversation_id


@pytest.mark.both_backends
def test_ten_concurrent_messages_start_one_conversation(desk: DeskInProcess) -> None:
    first = closed_for(desk, 100)
    inbound = [desk.inbound(f"message {number}") for number in range(10)]
    with ThreadPoolExecutor(10) as pool:
        responses = list(pool.map(lambda message: desk.acceptance.accept(desk.custom, message), inbound))
    assert len({response.conversation_id for response in responses}) == 1
    assert responses[0].conversation_id != first.conversation_id
    assert [message.sequence for message in desk.conversations.messages_after(reference_of(responses[0]), 0)] == list(
        range(1, 11)
    )
    entries, _ = desk.conversations.entries(reference_of(first), start=None, newest_first=False, limit=50)
    assert sum(isinstance(entry, Event) and entry.type == "continued" for _, entry in entries) == 1


def test_a_concurrent_reopening_by_an_agent_keeps_the_conversation(
    desk: DeskInProcess, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = closed_for(desk, 100)
    transact, opened = desk.conversations.transact, []

    def after_the_agent(writes: Any) -> None:
        if not opened:
            opened.append(desk.call("PUT", f"/v1/tickets/{first.ticket_id}/status", {"status": "open"}))
        transact(writes)

    monkeypatch.setattr(desk.conversations, "transact", after_the_agent)
    assert desk.accept("hello?").conversation_id == first.conversation_id
    assert opened[0][0] == 200


def test_a_ticket_that_is_about_to_reopen_receives_later_messages(desk: DeskInProcess) -> None:
    first = closed_for(desk, 71.99)
    desk.accept("just in time")
    desk.clock.forward(hours=1)
    assert desk.accept("and another").conversation_id == first.conversation_id
    desk.settle()
    assert ticket_of(desk, first).state == "open"


@pytest.mark.parametrize("kind", ["REACTION_ADDED", "DELETE"])
def test_a_reaction_does_not_extend_a_closed_conversation(desk: DeskInProcess, kind: str) -> None:
    app = Integrator(desk)
    changes = {"allowReactions": True, "allowDeletes": True, "threadingModel": "INTEGRATION_THREAD_ID"}
    channel, account = app.ready(capabilities=changes)
    first = app.publish(channel, account)
    desk.settle()
    close(desk, ConversationReference.from_conversation_id(first["conversationsThreadId"]).ticket_id)
    desk.clock.forward(hours=1)
    app.done("POST", f"/{channel}/messages/{first['id']}/changes", {"changeType": kind, "reaction": "👍"})
    desk.settle()
    desk.clock.forward(days=180)
    assert app.publish(channel, account)["conversationsThreadId"] != first["conversationsThreadId"]


@pytest.mark.parametrize("model", ["INTEGRATION_THREAD_ID", "DELIVERY_IDENTIFIER"])
def test_a_channels_messages_follow_the_policy_under_either_threading_model(desk: DeskInProcess, model: str) -> None:
    app = Integrator(desk)
    channel, account = app.ready(capabilities={"threadingModel": model})
    first = app.publish(channel, account)
    ticket_id = ConversationReference.from_conversation_id(first["conversationsThreadId"]).ticket_id
    desk.settle()
    close(desk, ticket_id)
    assert app.publish(channel, account)["conversationsThreadId"] == first["conversationsThreadId"]
    desk.settle()
    close(desk, ticket_id)
    desk.clock.forward(hours=73)
    later = app.publish(channel, account)
    assert later["conversationsThreadId"] != first["conversationsThreadId"]
    assert app.publish(channel, account)["conversationsThreadId"] == later["conversationsThreadId"]


def test_a_logged_message_neither_reopens_nor_creates_a_ticket(desk: DeskInProcess) -> None:
    app = Integrator(desk)
    channel, account = app.ready()
    first = app.publish(channel, account)
    reference = ConversationReference.from_conversation_id(first["conversationsThreadId"])
    desk.settle()
    close(desk, reference.ticket_id)
    desk.clock.forward(hours=1000)
    logged = app.publish(channel, account, messageDirection="OUTGOING", senders=[], recipients=[party()])
    assert logged["conversationsThreadId"] == first["conversationsThreadId"]
    desk.settle()
    ticket = desk.tickets.get(reference)
    assert ticket is not None
    assert ticket.state == "closed"
