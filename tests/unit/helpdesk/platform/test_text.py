import pytest
import regex
from hypothesis import example, given
from hypothesis import strategies as st

from helpdesk.platform.text import boundary, excerpt, storable, visible
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


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("invoice\u202egpj.exe", "invoicegpj.exe"),
        ("\u2066a\u2069\u200f \ufeffb\0", "a b"),
        ("a\u00ad\u200bb\u2028c", "ab c"),
        ("\u200e a \u202e b \u200b", "a b"),
        ("\U0001f469\u200d\U0001f680 \U0001f3f4\U000e0067\U000e0062\U000e007f \u0601\u0661",) * 2,
    ],
)
def test_an_excerpt_has_nothing_that_changes_how_the_rest_is_shown(text, line):
    assert excerpt(text, 100) == line


FAMILY, WAVE, FLAG = "👩\u200d👩\u200d👧", "👋🏽", "🇳🇱"
# What clusters are made of: most random text has none.
PIECES = (
    "ab 👩👋🏽🇳🇱❤\u200d\ufe0f\u0301\u20e3\u200b\u200c\u0600각\u1100\u1161\u11a8क\u094d\u0937\u093fก"
    "\u0e33\u0d4e\uff9e\U000e0067\r\U000110bd\U00011a3a"
)
clustered = st.lists(st.sampled_from(PIECES) | st.characters(), max_size=40).map("".join)


@given(clustered, st.integers(0, 40))
@example(FAMILY, 3)
@example(FLAG * 3, 3)
def test_a_boundary_never_splits_what_people_see_as_one_character(text, at):
    """`regex` implements Unicode's grapheme clusters."""
    at = min(at, len(text))
    ends = {match.end() for match in regex.finditer(r"\X", text)} | {0}
    assert boundary(text, at) in ends
    assert boundary(text, at) <= at


@pytest.mark.parametrize(
    ("text", "limit", "cut"),
    [
        ("ab" + FAMILY, 6, "ab…"),
        (FLAG * 3, 4, FLAG + "…"),
        ("hi " + WAVE + "!", 5, "hi …"),
        ("नमस्ते जी", 6, "नम…"),
        ("e\u0301" * 4, 4, "e\u0301…"),
        ("o" + "\u0301" * 200, 100, "o" + "\u0301" * 98 + "…"),
        ("한국어입니다", 4, "한국어…"),
    ],
)
def test_an_excerpt_is_cut_between_characters(text, limit, cut):
    assert excerpt(text, limit) == cut


@pytest.mark.parametrize(
    "text",
    [None, "", " \t\n", "\u3164", "\u200b\u2060", "\u2800", "\ufe0f", "\U000e0041", "\0", "\u202e", "\u115f\u1160"],
)
def test_text_without_anything_to_see_is_none(text):
    assert visible(text) is None


@pytest.mark.parametrize("text", ["a", " .", "\u3164a", "👍", "\u0301", "0", "ب"])
def test_text_with_something_to_see_is_unchanged(text):
    assert visible(text) == text
