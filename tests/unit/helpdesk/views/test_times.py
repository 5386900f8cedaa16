"""Dates of a filter, by the clocks of whoever looks at the view: also on days when these are changed."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpdesk.index.values import milliseconds
from helpdesk.views.times import Clocks, Span, day_span, last_days, last_moments, moment_span

ZONES = st.sampled_from(
    ["UTC", "Europe/Amsterdam", "America/New_York", "America/Santiago", "Asia/Beirut", "Australia/Lord_Howe"]
).map(ZoneInfo)
MOMENTS = st.integers(0, 10 * 366 * 86_400).map(
    lambda seconds: datetime(2020, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds)
)
AMSTERDAM = ZoneInfo("Europe/Amsterdam")


def at(text: str) -> int:
    return milliseconds(datetime.fromisoformat(text))


@pytest.mark.parametrize(
    ("day", "first", "end"),
    [
        ("2026-03-29", "2026-03-28T23:00:00Z", "2026-03-29T22:00:00Z"),
        ("2026-10-25", "2026-10-24T22:00:00Z", "2026-10-25T23:00:00Z"),
    ],
)
def test_a_day_on_which_clocks_change_has_23_or_25_hours(day: str, first: str, end: str) -> None:
    assert moment_span(day, Clocks(AMSTERDAM, datetime(2026, 6, 1, tzinfo=UTC))) == Span(at(first), at(end) - 1)


@given(ZONES, MOMENTS, MOMENTS)
def test_a_moment_is_within_the_day_that_clocks_show(zone: ZoneInfo, now: datetime, moment: datetime) -> None:
    clocks, day = Clocks(zone, now), moment.astimezone(zone).date()
    span, when = moment_span(day.isoformat(), clocks), milliseconds(moment)
    assert span.first <= when <= span.last
    before = moment_span((day - timedelta(days=1)).isoformat(), clocks)
    assert before.last == span.first - 1, "no moment is between two days, and none in both"


@given(ZONES, MOMENTS, st.integers(1, 400))
def test_relative_days_are_days_of_the_calendar(zone: ZoneInfo, now: datetime, days: int) -> None:
    clocks = Clocks(zone, now)
    for text, ahead in (("today", 0), (f"-{days}d", -days), (f"+{days}d", days), (f"-{days}w", -7 * days)):
        day = now.astimezone(zone).date() + timedelta(days=ahead)
        assert moment_span(text, clocks) == moment_span(day.isoformat(), clocks)
        assert day_span(text, clocks).first == (day - date(1970, 1, 1)).days


@given(ZONES, MOMENTS, st.integers(1, 400))
def test_the_last_days_begin_when_clocks_showed_the_same_time(zone: ZoneInfo, now: datetime, days: int) -> None:
    clocks = Clocks(zone, now)
    span = last_moments(f"{days}d", clocks)
    assert span.last == milliseconds(now)
    passed = timedelta(milliseconds=span.last - span.first)
    assert abs(passed - timedelta(days=days)) <= timedelta(hours=1), "but for the hour by which clocks are changed"
    hours = last_moments(f"{days}h", clocks)
    assert hours.last - hours.first == days * 3_600_000, "hours are hours"
    assert last_days(f"{days}d", clocks).last - last_days(f"{days}d", clocks).first == days


def test_moments_are_as_they_are_written() -> None:
    clocks = Clocks(AMSTERDAM, datetime(2026, 11, 27, 12, tzinfo=UTC))
    for text in ("2026-11-27T11:00:00Z", "2026-11-27T12:00:00+01:00", "-1h", "-60m"):
        assert moment_span(text, clocks) == Span(at("2026-11-27T11:00:00Z"), at("2026-11-27T11:00:00Z"))
    assert moment_span("now", clocks).first == at("2026-11-27T12:00:00Z")
