import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpdesk.index.models import Document, Kind
from helpdesk.index.opensearch_fields import (
    Column,
    ColumnKind,
    columns_needed,
    description,
    laid_out,
    number_term,
    term,
)

_MOST_FIELDS = 1_000
"""Of an index of OpenSearch Serverless."""
_LARGEST_TERM = 32_766
"""Bytes that Lucene takes."""
_NUMBERS = st.integers(-(2**53), 2**53) | st.floats(-(2**53), 2**53)
_VALUES = st.booleans() | _NUMBERS | st.text(max_size=5)


def test_the_index_has_fewer_fields_than_it_may_have_whatever_it_holds() -> None:
    properties = description()["mappings"]["properties"]
    assert len(properties) < _MOST_FIELDS
    assert description()["mappings"]["dynamic"] == "strict"
    document = Document(
        "t1",
        Kind.TICKET,
        "t1",
        1,
        1,
        {"x y.z": ("1",), "n": (1, 2), "vip": (True,)},
        {"text": "a", "properties.q": "b"},
    )
    columns = {field: Column(field[1], 0) for field in columns_needed([document])}
    assert laid_out(document, columns, 3).keys() <= properties.keys()


def test_a_column_is_known_by_its_name() -> None:
    assert Column.parse(Column(ColumnKind.TEXT, 12).name) == Column(ColumnKind.TEXT, 12)


@given(_NUMBERS, _NUMBERS)
def test_terms_of_numbers_are_sorted_as_numbers(one: float, other: float) -> None:
    terms = number_term("n", one), number_term("n", other)
    assert (terms[0] < terms[1], terms[0] == terms[1]) == (float(one) < float(other), float(one) == float(other))


@given(_VALUES, _VALUES)
def test_terms_are_equal_if_the_values_are(one: str | float, other: str | float) -> None:
    is_same = one == other and isinstance(one, bool) == isinstance(other, bool)
    assert (term("field", one) == term("field", other)) == is_same


@pytest.mark.parametrize("text", ["\U00020000" * 40_000, "x" * 501])
def test_a_long_text_fits_and_is_still_itself(text: str) -> None:
    assert len(term("field", text).encode()) < _LARGEST_TERM
    assert term("field", text) != term("field", "y" + text)
    document = Document("t1", Kind.TICKET, "t1", 1, 1, {"name": (text,)})
    column = Column(ColumnKind.TEXT, 0)
    laid = laid_out(document, {("name", ColumnKind.TEXT): column}, 1)
    assert len(laid[column.name].encode()) < _LARGEST_TERM
