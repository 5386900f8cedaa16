import json
from dataclasses import dataclass

import pytest

from helpdesk.delivery.service import Attempt, Next
from helpdesk.platform.errors import Unavailable
from sender.app import Sender
from tests.support.fakes import FakeQueue
from tests.unit.log import FakeLog


@dataclass
class FakeDelivery:
    attempt: Attempt | Exception

    def deliver(self, message_id):
        assert message_id == "msg_1"
        if isinstance(self.attempt, Exception):
            raise self.attempt
        return self.attempt


def received() -> dict:
    body = json.dumps({"message_id": "msg_1"})
    return {"Records": [{"messageId": "q1", "receiptHandle": "receipt", "body": body}]}


def send(attempt: Attempt | Exception) -> tuple[list[str], list[int], FakeLog]:
    """Which messages come again, after how long, and what the log says."""
    queue, log = FakeQueue(), FakeLog()
    answer = Sender(FakeDelivery(attempt), queue, log)(received())
    return [one["itemIdentifier"] for one in answer["batchItemFailures"]], queue.shown_again, log


def test_a_delivered_message_leaves_the_queue():
    assert send(Attempt("msg_1", "sent", Next.DONE, 1, "1"))[:2] == ([], [])


def test_a_failed_try_comes_again_after_its_wait():
    assert send(Attempt("msg_1", "status_500", Next.RETRY, 2, "1", wait_seconds=8))[:2] == (["q1"], [8])


def test_a_message_that_is_given_up_stays_for_the_dead_letter_queue():
    assert send(Attempt("msg_1", "status_500", Next.GIVE_UP, 5, "1"))[:2] == (["q1"], [0])


def test_trouble_of_our_own_comes_again_soon():
    again, waits, log = send(Unavailable("The table is throttling."))
    assert (again, waits) == (["q1"], [5])
    assert log.lines == [("delivery postponed", {"message_id": "msg_1", "reason": "The table is throttling."})]


def test_one_try_is_one_event_in_the_log():
    [(event, values)] = send(Attempt("msg_1", "sent", Next.DONE, 1, "1"))[2].lines
    assert event == "delivery"
    assert (values["message_id"], values["outcome"], values["attempt"], values["account_id"]) == (
        "msg_1",
        "sent",
        1,
        "1",
    )


def test_what_nobody_expected_is_not_taken_for_delivered():
    with pytest.raises(RuntimeError):
        send(RuntimeError("a bug"))
