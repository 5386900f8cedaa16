import json
from dataclasses import dataclass, replace

import pytest

from helpdesk.delivery.models import FIRST, Attempt
from helpdesk.platform.errors import Unavailable
from helpdesk.platform.queues import QueueMessage
from helpdesk.platform.retrying import Next
from sender.app import Sender
from tests.support.examples import REFERENCE
from tests.support.fakes import FakeQueue
from tests.support.log import FakeLog

MESSAGE = REFERENCE.message_id(1)
BODY = json.dumps({"message_id": MESSAGE})


@dataclass
class FakeDelivery:
    attempt: Attempt | Exception

    def deliver(self, message_id, how):
        assert replace(how, is_repeated=False) == FIRST
        assert message_id == MESSAGE
        if isinstance(self.attempt, Exception):
            raise self.attempt
        return self.attempt


def received(times: int, body: str = BODY) -> dict:
    attributes = {
        "ApproximateReceiveCount": str(times),
        "MessageGroupId": "cnv_1",
        "MessageDeduplicationId": "msg_1",
    }
    return {"Records": [{"messageId": "q1", "receiptHandle": "receipt", "body": body, "attributes": attributes}]}


def send(
    attempt: Attempt | Exception, *, dead: FakeQueue | None = None, times: int = 1
) -> tuple[list[str], list[int], FakeLog]:
    """The messages that will be retried, their waits, and the log."""
    queue, log = FakeQueue(), FakeLog()
    response = Sender(FakeDelivery(attempt), None, None, None, lambda _: None, queue, dead or FakeQueue(), log)(
        received(times)
    )
    return [failure["itemIdentifier"] for failure in response["batchItemFailures"]], queue.shown_again, log


def test_a_delivered_message_leaves_the_queue():
    assert send(Attempt("msg_1", "sent", Next.DONE, 1, "1"))[:2] == ([], [])


def test_a_failed_attempt_is_retried_after_its_wait():
    assert send(Attempt("msg_1", "status_500", Next.RETRY, 2, "1", wait_seconds=8))[:2] == (["q1"], [8])


def test_an_exhausted_message_goes_to_the_dead_letter_queue():
    dead = FakeQueue()
    assert send(Attempt("msg_1", "status_500", Next.EXHAUSTED, 5, "1"), dead=dead)[:2] == ([], [])
    assert dead.messages == [QueueMessage(BODY, "cnv_1", "msg_1")]


def test_a_failure_on_our_side_is_retried_soon():
    again, waits, log = send(Unavailable("The table is throttling."))
    assert (again, waits) == (["q1"], [5])
    [(event, values)] = log.lines
    assert (event, values["message_id"], values["reason"]) == (
        "delivery postponed",
        MESSAGE,
        "The table is throttling.",
    )


@pytest.mark.parametrize(("times", "wait"), [(2, 10), (5, 80), (9, 900), (99, 900)])
def test_a_lasting_failure_on_our_side_is_retried_less_often(times, wait):
    assert send(Unavailable("The table is throttling."), times=times)[1] == [wait]


def test_one_attempt_is_one_log_event():
    [(event, values)] = send(Attempt("msg_1", "sent", Next.DONE, 1, "1"))[2].lines
    assert event == "delivery"
    assert (values["event_id"], values["outcome"], values["attempt"], values["account_id"]) == (
        "msg_1",
        "sent",
        1,
        "1",
    )


NO_WORK = [
    "not json",
    "[" * 100_000,
    "[]",
    "null",
    "{}",
    '{"message_id": "msg_1"}',
    '{"message_id": 7}',
    '{"message_id": ""}',
    json.dumps({"message_id": REFERENCE.conversation_id}),
    json.dumps({"message_id": MESSAGE, "more": "fields"}),
    json.dumps({"message_id": MESSAGE, "replay": "yes"}),
    json.dumps({"message_id": MESSAGE, "released": 1}),
    json.dumps({"message_id": MESSAGE, "behind": True}),
    '{"account_id": "7", "probe": ""}',
    '{"account_id": "7"}',
    '{"account_id": "7", "event_id": ""}',
    '{"conversation_id": "cnv_1", "position": "00001"}',
    json.dumps({"conversation_id": REFERENCE.conversation_id, "position": "x" * 300}),
]


@pytest.mark.parametrize("body", NO_WORK, ids=lambda body: body[:40])
def test_what_is_no_work_goes_to_the_dead_letters_at_once_and_holds_nothing_back(body):
    dead, log = FakeQueue(), FakeLog()
    response = Sender(None, None, None, None, lambda _: None, FakeQueue(), dead, log)(received(1, body))
    assert response == {"batchItemFailures": []}
    assert dead.messages == [QueueMessage(body, "cnv_1", "msg_1")]
    [(event, values)] = log.lines
    assert (event, values["queue_message_id"]) == ("no work", "q1")


def test_if_the_dead_letters_cannot_be_reached_what_is_no_work_stays_in_the_queue(monkeypatch):
    def refuse(_self, _messages):
        raise Unavailable("The queue could not be reached.")

    dead = FakeQueue()
    monkeypatch.setattr(FakeQueue, "send", refuse)
    with pytest.raises(Unavailable):
        Sender(None, None, None, None, lambda _: None, FakeQueue(), dead, FakeLog())(received(1, "{}"))


def test_an_unexpected_error_is_not_a_delivery():
    with pytest.raises(RuntimeError):
        send(RuntimeError("a bug"))
