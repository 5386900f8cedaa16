"""Views that name what is not there: each filter is named, in a view that is made and in one that is opened."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpdesk.index.models import AnyOf, Exists, Is, Not, Sort
from helpdesk.platform.errors import Conflict
from helpdesk.tickets.models import TicketState
from helpdesk.views.compiling import Compiled, compiled, flaws
from helpdesk.views.filterable import FilterType, known
from helpdesk.views.listing import listed
from helpdesk.views.models import DEFAULT, MOST_VALUES, Operator, SortDirection, SortKey, View, ViewFilter, where
from tests.support.viewed import ANN, KNOWN, PROPERTIES

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=30),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=2),
    max_leaves=5,
)


def named(*filters: ViewFilter, sort: str = "number") -> list[str]:
    """The fields that are refused."""
    return [each.field for each in flaws(View("v", "V", filters, (SortKey(sort),)), ANN, KNOWN)]


@pytest.mark.parametrize(
    ("name", "operator", "value", "code", "limit"),
    [
        ("properties.colour", Operator.IS, "red", "unknown_property", None),
        ("owner_id", Operator.BEFORE, "today", "unknown_operator", None),
        ("owner_id", Operator.IS, "", "not_id", None),
        ("status", Operator.IS, "ajar", "not_offered", None),
        ("status", Operator.IN, [], "not_list", MOST_VALUES),
        ("status", Operator.IS_EMPTY, "open", "takes_no_value", None),
        ("number", Operator.AT_LEAST, "many", "not_number", None),
        ("name", Operator.IS, 1, "not_text", None),
        ("name", Operator.IS, "x" * 501, "too_long", 500),
        ("name", Operator.CONTAINS, "!", "no_word", None),
        ("opened_at", Operator.IS, "soon", "not_day_or_moment", None),
        ("opened_at", Operator.IS, "0001-01-01", "no_day_of_all_calendars", None),
        ("opened_at", Operator.WITHIN_LAST, "soon", "not_length", None),
        ("properties.date", Operator.IS, "now", "not_day", None),
    ],
)
def test_what_is_wrong_has_a_code(name: str, operator: Operator, value: Any, code: str, limit: int | None) -> None:
    [flaw] = flaws(View("v", "V", (ViewFilter(name, operator, value),)), ANN, KNOWN)
    assert (flaw.code, flaw.limit) == (code, limit)


def test_what_cannot_be_sorted_has_a_code() -> None:
    for name, code in (("colour", "unknown_property"), ("mentions", "not_sortable")):
        assert [each.code for each in flaws(View("v", "V", (), (SortKey(name),)), ANN, KNOWN)] == [code]


def test_each_wrong_filter_is_named() -> None:
    filters = (
        ViewFilter("status", Operator.IS, "open"),
        ViewFilter("properties.colour", Operator.IS, "red"),
        ViewFilter("owner_id", Operator.BEFORE, "today"),
        ViewFilter("number", Operator.AT_LEAST, "many"),
    )
    assert named(*filters) == ["filters[1].property", "filters[2].operator", "filters[3].value"]
    with pytest.raises(Conflict) as refused:
        compiled(View("v", "V", filters), ANN, KNOWN)
    assert refused.value.code == "view_broken"
    assert [each.field for each in refused.value.fields] == named(*filters)


@pytest.mark.parametrize(
    ("name", "operator", "value"),
    [
        ("status", "is", "ajar"),
        ("status", "is", None),
        ("status", "in", []),
        ("status", "in", ["open"] * (MOST_VALUES + 1)),
        ("status", "in", "open"),
        ("status", "in", ["open", "ajar"]),
        ("status", "is_empty", "open"),
        ("number", "is", True),
        ("number", "is", float("nan")),
        ("number", "at_most", 2**60),
        ("number", "is", 10**400),
        ("priority", "at_least", 3),
        ("name", "is", ""),
        ("name", "is", "x" * 501),
        ("name", "contains", "?!"),
        ("name", "contains", 7),
        ("owner_id", "is", ""),
        ("owner_id", "is", "x" * 129),
        ("opened_at", "before", "soon"),
        ("opened_at", "before", "2026-02-30"),
        ("opened_at", "before", "2026-11-26T09:30:00"),
        ("opened_at", "after", "0001-01-01"),
        ("opened_at", "after", 20261126),
        ("opened_at", "within_last", "-7d"),
        ("opened_at", "within_last", "0d"),
        ("properties.date", "is", "now"),
        ("properties.date", "is", "-24h"),
        ("properties.date", "within_last", "24h"),
        ("properties.date", "at_least", "2026-11-26T09:30:00Z"),
        ("properties.boolean", "is", "yes"),
        ("properties.choice", "is", "medium"),
        ("properties.url", "is", 1),
    ],
)
def test_a_value_that_does_not_fit_is_named(name: str, operator: str, value: Any) -> None:
    assert named(ViewFilter(name, Operator(operator), value)) == ["filters[0].value"]


@pytest.mark.parametrize("name", ["colour", "mentions", "properties.long_text", "properties.multi_choice"])
def test_what_cannot_be_sorted_by_is_named(name: str) -> None:
    assert named(sort=name) == ["sort[0].property"]


def test_a_property_of_another_type_is_a_problem_only_if_the_operator_or_the_value_is() -> None:
    text = [each for each in PROPERTIES if each.name == "text"]
    before = View("v", "V", (ViewFilter("properties.text", Operator.CONTAINS, "late"),))
    assert not flaws(before, ANN, known(text))
    assert [each.field for each in flaws(before, ANN, known())] == ["filters[0].property"]


@given(st.sampled_from(sorted(KNOWN)), st.sampled_from(Operator), JSON)
def test_whatever_a_value_is_it_is_read_or_refused(name: str, operator: Operator, value: Any) -> None:
    assert set(named(ViewFilter(name, operator, value))) <= {"filters[0].operator", "filters[0].value"}


@pytest.mark.parametrize("view", DEFAULT.values(), ids=lambda view: view.id)
def test_a_default_view_is_right_on_every_desk(view: View) -> None:
    assert not flaws(view, ANN, known())
    assert all(column in known() for column in view.columns)
    assert compiled(view, ANN, known()).sort == Sort("last_activity_at", descending=True)


def test_who_is_in_no_team_has_no_tickets_of_their_teams() -> None:
    view = View("v", "V", where(team_id="my_teams"))
    stranger = type(ANN)("eve", (), ANN.clocks)
    assert compiled(view, stranger, KNOWN).where == AnyOf(())
    assert compiled(view, ANN, KNOWN).where == Is("team_id", ("red",))


def test_the_list_of_tickets_is_a_view() -> None:
    view = listed(TicketState.CLOSED, owner_id="none", team_id="red")
    assert view.filters == where(status="closed", owner_id="none", team_id="red")
    assert isinstance(compiled(view, ANN, known()), Compiled)


def test_a_choice_with_an_order_is_sorted_by_it() -> None:
    view = View("v", "V", where(owner_id=None), (SortKey("priority", SortDirection.ASCENDING),))
    assert compiled(view, ANN, KNOWN) == Compiled(Not(Exists("owner_id")), Sort("priority_rank"))


@pytest.mark.parametrize("of", KNOWN.values(), ids=lambda of: of.name)
def test_every_property_says_what_it_takes(of: Any) -> None:
    assert of.label
    assert of.operators
    assert (of.type in {FilterType.CHOICE, FilterType.MULTI_CHOICE}) is bool(of.choices)
