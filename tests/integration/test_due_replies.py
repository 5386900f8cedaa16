"""Replies that leave later: scheduled, or held back so that they can be undone."""

import json
from datetime import timedelta
from typing import Any

import pytest

from helpdesk.people.actors import ActorKind
from helpdesk.people.principals import Principal, Scope
from helpdesk.platform.clock import to_text
from tests.support.agent import entries, reply
from tests.support.desk import DeskInProcess, queue_event
from tests.support.queue import follow, posted, receive


def after(desk: DeskInProcess, **by: float) -> str:
    return to_text(desk.clock.now + timedelta(**by))


def undo(desk: DeskInProcess, seconds: int) -> None:
    assert desk.call("PATCH", "/v1/settings", {"undo_seconds": seconds})[0] == 200


def test_a_scheduled_reply_is_stored_at_once_and_leaves_when_it_is_due(desk: DeskInProcess) -> None:
    conversation = desk.accept().conversation_id
    due = after(desk, hours=3)
    status, message = reply(desk, conversation, "Later", send_after=due)
    assert (status, message["status"], message["due_at"], message["sequence"]) == (201, "QUEUED", due, 2)
    assert message["can_be_cancelled"]
    reply(desk, conversation, "Now")
    desk.settle()
    assert posted(desk) == ["Now"], "what follows does not wait for it"
    [schedule] = desk.schedules.waiting.values()
    assert (schedule["Name"], schedule["ActionAfterCompletion"]) == (message["id"], "DELETE")
    assert schedule["Target"]["SqsParameters"] == {"MessageGroupId": conversation}
    assert not desk.schedules.due(desk.clock.now)
    desk.clock.forward(hours=3, seconds=1)
    desk.outbound_queue.send(desk.schedules.due(desk.clock.now))
    desk.settle()
    assert posted(desk) == ["Now", "Later"]
    sent = entries(desk, conversation)[1]
    assert (sent["id"], sent["status"], sent["due_at"]) == (message["id"], "SENT", due)


def test_a_schedule_is_created_once(desk: DeskInProcess) -> None:
    conversation = desk.accept().conversation_id
    reply(desk, conversation, send_after=after(desk, days=30))
    batch = desk.backend.stream.batch()
    desk.fanout(batch)
    desk.fanout(batch)
    assert len(desk.schedules.waiting) == 1
    assert desk.outbound_queue.messages == []


def test_a_batch_that_comes_when_the_reply_is_due_queues_it(desk: DeskInProcess) -> None:
    conversation = desk.accept().conversation_id
    reply(desk, conversation, send_after=after(desk, minutes=2))
    desk.clock.forward(minutes=3)
    desk.settle()
    assert desk.schedules.waiting == {}
    assert posted(desk) == ["Hi"]


def test_a_queue_message_that_comes_long_before_does_nothing(desk: DeskInProcess) -> None:
    conversation = desk.accept().conversation_id
    _, message = reply(desk, conversation, send_after=after(desk, days=2))
    body = json.dumps({"message_id": message["id"]})
    assert not desk.sender(queue_event(body))["batchItemFailures"]
    assert desk.http.posted == []
    assert desk.outbound_queue.shown_again == []


def test_a_reply_that_is_due_soon_waits_in_the_queue_with_what_follows(desk: DeskInProcess) -> None:
    conversation = desk.accept().conversation_id
    reply(desk, conversation, "Soon", send_after=after(desk, seconds=20))
    follow(desk)
    assert receive(desk) == [False]
    assert desk.outbound_queue.shown_again == [20]
    assert (desk.http.posted, desk.schedules.waiting) == ([], {})
    desk.clock.forward(seconds=20)
    assert receive(desk, received=2) == [True]
    assert posted(desk) == ["Soon"]


@pytest.mark.parametrize(
    ("send_after", "says"),
    [
        ("2026-11-22T08:59:00Z", "This time has passed"),
        ("2027-01-22T08:59:00Z", "at most 30 days"),
        ("2026-11-30T09:00:00", "with its zone"),
        ("tomorrow", "with its zone"),
        ("9999-12-31T23:59:59-12:00", "with its zone"),
        (1_795_338_000, "with its zone"),
    ],
)
def test_a_time_that_cannot_be(desk: DeskInProcess, send_after: Any, says: str) -> None:
    conversation = desk.accept().conversation_id
    status, problem = reply(desk, conversation, send_after=send_after)
    assert status == 400
    [error] = problem["errors"]
    assert error["field"] == "send_after"
    assert says in error["message"]
    assert len(entries(desk, conversation)) == 1


def test_an_hour_that_daylight_saving_repeats_is_two_times_in_utc(desk: DeskInProcess) -> None:
    """02:30 in Amsterdam on 31 October 2027 is both of them: with a zone, each is one moment."""
    desk.clock.forward(days=330)
    conversation = desk.accept().conversation_id
    summer = reply(desk, conversation, "a", send_after="2027-10-31T02:30:00+02:00")[1]
    winter = reply(desk, conversation, "b", send_after="2027-10-31T02:30:00+01:00")[1]
    assert summer["due_at"] == "2027-10-31T00:30:00.000000Z"
    assert winter["due_at"] == "2027-10-31T01:30:00.000000Z"


def test_a_key_returns_the_scheduled_reply_also_when_it_is_past(desk: DeskInProcess) -> None:
    conversation = desk.accept().conversation_id
    due = after(desk, minutes=10)
    _, first = reply(desk, conversation, key="k", send_after=due)
    assert reply(desk, conversation, key="k", send_after=due)[1]["id"] == first["id"]
    status, problem = reply(desk, conversation, key="k", send_after=after(desk, minutes=20))
    assert (status, problem["code"]) == (409, "idempotency_key_reused")
    assert reply(desk, conversation, key="k")[0] == 409
    desk.clock.forward(minutes=11)
    assert reply(desk, conversation, key="k", send_after=due)[1]["id"] == first["id"]


def test_a_persons_reply_is_held_back_and_a_programs_is_not(desk: DeskInProcess) -> None:
    undo(desk, 10)
    conversation = desk.accept().conversation_id
    _, message = reply(desk, conversation, "from a person", key="k")
    assert message["due_at"] == to_text(desk.clock.now.fromisoformat(message["created_at"]) + timedelta(seconds=10))
    assert reply(desk, conversation, "from a person", key="k")[1]["id"] == message["id"]
    program = Principal(ActorKind.PROGRAM, "token-1", "A bot", frozenset(Scope), "agent-1")
    path = f"/v1/conversations/{conversation}/replies"
    assert desk.call("POST", path, {"text": "from a program"}, principal=program)[1]["due_at"] is None
    due = after(desk, hours=1)
    assert reply(desk, conversation, send_after=due)[1]["due_at"] == due
    follow(desk)
    assert receive(desk)[0] is False
    desk.clock.forward(seconds=11)
    receive(desk, received=2)
    assert posted(desk)[0] == "from a person"


def test_undoing_is_cancelling_while_it_is_held_back(desk: DeskInProcess) -> None:
    undo(desk, 10)
    conversation = desk.accept().conversation_id
    _, message = reply(desk, conversation)
    status, cancelled = desk.call("DELETE", f"/v1/messages/{message['id']}")
    assert (status, cancelled["status"], cancelled["cancelled_by"]["id"]) == (200, "CANCELLED", "agent-1")
    desk.clock.forward(seconds=11)
    desk.settle()
    assert desk.http.posted == []
    assert entries(desk, conversation)[-1]["status"] == "CANCELLED"
