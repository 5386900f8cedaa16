"""When somebody works, over time zones and their changes of daylight-saving time."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from helpdesk.people.working_hours import Opening, Period, Weekday, WorkingHours, moment_of, opening, overlap, zone_of

ZONES = ["UTC", "Europe/Amsterdam", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu", "Africa/Casablanca"]
CLOCK = st.builds("{:02}:{:02}".format, st.integers(0, 23), st.sampled_from([0, 10, 15, 30, 45]))
PERIODS = st.lists(st.builds(Period, st.sampled_from(Weekday), CLOCK, CLOCK), min_size=1, max_size=6).map(tuple)
LOCAL = st.datetimes(datetime.fromisoformat("2025-01-01"), datetime.fromisoformat("2028-01-01")).map(
    lambda at: at.replace(microsecond=0)
)
MOMENTS = LOCAL.map(lambda at: at.replace(tzinfo=UTC))
WEEK = [Period(day, "09:00", "17:00") for day in list(Weekday)[:5]]
OFFICE = WorkingHours("Europe/Amsterdam", tuple(WEEK))


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        ("2026-11-27T07:59", Opening(is_open=False, until=utc("2026-11-27T08:00"))),
        ("2026-11-27T08:00", Opening(is_open=True, until=utc("2026-11-27T16:00"))),
        ("2026-11-27T16:00", Opening(is_open=False, until=utc("2026-11-30T08:00"))),
        # clocks were put forward on Sunday, 29 March
        ("2026-03-27T16:00", Opening(is_open=False, until=utc("2026-03-30T07:00"))),
        # and back on Sunday, 25 October
        ("2026-10-23T15:00", Opening(is_open=False, until=utc("2026-10-26T08:00"))),
    ],
)
def test_hours_follow_the_clocks_of_their_zone(now: str, expected: Opening) -> None:
    assert opening(OFFICE, utc(now)) == expected


@pytest.mark.parametrize(
    ("start", "end", "night", "hours"),
    [
        ("22:00", "06:00", "2026-03-28", 7),
        ("22:00", "06:00", "2026-10-24", 9),
        ("22:00", "06:00", "2026-11-27", 8),
        # the clocks skip the end of the one, and show that of the other twice
        ("22:00", "02:30", "2026-03-28", 4),
        ("22:00", "02:30", "2026-10-24", 4.5),
    ],
)
def test_a_night_is_as_long_as_it_is(start: str, end: str, night: str, hours: float) -> None:
    every = WorkingHours("Europe/Amsterdam", tuple(Period(day, start, end) for day in Weekday))
    begins = moment_of(ZoneInfo("Europe/Amsterdam"), datetime.fromisoformat(f"{night}T{start}"))
    assert opening(every, begins) == Opening(is_open=True, until=begins + timedelta(hours=hours))


def test_whoever_works_around_the_clock_never_ends() -> None:
    always = WorkingHours("Europe/Amsterdam", tuple(Period(day, "00:00", "00:00") for day in Weekday))
    assert opening(always, utc("2026-03-29T00:30")) == Opening(is_open=True, until=None)


def test_a_pause_that_the_clocks_skip_comes_in_the_next_week() -> None:
    days = tuple(Period(day, "00:00", "00:00") for day in list(Weekday)[:6])
    sunday = (Period(Weekday.SUNDAY, "00:00", "02:10"), Period(Weekday.SUNDAY, "02:40", "00:00"))
    hours = WorkingHours("Europe/Amsterdam", (*days, *sunday))
    assert opening(hours, utc("2026-03-24T12:00")) == Opening(is_open=True, until=utc("2026-04-05T00:10"))


def test_hours_that_the_clocks_skip_come_in_the_next_week() -> None:
    hours = WorkingHours("Europe/Amsterdam", (Period(Weekday.SUNDAY, "02:10", "02:40"),))
    assert opening(hours, utc("2026-03-24T12:00")) == Opening(is_open=False, until=utc("2026-04-05T00:10"))


@given(st.sampled_from(ZONES), PERIODS, MOMENTS)
def test_hours_hold_until_they_say_and_not_longer(zone: str, periods: tuple[Period, ...], now: datetime) -> None:
    hours = WorkingHours(zone, periods)
    found = opening(hours, now)
    if found.until is None:
        assert found.is_open
        assert opening(hours, now + timedelta(days=40)) == found
        return
    assert found.until > now
    between = now + (found.until - now) / 2
    assert opening(hours, between) == found
    assert opening(hours, found.until - timedelta(seconds=1)) in (found, opening(hours, now))
    assert opening(hours, found.until).is_open is not found.is_open


@given(st.sampled_from(ZONES), PERIODS, MOMENTS)
def test_on_a_day_whose_clocks_do_not_change_the_clock_decides(
    zone: str, periods: tuple[Period, ...], now: datetime
) -> None:
    local = now.astimezone(ZoneInfo(zone))
    offsets = {(now + timedelta(hours=step)).astimezone(ZoneInfo(zone)).utcoffset() for step in range(-49, 50)}
    assume(len(offsets) == 1)
    assert opening(WorkingHours(zone, periods), now).is_open is any(_covers(period, local) for period in periods)


def _covers(period: Period, local: datetime) -> bool:
    today, yesterday = (list(Weekday)[(local - timedelta(days=ago)).weekday()] for ago in (0, 1))
    clock, over_night = local.strftime("%H:%M:%S"), period.end <= period.start
    if over_night:
        return (period.day is today and clock >= period.start) or (period.day is yesterday and clock < period.end)
    return period.day is today and period.start <= clock < period.end


@given(st.sampled_from(ZONES), LOCAL, st.integers(0, 7200))
def test_a_later_time_of_the_clock_is_no_earlier_moment(zone: str, local: datetime, seconds: int) -> None:
    first, second = (moment_of(ZoneInfo(zone), local + timedelta(seconds=more)) for more in (0, seconds))
    assert first <= second


@pytest.mark.parametrize("name", ["Mars/Base", "", "../etc/passwd", "Europe", "Europe/Amsterdam\0", "/etc/hosts"])
def test_what_is_no_time_zone_is_none(name: str) -> None:
    assert zone_of(name) is None


@pytest.mark.parametrize(
    ("periods", "expected"),
    [
        ((), None),
        (WEEK, None),
        ((("monday", "09:00", "12:00"), ("monday", "12:00", "17:00")), None),
        ((("monday", "11:00", "17:00"), ("monday", "09:00", "12:00")), (0, 1)),
        ((("monday", "22:00", "06:00"), ("tuesday", "05:00", "09:00")), (0, 1)),
        ((("monday", "00:00", "03:00"), ("wednesday", "09:00", "12:00"), ("sunday", "22:00", "01:00")), (0, 2)),
        ((("monday", "09:00", "09:00"),), None),
    ],
)
def test_periods_that_overlap_are_found(periods: tuple[object, ...], expected: tuple[int, int] | None) -> None:
    made = [each if isinstance(each, Period) else Period(Weekday(each[0]), *each[1:]) for each in periods]
    assert overlap(tuple(made)) == expected
