"""A reply that could not be delivered is seen in the list of tickets, until somebody replies again."""

import json
from typing import Any

import pytest

from helpdesk.conversations.models import DeliveryStatus
from helpdesk.conversations.references import ConversationReference, MessageReference
from helpdesk.delivery.reports import StatusReports
from helpdesk.platform.outbound_http import HttpResponse
from infra.workbench.tables import CONVERSATIONS
from tests.support.agent import entries, reply
from tests.support.described import check_desk_response
from tests.support.desk import DeskInProcess, queue_event
from tests.support.integrator import CAPABILITIES, Integrator

OK, GONE = HttpResponse(200, {}, b""), HttpResponse(410, {}, b"")

pytestmark = pytest.mark.both_backends


def state(desk: DeskInProcess) -> str:
    """As the list and the ticket show it."""
    status, page = desk.call("GET", "/v1/tickets")
    check_desk_response("GET", "/v1/tickets", status, page)
    [ticket] = page["tickets"]
    assert desk.call("GET", f"/v1/tickets/{ticket['id']}")[1]["reply_state"] == ticket["reply_state"]
    shown: str = ticket["reply_state"]
    return shown


def conversation(desk: DeskInProcess) -> str:
    conversation_id: str = desk.accept("Hello").conversation_id
    desk.settle()
    return conversation_id


def replied(desk: DeskInProcess, thread: str, *responses: HttpResponse, **more: Any) -> str:
    """With what the receiver says to it, and to those that are waiting."""
    status, message = reply(desk, thread, **more)
    assert status == 201, message
    if responses:
        desk.http.responses = list(responses)
        desk.settle()
    message_id: str = message["id"]
    return message_id


def test_a_failed_reply_is_shown_until_somebody_replies_again(desk: DeskInProcess) -> None:
    thread = conversation(desk)
    assert state(desk) == "none"
    replied(desk, thread, OK)
    assert state(desk) == "none"
    replied(desk, thread, GONE)
    assert state(desk) == "failed"
    desk.accept("Are you there?")
    desk.settle()
    assert state(desk) == "failed"
    replied(desk, thread)
    desk.fanout(desk.backend.stream.batch())  # the ticket follows; nothing is sent yet
    assert state(desk) == "none"
    desk.http.responses = [GONE]
    desk.settle()
    assert state(desk) == "failed"


@pytest.mark.parametrize(
    ("responses", "expected"),
    [([OK, OK], "none"), ([GONE, OK], "none"), ([OK, GONE], "failed"), ([GONE, GONE], "failed")],
)
def test_the_newest_reply_counts(desk: DeskInProcess, responses: list[HttpResponse], expected: str) -> None:
    """Both were written before either was sent."""
    thread = conversation(desk)
    for text in ("One", "Two"):
        replied(desk, thread, text=text)
    desk.http.responses = list(responses)
    desk.settle()
    assert state(desk) == expected


def test_a_reply_that_will_be_tried_again_has_not_failed(desk: DeskInProcess) -> None:
    replied(desk, conversation(desk), HttpResponse(503, {}, b""))
    assert state(desk) == "queued"


@pytest.mark.parametrize(("then", "expected"), [(OK, "none"), (GONE, "failed")])
def test_a_reply_that_waited_waits_no_longer(desk: DeskInProcess, then: HttpResponse, expected: str) -> None:
    message = replied(desk, conversation(desk), HttpResponse(503, {}, b""))
    desk.http.responses = [then]
    assert not desk.sender(queue_event(json.dumps({"message_id": message}), received=2))["batchItemFailures"]
    assert state(desk) == expected


def test_the_message_and_its_ticket_change_in_one_transaction(desk: DeskInProcess) -> None:
    thread = conversation(desk)
    replied(desk, thread)
    desk.http.responses = [GONE]
    written: list[int] = []
    transact = desk.databases["sender"].transact

    def counted(writes: Any) -> None:
        written.append(len(writes))
        transact(writes)

    desk.databases["sender"].transact = counted  # type: ignore[method-assign]
    desk.settle()
    assert written == [2]


@pytest.fixture
def app(desk: DeskInProcess) -> Integrator:
    return Integrator(desk)


@pytest.fixture
def line(app: Integrator) -> tuple[str, str, str]:
    channel, account = app.ready()
    thread: str = app.publish(channel, account)["conversationsThreadId"]
    app.desk.settle()
    return channel, account, thread


def report(app: Integrator, channel: str, message_id: str, status: str, **more: str) -> None:
    body = {"statusType": status, **more}
    app.done("PATCH", f"/{channel}/messages/{message_id}", body)


def test_what_a_channel_reports_counts_too(app: Integrator, line: tuple[str, str, str]) -> None:
    channel, _, thread = line
    message = replied(app.desk, thread, OK)
    report(app, channel, message, "FAILED", errorMessage="The number is not in use.")
    assert state(app.desk) == "failed"
    report(app, channel, message, "FAILED", errorMessage="Reported twice.")
    assert state(app.desk) == "failed"
    report(app, channel, message, "SENT")  # too late: it ranks lower
    assert state(app.desk) == "failed"
    report(app, channel, message, "DELIVERED")
    assert state(app.desk) == "none"
    report(app, channel, message, "FAILED", errorMessage="Too late.")
    assert state(app.desk) == "none"


def test_a_reply_that_is_reported_waits_no_longer(app: Integrator, line: tuple[str, str, str]) -> None:
    """Its receiver had it, although it did not say so."""
    channel, _, thread = line
    message = replied(app.desk, thread, HttpResponse(503, {}, b""))
    assert state(app.desk) == "queued"
    report(app, channel, message, "DELIVERED")
    assert state(app.desk) == "none"


def test_a_report_about_an_earlier_reply_changes_nothing(app: Integrator, line: tuple[str, str, str]) -> None:
    channel, _, thread = line
    earlier, later = replied(app.desk, thread, OK, text="One"), replied(app.desk, thread, GONE, text="Two")
    report(app, channel, earlier, "FAILED", errorMessage="Late.")
    assert state(app.desk) == "failed"
    report(app, channel, earlier, "DELIVERED")
    assert state(app.desk) == "failed"
    report(app, channel, later, "READ")
    assert state(app.desk) == "none"


def test_a_report_that_was_read_before_our_own_attempt_failed_is_not_lost(
    app: Integrator, line: tuple[str, str, str]
) -> None:
    desk = app.desk
    message_id = replied(desk, line[2])
    waiting = desk.conversations.message(MessageReference.from_message_id(message_id), consistent=True)
    assert waiting is not None
    desk.http.responses = [GONE]
    desk.settle()
    assert state(desk) == "failed"
    reports = StatusReports(desk.database.table(CONVERSATIONS), desk.clock)
    assert reports.report(waiting, DeliveryStatus.DELIVERED, None).status is DeliveryStatus.DELIVERED
    assert state(desk) == "none"


def test_a_replay_that_succeeds_counts(app: Integrator, line: tuple[str, str, str]) -> None:
    _, account, thread = line
    replied(app.desk, thread, GONE)
    assert state(app.desk) == "failed"
    path = f"/v1/channel-accounts/{account}/deliveries"
    [failed] = app.desk.call("GET", path, query={"result": "FAILED"})[1]["deliveries"]
    assert app.desk.call("POST", f"{path}/{failed['id']}/replay")[0] == 202
    app.desk.settle()
    assert state(app.desk) == "none"


def test_what_an_app_logs_as_sent_by_our_side_is_a_reply(app: Integrator, line: tuple[str, str, str]) -> None:
    channel, account, thread = line
    replied(app.desk, thread, GONE)
    message = app.message(account, "We called you.")
    sent = message | {
        "messageDirection": "OUTGOING",
        "senders": [{"name": "Ada"}],
        "recipients": message["senders"],
    }
    app.done("POST", f"/{channel}/messages", sent)
    app.desk.settle()
    assert state(app.desk) == "none"


def test_an_edit_that_failed_is_no_failed_reply(app: Integrator) -> None:
    channel, account = app.ready(capabilities=CAPABILITIES | {"allowEdits": True})
    thread = app.publish(channel, account)["conversationsThreadId"]
    app.desk.settle()
    message = replied(app.desk, thread, OK)
    change = {"type": "edit", "text": "Hi again"}
    status, edit = app.desk.call("POST", f"/v1/messages/{message}/changes", change)
    assert status == 201, edit
    app.desk.http.responses = [GONE]
    app.desk.settle()
    [*_, shown] = entries(app.desk, thread)
    assert (shown["id"], shown["status"]) == (edit["id"], "FAILED")
    assert state(app.desk) == "none"


def test_the_first_message_of_a_conversation_that_the_desk_starts_can_fail(desk: DeskInProcess) -> None:
    _, account = Integrator(desk).ready(capabilities=CAPABILITIES | {"allowConversationStart": True})
    body = {"account_id": account, "recipient": {"type": "CHANNEL_SPECIFIC_OPAQUE_ID", "value": "cleo"}, "text": "Hi"}
    desk.settle()
    status, started = desk.call("POST", "/v1/conversations", body)
    assert (status, started["ticket"]["reply_state"]) == (201, "none")
    desk.http.responses = [GONE]
    desk.settle()
    assert state(desk) == "failed"
    ticket = desk.tickets.get(ConversationReference.from_ticket_id(started["ticket"]["id"]))
    assert ticket is not None
    assert (ticket.last_reply, ticket.failed_reply) == (1, 1)
