"""Cancelling a reply that has not left yet: it is never both cancelled and sent."""

import json
from datetime import timedelta
from typing import Any

import pytest

from helpdesk.platform.clock import to_text
from helpdesk.platform.outbound_http import HttpResponse, NoResponse, NotReached
from tests.support.agent import entries, reply
from tests.support.desk import DeskInProcess, queue_event
from tests.support.queue import follow, posted, receive

PERSON = {"id": 7, "is_bot": False, "first_name": "Nia"}
BUSY = HttpResponse(503, {}, b"")


def cancel(desk: DeskInProcess, message_id: str, *, anyway: bool = False) -> Any:
    query = {"even_if_it_may_have_arrived": "true"} if anyway else {}
    return desk.call("DELETE", f"/v1/messages/{message_id}", query=query)


def refused(desk: DeskInProcess, message_id: str, **how: bool) -> tuple[int, str, str]:
    status, problem = cancel(desk, message_id, **how)
    return status, problem["code"], problem["status"]


def failed_once(desk: DeskInProcess, conversation: str, failure: HttpResponse | Exception = BUSY) -> Any:
    """A reply that waits in the queue for its second attempt."""
    _, message = reply(desk, conversation, "first")
    desk.http.responses = [failure]
    follow(desk)
    assert receive(desk) == [False]
    return message


def test_a_scheduled_reply_is_cancelled_with_its_schedule(desk: DeskInProcess) -> None:
    conversation = desk.accept().conversation_id
    due = to_text(desk.clock.now + timedelta(days=1))
    _, message = reply(desk, conversation, send_after=due)
    follow(desk)
    [schedule] = desk.schedules.waiting.values()
    status, cancelled = cancel(desk, message["id"])
    assert (status, cancelled["status"], cancelled["can_be_cancelled"]) == (200, "CANCELLED", False)
    assert cancelled["cancelled_by"]["name"] == "Ada"
    assert desk.schedules.waiting == {}
    desk.clock.forward(days=2)
    assert not desk.sender(queue_event(schedule["Target"]["Input"]))["batchItemFailures"]
    assert desk.http.posted == []
    assert entries(desk, conversation)[-1] == cancelled


def test_cancelling_again_changes_nothing(desk: DeskInProcess) -> None:
    conversation = desk.accept().conversation_id
    _, message = reply(desk, conversation, send_after=to_text(desk.clock.now + timedelta(days=1)))
    first = cancel(desk, message["id"])
    assert cancel(desk, message["id"]) == first


def test_a_reply_that_waits_for_its_next_attempt_is_cancelled(desk: DeskInProcess) -> None:
    conversation = desk.accept().conversation_id
    message = failed_once(desk, conversation)
    waiting = entries(desk, conversation)[-1]
    assert waiting["can_be_cancelled"]
    assert waiting["next_attempt_at"] > waiting["status_at"]
    assert cancel(desk, message["id"])[0] == 200
    assert receive(desk, received=2) == [True]
    assert posted(desk) == ["first"]


def test_a_reply_behind_one_that_waits_is_cancelled(desk: DeskInProcess) -> None:
    conversation = desk.accept().conversation_id
    failed_once(desk, conversation)
    second, third = (reply(desk, conversation, text)[1]["id"] for text in ("second", "third"))
    follow(desk)
    assert cancel(desk, third)[0] == 200
    assert cancel(desk, second)[0] == 200
    desk.clock.forward(minutes=1)
    assert receive(desk, received=2) == [True, True, True]
    assert posted(desk) == ["first", "first"]


def test_a_reply_behind_one_whose_attempt_is_due_is_being_sent(desk: DeskInProcess) -> None:
    """That one may be done at any moment, and this one follows at once."""
    conversation = desk.accept().conversation_id
    failed_once(desk, conversation)
    second = reply(desk, conversation, "second")[1]["id"]
    desk.clock.forward(minutes=1)
    assert refused(desk, second) == (409, "being_sent", "QUEUED")


def test_a_reply_behind_a_scheduled_one_is_not_behind_it_in_the_queue(desk: DeskInProcess) -> None:
    conversation = desk.accept().conversation_id
    reply(desk, conversation, send_after=to_text(desk.clock.now + timedelta(days=1)))
    second = reply(desk, conversation, "second")[1]["id"]
    assert refused(desk, second) == (409, "being_sent", "QUEUED")


def test_an_ordinary_reply_is_being_sent_from_the_beginning(desk: DeskInProcess) -> None:
    conversation = desk.accept().conversation_id
    _, message = reply(desk, conversation)
    assert not message["can_be_cancelled"]
    assert refused(desk, message["id"]) == (409, "being_sent", "QUEUED")


def test_a_reply_to_telegram_is_cancelled_until_an_attempt_begins(desk: DeskInProcess) -> None:
    """Telegram recognises no duplicates, so every attempt begins with a write."""
    message = {"message_id": 41, "from": PERSON, "chat": {"id": 7, "type": "private"}, "date": 1454119029, "text": "Hi"}
    _, response = desk.post(desk.telegram, {"update_id": 1, "message": message})
    _, queued = reply(desk, response["messages"][0]["conversation_id"])
    assert cancel(desk, queued["id"])[0] == 200
    desk.settle()
    assert desk.http.posted == []


@pytest.mark.parametrize("at", ["before", "after"])
def test_cancelling_while_it_is_sent(desk: DeskInProcess, monkeypatch: pytest.MonkeyPatch, at: str) -> None:
    """The attempt's own write decides: before it, the cancellation wins; after it, the attempt."""
    conversation = desk.accept().conversation_id
    message = failed_once(desk, conversation)
    answers: list[Any] = []
    database = desk.databases["sender"]
    write = database.write

    def during(given: Any) -> None:
        is_beginning = given.update and "attempt_began = :attempt_began" in given.update and not answers
        if is_beginning and at == "before":
            answers.append(cancel(desk, message["id"])[0])
        write(given)
        if is_beginning and at == "after":
            answers.append(refused(desk, message["id"]))

    monkeypatch.setattr(database, "write", during)
    assert receive(desk, received=2) == [True]
    status = entries(desk, conversation)[-1]["status"]
    if at == "before":
        assert (answers, status, posted(desk)) == ([200], "CANCELLED", ["first"])
    else:
        assert (answers, status, posted(desk)) == ([(409, "being_sent", "QUEUED")], "SENT", ["first", "first"])


@pytest.mark.parametrize("failure", [NoResponse(), HttpResponse(504, {}, b"")])
def test_an_attempt_that_may_have_arrived_is_confirmed(desk: DeskInProcess, failure: HttpResponse | Exception) -> None:
    conversation = desk.accept().conversation_id
    message = failed_once(desk, conversation, failure)
    assert refused(desk, message["id"]) == (409, "may_have_arrived", "QUEUED")
    assert not entries(desk, conversation)[-1]["can_be_cancelled"]
    assert cancel(desk, message["id"], anyway=True)[0] == 200


def test_an_interrupted_attempt_may_have_arrived(desk: DeskInProcess) -> None:
    """The first one began without a write, and its function stopped: all that is known is the second receive."""
    conversation = desk.accept().conversation_id
    _, message = reply(desk, conversation)
    desk.http.responses = [NotReached()]
    follow(desk)
    assert receive(desk, received=2) == [False]
    assert refused(desk, message["id"]) == (409, "may_have_arrived", "QUEUED")


def test_what_was_sent_or_has_failed_is_not_cancelled(desk: DeskInProcess) -> None:
    conversation = desk.accept().conversation_id
    _, message = reply(desk, conversation)
    desk.settle()
    status, problem = cancel(desk, message["id"])
    assert (status, problem["code"], problem["status"]) == (409, "already_sent", "SENT")
    assert "/changes" in problem["detail"]
    _, other = reply(desk, conversation)
    desk.http.responses = [HttpResponse(410, {}, b"")]
    desk.settle()
    assert refused(desk, other["id"]) == (409, "already_failed", "FAILED")


def test_a_customers_message_and_an_unknown_one(desk: DeskInProcess) -> None:
    accepted = desk.accept()
    assert cancel(desk, accepted.id)[1]["code"] == "not_outgoing"
    status, problem = cancel(desk, accepted.id[:-1] + "9")
    assert (status, problem["code"]) == (404, "message_not_found")
    assert desk.call("DELETE", f"/v1/messages/{accepted.id}", query={"force": "true"})[0] == 400


def test_a_cancelled_reply_is_not_replayed_by_its_app(desk: DeskInProcess) -> None:
    conversation = desk.accept().conversation_id
    message = failed_once(desk, conversation)
    assert cancel(desk, message["id"])[0] == 200
    replay = json.dumps({"message_id": message["id"], "replay": True})
    assert not desk.sender(queue_event(replay))["batchItemFailures"]
    assert posted(desk) == ["first"]
