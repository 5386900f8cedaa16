"""How large the values of a ticket may be."""

import pytest

from helpdesk.fields.values import FieldType
from helpdesk.pipelines.models import FIRST
from helpdesk.platform.errors import InvalidRequest
from helpdesk.properties.models import BUILT_IN, Property
from helpdesk.properties.values import LARGEST, LARGEST_GIVEN, fitted
from helpdesk.tickets.changes import WorkRules
from helpdesk.tickets.opening import check_opening

DEFINITIONS = {name: Property(name, name, FieldType.LONG_TEXT, "2026-11-26T00:00:00.000000Z") for name in "abcd"}
RULES = WorkRules({FIRST.id: FIRST}, {**DEFINITIONS, **BUILT_IN})


def test_what_an_account_gives_and_the_defaults_fit_into_a_ticket_together():
    assert 2 * LARGEST_GIVEN <= LARGEST
    check_opening({"a": "x" * (LARGEST_GIVEN - 1)}, RULES)
    with pytest.raises(InvalidRequest, match="10000"):
        check_opening({"a": "x" * (LARGEST_GIVEN - 1), "b": "x"}, RULES)


def test_a_change_that_makes_them_smaller_is_never_too_large():
    kept = dict.fromkeys("abc", "x" * 9000)
    assert fitted(DEFINITIONS, {"a": "x" * 8000}, kept) == {"a": "x" * 8000}
    assert fitted(DEFINITIONS, {"a": None}, kept) == {"a": None}
    assert fitted(DEFINITIONS, {"a": "y" * 9000}, kept) == {"a": "y" * 9000}
    for larger in ({"a": "x" * 9001}, {"a": "x" * 8999, "d": "x"}):
        with pytest.raises(InvalidRequest, match="the limit is 20000"):
            fitted(DEFINITIONS, larger, kept)
