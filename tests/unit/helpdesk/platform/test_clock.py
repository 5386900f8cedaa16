from datetime import UTC, datetime, timedelta, timezone

from hypothesis import given
from hypothesis import strategies as st

from helpdesk.platform.clock import to_text, utc_now

offsets = st.integers(-14 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))
# A day from either end of the calendar, so that every timestamp exists in UTC.
moments = st.datetimes(datetime(1, 1, 2), datetime(9999, 12, 30), timezones=offsets)  # noqa: DTZ001


@given(moments)
def test_a_timestamp_survives_the_conversion_unchanged(moment):
    assert datetime.fromisoformat(to_text(moment)) == moment


@given(moments, moments)
def test_text_order_is_time_order(moment, other):
    assert (to_text(moment) < to_text(other)) == (moment < other)


@given(moments)
def test_the_text_always_has_the_same_width(moment):
    assert len(to_text(moment)) == len("2026-11-22T09:30:00.000000Z")


def test_a_year_before_1000_is_padded_with_zeros():
    assert to_text(datetime(33, 4, 3, 15, tzinfo=UTC)) == "0033-04-03T15:00:00.000000Z"


def test_another_offset_is_written_in_utc():
    amsterdam = timezone(timedelta(hours=1))
    assert to_text(datetime(2026, 11, 22, 10, 30, tzinfo=amsterdam)) == "2026-11-22T09:30:00.000000Z"


def test_a_naive_timestamp_is_read_as_utc():
    assert to_text(datetime(2026, 11, 22, 9, 30)) == "2026-11-22T09:30:00.000000Z"  # noqa: DTZ001


def test_now_has_an_offset():
    assert utc_now().utcoffset() == timedelta(0)
