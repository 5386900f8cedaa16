"""The summary of a ticket whose reply is cancelled."""

from dataclasses import replace

from helpdesk.conversations.models import DeliveryStatus
from helpdesk.tickets.undone import Newest, summed_up
from tests.support.examples import reply, ticket

CANCELLED = reply(sequence=5, status=DeliveryStatus.CANCELLED, created_at="2026-11-22T09:05:00.000000Z")


def test_a_reply_before_those_that_were_read_still_counts():
    before = ticket(last_reply=5, failed_reply=2, waiting_since=None)
    after = summed_up(before, CANCELLED, Newest([CANCELLED], are_all=False))
    assert (after.last_reply, after.waiting_since) == (5, None)
    assert summed_up(before, CANCELLED, Newest([CANCELLED], are_all=True)).last_reply is None


def test_a_scheduled_reply_that_has_not_left_is_not_the_first_one():
    created, due = "2026-11-22T09:04:00.000000Z", "2026-11-24T09:00:00.000000Z"
    scheduled = reply(sequence=4, status=DeliveryStatus.SENT, created_at=created, due_at=due)
    before = ticket(first_reply_at=CANCELLED.created_at)
    waits = replace(scheduled, status=DeliveryStatus.QUEUED)
    assert summed_up(before, CANCELLED, Newest([CANCELLED, waits], are_all=True)).first_reply_at is None
    left = replace(scheduled, status_at=due)
    assert summed_up(before, CANCELLED, Newest([CANCELLED, left], are_all=True)).first_reply_at == due


def test_the_newest_reply_of_which_the_ticket_knows_that_it_waits_is_shown():
    waits = replace(reply(sequence=4), status=DeliveryStatus.QUEUED, listed_as_waiting=True)
    before = ticket(waiting_reply=5)
    assert summed_up(before, CANCELLED, Newest([CANCELLED, waits], are_all=True)).waiting_reply == 4
    assert summed_up(before, CANCELLED, Newest([CANCELLED], are_all=True)).waiting_reply is None
    assert summed_up(ticket(waiting_reply=4), CANCELLED, Newest([CANCELLED], are_all=True)).waiting_reply == 4
