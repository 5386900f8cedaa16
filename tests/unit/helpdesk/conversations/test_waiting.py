"""What a message says about itself while it waits to be sent."""

from dataclasses import replace

import pytest

from helpdesk.conversations.models import DeliveryStatus, Direction
from tests.support.examples import reply

NOON, LATER = "2026-11-22T12:00:00.000000Z", "2026-11-22T12:00:20.000000Z"
TOMORROW = "2026-11-23T12:00:00.000000Z"
FIRST = replace(reply(), created_at=NOON, sequence=1)
SECOND = replace(reply(), created_at=LATER, sequence=2)


def test_it_is_tried_from_when_it_was_stored_was_due_or_was_retried() -> None:
    assert FIRST.tried_from == NOON
    due = replace(FIRST, due_at=LATER)
    assert due.tried_from == LATER
    assert replace(due, retried_at=TOMORROW).tried_from == TOMORROW


def test_what_waits_for_its_receiver_can_be_cancelled_and_does_not_hold_the_queue() -> None:
    waits = replace(FIRST, waits_for_receiver=True)
    assert (waits.records_attempts, waits.can_be_cancelled) == (True, True)
    assert not waits.holds_the_queue(NOON)
    assert not replace(FIRST, waits_for_receiver=False).can_be_cancelled


@pytest.mark.parametrize(
    ("values", "leaves_before"),
    [
        ({}, True),
        ({"due_at": "2026-11-22T12:00:30.000000Z"}, True),  # held back for some seconds, in its place
        ({"due_at": TOMORROW}, False),
        ({"retried_at": TOMORROW}, False),
        ({"retried_at": "2026-11-22T12:00:10.000000Z"}, True),
        ({"status": DeliveryStatus.CANCELLED}, False),
        ({"status": DeliveryStatus.FAILED}, False),
        ({"direction": Direction.IN}, False),
    ],
)
def test_which_message_leaves_before_a_later_one(values: dict[str, object], leaves_before: bool) -> None:
    assert replace(FIRST, **values).leaves_before(SECOND) is leaves_before  # type: ignore[arg-type]


def test_a_scheduled_message_that_is_due_leaves_before_what_was_queued_after_it() -> None:
    assert replace(FIRST, due_at=TOMORROW).leaves_before(replace(SECOND, retried_at="2026-11-23T12:00:01.000000Z"))
