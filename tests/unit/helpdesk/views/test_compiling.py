"""Views, read for whoever looks at them: what they find is what a person finds who reads the filters."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpdesk.index.matching import matches
from helpdesk.views.compiling import compiled
from helpdesk.views.filterable import FilterType
from helpdesk.views.filtered_values import Viewer
from helpdesk.views.models import Operator, View, ViewFilter
from helpdesk.views.times import Clocks
from tests.support.viewed import KNOWN, NOW, Values, document

ZONES = ("UTC", "Europe/Amsterdam", "America/New_York", "Pacific/Kiritimati", "Asia/Kolkata")
VIEWERS = st.builds(
    lambda user, teams, zone: Viewer(user, tuple(teams), Clocks(ZoneInfo(zone), NOW)),
    st.sampled_from(["ann", "bob"]),
    st.lists(st.sampled_from(["red", "blue"]), unique=True),
    st.sampled_from(ZONES),
)
DAYS = st.integers(-3, 3).map(lambda ahead: NOW.date() + timedelta(days=ahead))
MOMENTS = st.integers(-72, 72).map(lambda ahead: NOW + timedelta(hours=ahead))
WORDS = st.sampled_from(["Refund", "late refund", "Späte Rückgabe", "返金", "?"])
VALUES: dict[FilterType, st.SearchStrategy[Any]] = {
    FilterType.TEXT: WORDS,
    FilterType.LONG_TEXT: WORDS,
    FilterType.URL: st.sampled_from(["https://x.example/", "https://y.example/A"]),
    FilterType.NUMBER: st.sampled_from([-1, 0, 2, 2.5, 2**53]),
    FilterType.DATE: DAYS,
    FilterType.DATETIME: MOMENTS,
    FilterType.CHOICE: st.sampled_from(["s", "l", "xl"]),
    FilterType.MULTI_CHOICE: st.lists(st.sampled_from(["s", "l"]), unique=True),
    FilterType.BOOLEAN: st.booleans(),
    FilterType.USER: st.sampled_from(["ann", "bob"]),
    FilterType.TEAM: st.sampled_from(["red", "blue"]),
}
NAMES = [
    *(name for name in KNOWN if name.startswith("properties.")),
    *("contact.properties.text", "owner_id", "team_id", "mentions", "priority", "opened_at", "name"),
]


def value_of(name: str) -> st.SearchStrategy[Any]:
    if name == "priority":
        return st.sampled_from(["low", "high", "urgent"])
    values = VALUES[KNOWN[name].type]
    return st.lists(values, unique=True) if name == "mentions" else values


def written(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value[0] if isinstance(value, list) else value


@st.composite
def filtered(draw: st.DrawFn, name: str) -> tuple[ViewFilter, Values]:
    """A filter, and a ticket that may match."""
    of, operator = KNOWN[name], draw(st.sampled_from(KNOWN[name].operators))
    one = value_of(name).filter(lambda value: value not in ([], "?")).map(written)
    if of.type in {FilterType.USER, FilterType.TEAM}:
        one |= st.sampled_from(["none", "me" if of.type is FilterType.USER else "my_teams"])
    if of.type in {FilterType.DATE, FilterType.DATETIME}:
        one |= st.sampled_from(["today", "yesterday", "tomorrow", "-2d", "+1w"])
    value = draw(
        {
            Operator.IS_EMPTY: st.none(),
            Operator.IS_NOT_EMPTY: st.none(),
            Operator.IN: st.lists(one, min_size=1, max_size=3),
            Operator.WITHIN_LAST: st.sampled_from(["1d", "2d", "1w"]),
        }.get(operator, one)
    )
    return ViewFilter(name, operator, value), {name: draw(st.none() | value_of(name))}


def holds(each: ViewFilter, ticket: Values, viewer: Viewer) -> bool:
    """As a person reads it."""
    has = ticket[each.property]
    has = has if isinstance(has, list) else [] if has is None else [has]
    return Reading(each, viewer).holds(has)


class Reading:
    def __init__(self, each: ViewFilter, viewer: Viewer) -> None:
        self.each, self.viewer, self.zone = each, viewer, viewer.clocks.zone
        self.of = KNOWN[each.property]

    def holds(self, has: list[Any]) -> bool:
        operator, value = self.each.operator, self.each.value
        if operator in {Operator.IS_EMPTY, Operator.IS_NOT_EMPTY}:
            return bool(has) is (operator is Operator.IS_NOT_EMPTY)
        if operator in {Operator.IS, Operator.IS_NOT}:
            return self.is_it(has, value) is (operator is Operator.IS)
        if operator is Operator.IN:
            return any(self.is_it(has, one) for one in value)
        return any(self.compares(one, value) for one in has)

    def is_it(self, has: list[Any], value: Any) -> bool:
        if value == "none" and self.of.type in {FilterType.USER, FilterType.TEAM}:
            return not has
        meant = {"me": [self.viewer.user_id], "my_teams": list(self.viewer.team_ids)}.get(value, [value])
        if self.of.type in {FilterType.DATE, FilterType.DATETIME}:
            return any(self.compared(one, value) == 0 for one in has)
        lower = [one.lower() if isinstance(one, str) else one for one in has]
        return any((one.lower() if isinstance(one, str) else one) in lower for one in meant)

    def compares(self, one: Any, value: Any) -> bool:
        operator = self.each.operator
        if operator is Operator.CONTAINS:
            return all(word in one.lower().split() for word in value.lower().split()) or value.lower() in one.lower()
        if operator is Operator.WITHIN_LAST:
            length = timedelta(weeks=1) if value == "1w" else timedelta(days=int(value[0]))
            now = NOW.astimezone(self.zone).date() if not isinstance(one, datetime) else NOW
            return bool(now - length <= one <= now)
        compared = self.compared(one, value)
        return {
            Operator.BEFORE: compared < 0,
            Operator.AFTER: compared > 0,
            Operator.AT_LEAST: compared >= 0,
            Operator.AT_MOST: compared <= 0,
        }[operator]

    def compared(self, one: Any, value: Any) -> int:
        """-1, 0 or 1: it is less, equal, or more."""
        if self.of.name == "priority":
            order = ["low", "medium", "high", "urgent"]
            one, value = order.index(one), order.index(value)
        if isinstance(value, str):
            days = {"today": 0, "yesterday": -1, "tomorrow": 1, "-2d": -2, "+1w": 7}
            if value in days:
                value = NOW.astimezone(self.zone).date() + timedelta(days=days[value])
            else:
                value = datetime.fromisoformat(value) if "T" in value else date.fromisoformat(value)
        if isinstance(one, datetime) and not isinstance(value, datetime):
            one = one.astimezone(self.zone).date()
        return int(one > value) - int(one < value)


@pytest.mark.parametrize("name", NAMES)
@given(data=st.data(), viewer=VIEWERS)
@settings(max_examples=80)
def test_a_filter_finds_what_a_person_finds(name: str, data: st.DataObject, viewer: Viewer) -> None:
    each, ticket = data.draw(filtered(name))
    where = compiled(View("v", "View", (each,)), viewer, KNOWN).where
    assert matches(document(ticket), where) is holds(each, ticket, viewer)


@pytest.mark.parametrize(
    ("operator", "before", "first", "last", "after"),
    [
        (Operator.IS, False, True, True, False),
        (Operator.IS_NOT, True, False, False, True),
        (Operator.BEFORE, True, False, False, False),
        (Operator.AFTER, False, False, False, True),
        (Operator.AT_LEAST, False, True, True, True),
        (Operator.AT_MOST, True, True, True, False),
    ],
)
@pytest.mark.parametrize("day", ["today", "2026-11-27"])
def test_a_day_is_all_of_its_moments(
    operator: Operator, before: bool, first: bool, last: bool, after: bool, day: str
) -> None:
    viewer = Viewer("ann", (), Clocks(ZoneInfo("Asia/Kolkata"), NOW))
    start = datetime(2026, 11, 26, 18, 30, tzinfo=UTC)
    moment, end = timedelta(milliseconds=1), start + timedelta(days=1)
    where = compiled(View("v", "View", (ViewFilter("opened_at", operator, day),)), viewer, KNOWN).where
    found = [matches(document({"opened_at": at}), where) for at in (start - moment, start, end - moment, end)]
    assert found == [before, first, last, after]
