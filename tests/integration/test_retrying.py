"""Sending a failed reply again: under the same id, and only if it did not arrive or somebody wants it anyway."""

import json
from typing import Any

import pytest

from helpdesk.conversations.models import DeliveryStatus
from helpdesk.conversations.references import MessageReference
from helpdesk.delivery.reports import StatusReports
from helpdesk.platform.outbound_http import HttpResponse, NoResponse
from infra.workbench.tables import CONVERSATIONS
from tests.support.agent import entries, reply
from tests.support.desk import DeskInProcess, queue_event
from tests.support.queue import follow, posted, receive

GONE = HttpResponse(410, {}, b"")


def retry(desk: DeskInProcess, message_id: str, **body: Any) -> Any:
    return desk.call("POST", f"/v1/messages/{message_id}/retries", body)


def failed(desk: DeskInProcess, conversation: str, text: str = "Hi", why: Any = GONE) -> Any:
    _, message = reply(desk, conversation, text)
    desk.http.responses = [why]
    desk.settle()
    return message


def report(desk: DeskInProcess, message_id: str, status: DeliveryStatus) -> None:
    reports = StatusReports(desk.database.table(CONVERSATIONS), desk.clock)
    stored = desk.conversations.message(MessageReference.from_message_id(message_id))
    assert stored is not None
    reports.report(stored, status, None)


def from_telegram(desk: DeskInProcess) -> str:
    person = {"id": 7, "is_bot": False, "first_name": "Nia"}
    message = {"message_id": 41, "from": person, "chat": {"id": 7, "type": "private"}, "date": 1454119029, "text": "Hi"}
    _, response = desk.post(desk.telegram, {"update_id": 1, "message": message})
    conversation_id: str = response["messages"][0]["conversation_id"]
    return conversation_id


def test_a_failed_reply_is_sent_again_under_its_id(desk: DeskInProcess) -> None:
    accepted = desk.accept()
    message = failed(desk, accepted.conversation_id)
    ticket = f"/v1/tickets/{accepted.ticket_id}"
    assert desk.call("GET", ticket)[1]["reply_state"] == "failed"
    status, queued = retry(desk, message["id"])
    assert (status, queued["id"], queued["status"], queued["attempts"]) == (200, message["id"], "QUEUED", 0)
    assert (queued["failure"], queued["can_be_cancelled"]) == (None, True)
    assert desk.call("GET", ticket)[1]["reply_state"] == "none"
    follow(desk)
    [work] = desk.outbound_queue.messages
    assert work.group == accepted.conversation_id
    assert work.deduplication != message["id"], "the queue would drop it as the first one"
    assert receive(desk) == [True]
    sent = entries(desk, accepted.conversation_id)[-1]
    assert (sent["id"], sent["status"], sent["attempts"]) == (message["id"], "SENT", 1)
    assert {headers["webhook-id"] for _, headers, _ in desk.http.posted} == {message["id"]}


def test_the_timeline_says_who_had_it_sent_again(desk: DeskInProcess) -> None:
    conversation = desk.accept().conversation_id
    message = failed(desk, conversation)
    retry(desk, message["id"])
    _, page = desk.call("GET", f"/v1/conversations/{conversation}/timeline")
    event = page["entries"][-1]
    assert (event["event"], event["actor"]["name"]) == ("retried", "Ada")
    assert event["details"] == {"message_id": message["id"]}


def test_it_leaves_after_what_waits(desk: DeskInProcess) -> None:
    conversation = desk.accept().conversation_id
    message = failed(desk, conversation, "failed")
    reply(desk, conversation, "written since")
    retry(desk, message["id"])
    desk.settle()
    assert posted(desk) == ["failed", "written since", "failed"]


def test_a_second_click_sends_it_once(desk: DeskInProcess) -> None:
    conversation = desk.accept().conversation_id
    message = failed(desk, conversation)
    first = retry(desk, message["id"])
    assert retry(desk, message["id"]) == first
    desk.settle()
    assert len(posted(desk)) == 2


def test_a_retry_has_all_attempts_again(desk: DeskInProcess) -> None:
    conversation = desk.accept().conversation_id
    message = failed(desk, conversation)
    retry(desk, message["id"])
    follow(desk)
    desk.http.responses = [HttpResponse(503, {}, b"")]
    assert receive(desk) == [False]
    waiting = entries(desk, conversation)[-1]
    assert (waiting["status"], waiting["attempts"]) == ("QUEUED", 1)
    assert receive(desk, received=2) == [True]
    assert entries(desk, conversation)[-1]["status"] == "SENT"


def test_a_retried_reply_can_be_cancelled(desk: DeskInProcess) -> None:
    conversation = desk.accept().conversation_id
    message = failed(desk, conversation)
    retry(desk, message["id"])
    assert desk.call("DELETE", f"/v1/messages/{message['id']}")[0] == 200
    desk.settle()
    assert len(posted(desk)) == 1
    status, problem = retry(desk, message["id"])
    assert (status, problem["code"], problem["status"]) == (409, "not_failed", "CANCELLED")


@pytest.mark.parametrize("status", [DeliveryStatus.SENT, DeliveryStatus.DELIVERED, DeliveryStatus.READ])
def test_what_was_sent_is_not_sent_again(desk: DeskInProcess, status: DeliveryStatus) -> None:
    conversation = desk.accept().conversation_id
    _, message = reply(desk, conversation)
    desk.settle()
    report(desk, message["id"], status)
    refused, problem = retry(desk, message["id"])
    assert (refused, problem["code"], problem["status"]) == (409, "not_failed", status)
    assert len(posted(desk)) == 1


def test_a_message_that_was_delivered_after_all_is_not_sent_again(desk: DeskInProcess) -> None:
    conversation = desk.accept().conversation_id
    message = failed(desk, conversation)
    report(desk, message["id"], DeliveryStatus.DELIVERED)
    assert retry(desk, message["id"])[1]["code"] == "not_failed"


def test_what_may_have_arrived_at_telegram_is_confirmed(desk: DeskInProcess) -> None:
    conversation = from_telegram(desk)
    message = failed(desk, conversation, why=NoResponse())
    assert entries(desk, conversation)[-1]["failure"]["code"] == "maybe_sent"
    status, problem = retry(desk, message["id"])
    assert (status, problem["code"]) == (409, "may_have_arrived")
    assert retry(desk, message["id"], even_if_it_may_have_arrived=True)[0] == 200
    desk.settle()
    assert entries(desk, conversation)[-1]["status"] == "SENT"


def test_a_reported_failure_is_sent_under_another_name(desk: DeskInProcess) -> None:
    """Its receiver has accepted the first one: it would drop a webhook that it knows."""
    conversation = desk.accept().conversation_id
    _, message = reply(desk, conversation)
    desk.settle()
    report(desk, message["id"], DeliveryStatus.FAILED)
    assert retry(desk, message["id"])[0] == 200
    desk.settle()
    first, second = ((headers["webhook-id"], json.loads(body)) for _, headers, body in desk.http.posted)
    assert first[0] != second[0]
    assert first[1]["message"]["id"] == second[1]["message"]["id"] == message["id"]


def test_an_account_that_cannot_send_is_named_at_once(desk: DeskInProcess) -> None:
    conversation = desk.accept().conversation_id
    message = failed(desk, conversation)
    assert desk.call("PATCH", f"/v1/channel-accounts/{desk.custom.id}", {"active": False})[0] == 200
    status, problem = retry(desk, message["id"])
    assert status == 409
    assert "Nothing can be sent" in problem["detail"]
    assert entries(desk, conversation)[-1]["status"] == "FAILED"


def test_a_replay_of_a_failed_message_may_have_arrived(desk: DeskInProcess) -> None:
    """An app's replay runs beside what agents decide."""
    conversation = desk.accept().conversation_id
    message = failed(desk, conversation)
    desk.http.responses = [GONE]
    desk.sender(queue_event(json.dumps({"message_id": message["id"], "replay": True})))
    retry(desk, message["id"])
    status, problem = desk.call("DELETE", f"/v1/messages/{message['id']}")
    assert (status, problem["code"]) == (409, "may_have_arrived")


def test_a_customers_message_an_unknown_one_and_another_field(desk: DeskInProcess) -> None:
    accepted = desk.accept()
    assert retry(desk, accepted.id)[1]["code"] == "not_outgoing"
    assert retry(desk, accepted.id[:-1] + "9")[0] == 404
    assert retry(desk, accepted.id, force=True)[0] == 400
