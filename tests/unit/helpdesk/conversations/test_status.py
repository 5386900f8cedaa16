"""A delivery status only moves forward, whatever the order of the reports."""

from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpdesk.conversations.models import DeliveryStatus

QUEUED, SENT, FAILED, DELIVERED, READ, CANCELLED = DeliveryStatus
reports = st.lists(st.sampled_from([SENT, DELIVERED, READ, FAILED]))


def status_after(given_reports, first=QUEUED):
    status = first
    for report in given_reports:
        status = status.after(report)
    return status


@given(reports, st.sampled_from(DeliveryStatus))
def test_the_rank_never_falls(given_reports, first):
    before = first
    for report in given_reports:
        after = before.after(report)
        assert after.rank >= before.rank
        before = after


@given(reports, st.sampled_from(DeliveryStatus))
def test_a_repeated_report_changes_nothing(given_reports, first):
    twice = [repeated for repeated in given_reports for repeated in (repeated, repeated)]
    assert status_after(twice, first) is status_after(given_reports, first)


@given(st.lists(st.sampled_from([SENT, DELIVERED, READ, FAILED]), max_size=4))
def test_the_order_does_not_matter(given_reports):
    assert len({status_after(order) for order in permutations(given_reports)}) == 1


@pytest.mark.parametrize("report", [SENT, DELIVERED, READ, FAILED])
def test_no_report_changes_that_a_message_was_cancelled(report):
    assert CANCELLED.after(report) is CANCELLED


@pytest.mark.parametrize(("before", "after"), [(QUEUED, FAILED), (SENT, FAILED), (DELIVERED, DELIVERED), (READ, READ)])
def test_a_delivered_message_cannot_become_failed(before, after):
    assert before.after(FAILED) is after
