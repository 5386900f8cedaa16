"""Dates and moments that a filter names, as the clocks of the viewer show them. Pure."""

import re
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from helpdesk.fields.flaws import Flaw, Unfit
from helpdesk.index.values import days, milliseconds
from helpdesk.people.working_hours import moment_of
from helpdesk.platform.frozen import frozen

_RELATIVE = re.compile(r"([+-])([1-9][0-9]{0,3})([mhdw])")
_LENGTH = re.compile(r"([1-9][0-9]{0,3})([mhdw])")
_DAYS = {"today": 0, "yesterday": -1, "tomorrow": 1}
_UNITS = {"m": timedelta(minutes=1), "h": timedelta(hours=1), "d": timedelta(days=1), "w": timedelta(weeks=1)}
_FIRST, _LAST = date(2, 1, 1), date(9998, 12, 31)
"""Days that every time zone has."""
_A_DAY = "a date such as 2026-11-26, or today, yesterday, tomorrow, -7d, +2w"


@frozen
class Clocks:
    """Of whoever looks at a view."""

    zone: tzinfo
    now: datetime

    @property
    def today(self) -> date:
        return self.now.astimezone(self.zone).date()

    def start_of(self, day: date) -> datetime:
        return moment_of(self.zone, datetime.combine(day, time()))


@frozen
class Span:
    """From the first to the last, which is included: days since 1970, or milliseconds."""

    first: int
    last: int


def day_span(given: object, clocks: Clocks) -> Span:
    """Of a property that has dates. Raises Unfit."""
    day = _day(given, clocks)
    if day is None:
        raise Unfit(Flaw.NOT_DAY, f"must be {_A_DAY}")
    return Span(days(day), days(day))


def moment_span(given: object, clocks: Clocks) -> Span:
    """Of a property that has moments: a day is all of its moments. Raises Unfit."""
    if (day := _day(given, clocks)) is not None:
        return Span(milliseconds(clocks.start_of(day)), milliseconds(clocks.start_of(day + timedelta(days=1))) - 1)
    if (moment := _moment(given, clocks)) is not None:
        at = milliseconds(moment)
        return Span(at, at)
    raise Unfit(Flaw.NOT_DAY_OR_MOMENT, f"must be {_A_DAY}, or a moment such as 2026-11-26T09:30:00Z, now, -24h")


def last_days(given: object, clocks: Clocks) -> Span:
    """Until today. Raises Unfit."""
    length = _length(given, "dw")
    return Span(days(clocks.today - length), days(clocks.today))


def last_moments(given: object, clocks: Clocks) -> Span:
    """Until now: days and weeks by the viewer's clocks, hours and minutes as they pass. Raises Unfit."""
    length = _length(given, "mhdw")
    if str(given)[-1] in "mh":
        return Span(milliseconds(clocks.now - length), milliseconds(clocks.now))
    local = clocks.now.astimezone(clocks.zone).replace(tzinfo=None) - length
    return Span(milliseconds(moment_of(clocks.zone, local)), milliseconds(clocks.now))


def _length(given: object, units: str) -> timedelta:
    found = _LENGTH.fullmatch(given) if isinstance(given, str) else None
    if found is None or found[2] not in units:
        examples = "7d or 2w" if units == "dw" else "30m, 24h, 7d or 2w"
        raise Unfit(Flaw.NOT_LENGTH, f"must be a length of time such as {examples}")
    return int(found[1]) * _UNITS[found[2]]


def _day(given: object, clocks: Clocks) -> date | None:
    """None for what is no day. Raises Unfit for one that not every calendar has."""
    if not isinstance(given, str):
        return None
    if given in _DAYS:
        return clocks.today + timedelta(days=_DAYS[given])
    if found := _RELATIVE.fullmatch(given):
        length = int(found[2]) * _UNITS[found[3]]
        return None if found[3] in "mh" else clocks.today + (length if found[1] == "+" else -length)
    try:
        day = date.fromisoformat(given) if len(given) == len("2026-11-26") else None
    except ValueError:
        return None
    if day is not None and not _FIRST <= day <= _LAST:
        raise Unfit(Flaw.NO_DAY_OF_ALL_CALENDARS, f"must be between {_FIRST.isoformat()} and {_LAST.isoformat()}")
    return day


def _moment(given: object, clocks: Clocks) -> datetime | None:
    if not isinstance(given, str):
        return None
    if given == "now":
        return clocks.now
    if found := _RELATIVE.fullmatch(given):
        length = int(found[2]) * _UNITS[found[3]]
        return clocks.now + (length if found[1] == "+" else -length)
    try:
        moment = datetime.fromisoformat(given)
        return moment.astimezone(UTC) if moment.tzinfo else None
    except (ValueError, OverflowError):
        return None
