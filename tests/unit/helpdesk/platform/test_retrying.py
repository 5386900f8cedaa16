from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpdesk.platform.retrying import (
    MAX_ATTEMPTS,
    Next,
    RetryPolicy,
    patient_seconds,
    retry_after,
    turn_seconds,
    wait_seconds,
)
from tests.support.strategies import any_text

attempts = st.integers(1, MAX_ATTEMPTS)
bases = st.floats(0, 1000)
requested_waits = st.none() | st.integers(0, 10**9)
jitters = st.floats(0, 1)


@given(attempts, bases, requested_waits, jitters)
def test_a_wait_is_never_longer_than_fifteen_minutes_nor_negative(failed, base, seconds, jitter):
    assert 0 <= wait_seconds(failed, base, seconds, jitter) <= 900


@given(attempts, bases, st.integers(0, 900), jitters)
def test_a_wait_is_never_shorter_than_the_receiver_requested(failed, base, seconds, jitter):
    assert wait_seconds(failed, base, seconds, jitter) >= seconds


@given(attempts, st.floats(0, 1), jitters)
def test_a_wait_is_between_the_backoff_and_one_and_a_half_times_that(failed, base, jitter):
    backoff = base * 4 ** (failed - 1)
    assert round(backoff) <= wait_seconds(failed, base, None, jitter) <= round(backoff * 1.5)


def test_each_wait_is_four_times_the_previous_one():
    assert [wait_seconds(failed, 2.0, None, 0) for failed in range(1, MAX_ATTEMPTS)] == [2, 8, 32, 128]
    assert [wait_seconds(failed, 2.0, None, 1) for failed in range(1, MAX_ATTEMPTS)] == [3, 12, 48, 192]


@given(st.integers(1, 2000), bases, requested_waits, jitters)
def test_a_patient_wait_is_at_most_an_hour(failed, base, seconds, jitter):
    assert 0 <= patient_seconds(failed, base, seconds, jitter) <= 3600


@given(st.integers(1, 2000), st.integers(0, 3600), jitters)
def test_a_patient_wait_is_never_shorter_than_requested_within_an_hour(failed, seconds, jitter):
    assert patient_seconds(failed, 2.0, seconds, jitter) >= seconds


def test_patient_waits_grow_to_an_hour_with_their_jitter():
    assert [patient_seconds(failed, 2.0, None, 0) for failed in range(1, 9)] == [2, 8, 32, 128, 512, 2048, 2400, 2400]
    assert patient_seconds(500, 2.0, None, 1) == 3600


@given(st.integers(1, 500), st.integers(-3600, 168 * 3600), requested_waits, jitters)
def test_a_delivery_is_given_up_at_its_deadline_and_never_waits_beyond_it(failed, left, requested, jitter):
    now = datetime(2026, 11, 22, tzinfo=UTC)
    verdict = RetryPolicy(2.0, lambda: jitter).until(now + timedelta(seconds=left), now, failed, requested)
    if left <= 0:
        assert verdict.next is Next.EXHAUSTED
    else:
        assert verdict.next is Next.RETRY
        assert 0 < verdict.wait_seconds <= min(left, 3600)


@pytest.mark.parametrize("hours", [1, 72, 168])
def test_a_queue_hands_over_often_enough_for_all_attempts(hours):
    policy, now = RetryPolicy(2.0, lambda: 0.0), datetime(2026, 11, 22, tzinfo=UTC)
    deadline, attempts = now + timedelta(hours=hours), 1
    while (verdict := policy.until(deadline, now, attempts)).next is Next.RETRY:
        now, attempts = now + timedelta(seconds=verdict.wait_seconds), attempts + 1
    assert now == deadline
    assert attempts < 300


def test_probes_come_after_half_a_minute_and_then_every_five_minutes_at_most():
    assert [RetryPolicy(2.0, lambda: 0.0).probe_seconds(probes) for probes in range(5)] == [30, 60, 120, 200, 200]
    assert RetryPolicy(2.0, lambda: 1.0).probe_seconds(1000) == 300


@given(st.integers(0, 10**8 - 1))
def test_retry_after_is_read_in_seconds(seconds):
    assert retry_after(str(seconds)) == seconds


@pytest.mark.parametrize(
    "value",
    [None, "", "Sun, 22 Nov 2026 09:00:00 GMT", "-1", "1.5", "+1", " 1", "1\n", "²", "9" * 9, "9" * 5000, "soon"],
)
def test_retry_after_in_any_other_form_is_ignored(value):
    assert retry_after(value) is None


@given(any_text)
def test_garbage_in_retry_after_never_raises(garbage):
    assert retry_after(garbage) is None or garbage.isdigit()


@pytest.mark.parametrize(("received", "wait"), [(1, 1), (30, 1), (35, 2), (60, 64), (99, 300)])
def test_who_waits_long_for_a_turn_asks_less_often(received, wait):
    assert turn_seconds(received) == wait


def test_a_queue_hands_over_often_enough_for_a_wait_of_hours():
    assert sum(map(turn_seconds, range(1, 101))) > 2 * 3600
