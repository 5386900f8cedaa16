"""When somebody works: the same hours each week, by the clocks of one time zone. Pure."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from enum import StrEnum

from helpdesk.platform.frozen import frozen

_AHEAD = 15
"""Days. A pause that the clocks skip in one week comes in the next one."""
_ALWAYS = timedelta(days=_AHEAD)


class Weekday(StrEnum):
    MONDAY = "monday"
    TUESDAY = "tuesday"
    WEDNESDAY = "wednesday"
    THURSDAY = "thursday"
    FRIDAY = "friday"
    SATURDAY = "saturday"
    SUNDAY = "sunday"


_WEEK = tuple(Weekday)


@frozen
class Period:
    day: Weekday
    """The one on which it starts."""
    start: str
    """`09:00`"""
    end: str
    """Not later than `start`: on the next day. `00:00` is the end of the day."""


@frozen
class WorkingHours:
    time_zone: str
    """As the IANA calls it: `Europe/Amsterdam`."""
    periods: tuple[Period, ...]
    """At least one. They may touch, but do not overlap."""


@frozen
class Opening:
    is_open: bool
    until: datetime | None
    """None: for ever."""


def opening(hours: WorkingHours, now: datetime) -> Opening:
    for start, end in _spans(hours, now):
        if now < start:
            return Opening(is_open=False, until=start)
        if now < end:
            return Opening(is_open=True, until=None if end - now > _ALWAYS else end)
    return Opening(is_open=False, until=None)


def zone_of(name: str) -> tzinfo | None:
    """None if there is no such time zone."""
    from zoneinfo import ZoneInfo  # noqa: PLC0415 - few requests ask for one

    try:
        return ZoneInfo(name)
    except (ValueError, OSError, LookupError):  # what no file is called, a folder, and what is not there
        return None


def overlap(periods: tuple[Period, ...]) -> tuple[int, int] | None:
    """The positions of two periods of the week that overlap."""
    week = len(_WEEK) * 1440
    spans = sorted((*_minutes(period), at) for at, period in enumerate(periods))
    follow = [*spans[1:], (spans[0][0] + week, 0, spans[0][2])] if spans else []
    for (_, end, at), (start, _, following) in zip(spans, follow, strict=True):
        if start < end:
            return min(at, following), max(at, following)
    return None


def moment_of(zone: tzinfo, local: datetime) -> datetime:
    """When the clocks of the zone show this time first. A time that they skip is when they are put forward."""
    first = local.replace(tzinfo=zone, fold=0).astimezone(UTC)
    if first.astimezone(zone).replace(tzinfo=None) == local:
        return first
    before = local.replace(tzinfo=zone, fold=1).astimezone(UTC)
    standing = before.astimezone(zone).utcoffset()
    low, high = 0, int((first - before).total_seconds())
    while low < high:
        middle = (low + high) // 2
        changed = (before + timedelta(seconds=middle)).astimezone(zone).utcoffset() != standing
        low, high = (low, middle) if changed else (middle + 1, high)
    return before + timedelta(seconds=low)


def _spans(hours: WorkingHours, now: datetime) -> list[tuple[datetime, datetime]]:
    """In which somebody works without a pause, from some days ago on."""
    merged: list[tuple[datetime, datetime]] = []
    for start, end in sorted(_each(hours, now)):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], end))
        else:
            merged.append((start, end))
    return merged


def _each(hours: WorkingHours, now: datetime) -> Iterator[tuple[datetime, datetime]]:
    zone = zone_of(hours.time_zone) or UTC  # of a zone that is not there any more
    today = now.astimezone(zone).date()
    for ahead in range(-2, _AHEAD + 2):
        day = today + timedelta(days=ahead)
        for period in hours.periods:
            if period.day is _WEEK[day.weekday()]:
                start, end = (moment_of(zone, local) for local in _local(period, day))
                if start < end:  # else the clocks skip it
                    yield start, end


def _local(period: Period, day: date) -> tuple[datetime, datetime]:
    start, end = time.fromisoformat(period.start), time.fromisoformat(period.end)
    return datetime.combine(day, start), datetime.combine(day + timedelta(days=end <= start), end)


def _minutes(period: Period) -> tuple[int, int]:
    """Of the week."""
    monday = date(2024, 1, 1)
    start, end = _local(period, monday + timedelta(days=_WEEK.index(period.day)))
    first = datetime.combine(monday, time())
    return (start - first) // timedelta(minutes=1), (end - first) // timedelta(minutes=1)
