from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpdesk.platform.attributes import from_attributes, to_attributes

decimals = st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**20), max_value=10**20, places=5)
scalars = st.text() | st.integers() | decimals | st.booleans() | st.binary()
values = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=5) | st.dictionaries(st.text(), inner, max_size=5),
    max_leaves=20,
)


@given(st.dictionaries(st.text(), values, max_size=5))
def test_an_item_survives_the_conversion_unchanged(item):
    assert from_attributes(to_attributes(item)) == item


def test_true_is_not_stored_as_the_number_one():
    assert to_attributes({"yes": True, "one": 1}) == {"yes": {"BOOL": True}, "one": {"N": "1"}}


@given(st.integers())
def test_integers_are_loaded_as_int(number):
    assert type(from_attributes(to_attributes({"n": number}))["n"]) is int


def test_a_number_too_large_for_a_browser_stays_exact():
    assert from_attributes({"n": {"N": "4912661846655238145"}}) == {"n": 4912661846655238145}


def test_a_tuple_is_stored_as_a_list():
    assert from_attributes(to_attributes({"parts": ("a", "b")})) == {"parts": ["a", "b"]}


def test_none_is_omitted_at_every_depth():
    assert to_attributes({"a": None, "b": {"c": None, "d": 1}}) == {"b": {"M": {"d": {"N": "1"}}}}


def test_bytes_are_text_in_the_event_of_a_stream():
    assert from_attributes({"a": {"B": "AAH/"}}) == from_attributes({"a": {"B": b"\0\1\xff"}}) == {"a": b"\0\1\xff"}


def test_null_in_the_table_is_read_as_none():
    assert from_attributes({"a": {"NULL": True}}) == {"a": None}


@pytest.mark.parametrize("value", [1.5, {1, 2}, object(), [None], [0.1]])
def test_a_value_that_cannot_be_stored_exactly_is_rejected(value):
    with pytest.raises(TypeError, match="cannot be stored"):
        to_attributes({"value": value})


def test_an_unknown_kind_of_attribute_is_rejected():
    with pytest.raises(TypeError, match="kind XX is unknown"):
        from_attributes({"a": {"XX": "?"}})


def test_fractions_are_loaded_as_decimals():
    assert from_attributes({"n": {"N": "-1.50"}}) == {"n": Decimal("-1.50")}
