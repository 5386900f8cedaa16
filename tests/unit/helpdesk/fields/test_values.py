"""What a typed field accepts, and how it is stored."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpdesk.fields.flaws import Flaw, Unfit
from helpdesk.fields.values import Choice, FieldType, Limits, fitting, is_empty
from tests.support.strategies import any_json

CHOICES = (Choice("small", "Small"), Choice("large", "Large"), Choice("odd", "Odd", retired=True))


@given(st.sampled_from(FieldType), any_json)
def test_a_value_fits_or_says_why_not_and_fits_again_as_it_is_stored(kind, value):
    try:
        stored = fitting(kind, value, CHOICES)
    except Unfit:
        return
    assert fitting(kind, json.loads(json.dumps(stored)), CHOICES) == stored


@pytest.mark.parametrize(
    ("kind", "given_", "stored"),
    [
        (FieldType.TEXT, "A line", "A line"),
        (FieldType.LONG_TEXT, "Two\nlines", "Two\nlines"),
        (FieldType.NUMBER, 1.5, 1.5),
        (FieldType.DATE, "2026-02-28", "2026-02-28"),
        (FieldType.DATETIME, "2026-10-25T02:30:00+02:00", "2026-10-25T00:30:00.000000Z"),
        (FieldType.DATETIME, "2026-10-25T02:30:00+01:00", "2026-10-25T01:30:00.000000Z"),
        (FieldType.CHOICE, "small", "small"),
        (FieldType.MULTI_CHOICE, ["large", "small", "large"], ["large", "small"]),
        (FieldType.BOOLEAN, False, False),
        (FieldType.URL, "https://example.com/a?b=c#d", "https://example.com/a?b=c#d"),
    ],
)
def test_what_is_stored(kind, given_, stored):
    assert fitting(kind, given_, CHOICES) == stored


@pytest.mark.parametrize(
    ("kind", "given_", "flaw"),
    [
        (FieldType.TEXT, 1, Flaw.NOT_TEXT),
        (FieldType.TEXT, "Two\nlines", Flaw.SEVERAL_LINES),
        (FieldType.TEXT, "x" * 501, Flaw.TOO_LONG),
        (FieldType.LONG_TEXT, "x" * 100_000, Flaw.TOO_LONG),
        (FieldType.NUMBER, True, Flaw.NOT_NUMBER),
        (FieldType.NUMBER, float("inf"), Flaw.NOT_EXACT),
        (FieldType.NUMBER, 10**400, Flaw.NOT_EXACT),
        (FieldType.NUMBER, 2**54, Flaw.NOT_EXACT),
        (FieldType.DATE, "2026-02-29", Flaw.NOT_DATE),
        (FieldType.DATE, "20260228", Flaw.NOT_DATE),
        (FieldType.DATETIME, "2026-11-26T09:30:00", Flaw.NOT_MOMENT),
        (FieldType.DATETIME, "0001-01-01T00:00:00+01:00", Flaw.NOT_MOMENT),
        (FieldType.CHOICE, "tiny", Flaw.NOT_OFFERED),
        (FieldType.CHOICE, "odd", Flaw.RETIRED),
        (FieldType.MULTI_CHOICE, "small", Flaw.TOO_MANY),
        (FieldType.MULTI_CHOICE, ["small"] * 51, Flaw.TOO_MANY),
        (FieldType.BOOLEAN, "true", Flaw.NOT_BOOLEAN),
        (FieldType.URL, "javascript:alert(1)", Flaw.NOT_URL),
        (FieldType.URL, "https://ada:secret@example.com/", Flaw.NOT_URL),
    ],
)
def test_what_does_not_fit(kind, given_, flaw):
    with pytest.raises(Unfit) as refused:
        fitting(kind, given_, CHOICES)
    assert refused.value.flaw is flaw


def test_a_retired_choice_stays_where_it_was_chosen():
    assert fitting(FieldType.CHOICE, "odd", CHOICES, kept="odd") == "odd"
    assert fitting(FieldType.MULTI_CHOICE, ["odd", "small"], CHOICES, kept=["odd"]) == ["odd", "small"]


def test_a_number_has_limits():
    assert fitting(FieldType.NUMBER, 2, limits=Limits(1, 3)) == 2
    for limits, code, limit in ((Limits(minimum=3), "too_small", 3), (Limits(maximum=1), "too_great", 1)):
        with pytest.raises(Unfit, match="must be at") as refused:
            fitting(FieldType.NUMBER, 2, limits=limits)
        flaw = refused.value.at("size")
        assert (flaw.field, flaw.code, flaw.limit) == ("size", code, limit)


def test_what_counts_as_no_answer():
    assert all(map(is_empty, (None, "", " \u200b", [])))
    assert not any(map(is_empty, (0, False, "x", ["small"])))
