import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpdesk.platform.text import excerpt, storable
from tests.support.strategies import any_text

clean_text = st.text()


@given(any_text)
def test_storable_text_always_encodes_to_utf8(text):
    storable(text).encode()


@given(clean_text)
def test_valid_utf8_text_is_unchanged(text):
    assert storable(text) == text


@pytest.mark.parametrize(
    ("text", "stored"),
    [("\ud800", "\ufffd"), ("a\udc00b", "a\ufffdb"), ("\ud83da", "\ufffda"), ("\ud83d\ude00", "\U0001f600")],
)
def test_an_unpaired_surrogate_is_replaced_and_a_pair_is_joined(text, stored):
    assert storable(text) == stored


def test_control_characters_and_byte_order_marks_are_kept():
    assert storable("\ufeff\0\u202e") == "\ufeff\0\u202e"


@given(clean_text, st.integers(1, 200))
def test_an_excerpt_is_one_line_within_the_limit(text, limit):
    short = excerpt(text, limit)
    assert len(short) <= limit
    assert len(short.splitlines()) <= 1


def test_a_truncated_excerpt_ends_with_an_ellipsis():
    assert excerpt("one\n two  three", 50) == "one two three"
    assert excerpt("one two three", 8) == "one two…"
