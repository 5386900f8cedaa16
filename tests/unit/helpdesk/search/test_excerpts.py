"""What is shown of a text in which words were found, and what is marked."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpdesk.index.analysis import fold, placed_in, tokens
from helpdesk.index.matching import matches
from helpdesk.index.models import Document, Kind
from helpdesk.index.terms import terms
from helpdesk.platform.text import plain
from helpdesk.search.excerpts import beginning, excerpt

_TEXTS = st.text(st.sampled_from("aé日本のไทย한\u0131 ﾊﾞ\u0301\u1100\u1161@.+-0123456789\n")) | st.text()


def marked(query: str, text: str) -> str | None:
    """The excerpt, with what is marked in brackets."""
    found = excerpt(text, terms(query))
    return None if found is None else "".join(f"[{each.text}]" if each.marked else each.text for each in found)


@pytest.mark.parametrize(
    ("query", "text", "shown"),
    [
        ("refund", "I want a Refund, please", "I want a [Refund], please"),
        ("ref", "A refund", "A [refund]"),
        ("cafe", "Das Café\nist zu", "Das [Café] ist zu"),
        ("cafe", "Das Cafe\u0301 ist zu", "Das [Cafe\u0301] ist zu"),
        ("日本", "これは日本語です", "これは[日本]語です"),
        ("日本語", "日本 日本語", "日本 [日本語]"),
        ("ภาษา", "ใช้ภาษาไทย", "ใช้[ภาษา]ไทย"),
        ("한글", "오늘 한글 배우기", "오늘 [한글] 배우기"),
        ("ﾊﾞｰ", "ﾊﾞｰ, バー", "[ﾊﾞｰ], [バー]"),
        ("cleo@example.com", "write to Cleo@Example.com now", "write to [Cleo@Example.com] now"),
        ("+49 30 1234567", "or +49 (30) 123-4567 now", "or [+49 (30) 123-4567] now"),
        ('"want a"', "a want, I want a", "a want, I [want a]"),
        ("want please", "I want a refund, please", "I [want] a refund, [please]"),
        ("straße", "STRASSE 3", "[STRASSE] 3"),
        ("refund", "abc \u202egnp.exe refund", "abc gnp.exe [refund]"),
        ("refund", "re\u202dfund \u2067now", "[refund] now"),
        ("x", "hello", None),
        ("refund", "", None),
    ],
)
def test_what_was_found_is_marked_as_it_was_written(query: str, text: str, shown: str | None) -> None:
    assert marked(query, text) == shown


def test_of_a_long_text_it_is_what_surrounds_the_first_find() -> None:
    text = "before " * 50 + "the refund came " + "after " * 100
    shown = marked("refund", text)
    assert shown is not None
    assert shown.startswith("…before")
    assert shown.endswith("after…")
    assert "the [refund] came" in shown
    assert len(shown) < 260


def test_a_long_text_without_spaces_is_cut_too() -> None:
    shown = marked("日本", "あ" * 500 + "日本" + "い" * 500)
    assert shown is not None
    assert "[日本]" in shown
    assert len(shown) < 260


def test_a_text_in_which_nothing_is_to_be_shown_is_shown_from_its_beginning() -> None:
    assert "".join(each.text for each in beginning("one two\nthree")) == "one two three"


@given(_TEXTS)
def test_places_are_those_of_the_words_that_are_indexed(text: str) -> None:
    folded = fold(text)
    assert [word for word, _, _ in placed_in(folded)] == tokens(text)
    assert all(0 <= start < end <= len(folded) for _, start, end in placed_in(folded))


@given(_TEXTS, _TEXTS)
def test_no_text_has_an_excerpt_that_is_not_of_it(query: str, text: str) -> None:
    for piece in excerpt(text, terms(query)) or []:
        assert "".join(piece.text.strip("…").split()) in plain("".join(text.split()))


@given(_TEXTS, st.data())
def test_what_the_index_finds_in_a_text_is_marked(text: str, data: st.DataObject) -> None:
    query = data.draw(st.sampled_from(text.split() or ["none"]))
    document = Document("msg_1", Kind.MESSAGE, "tkt_1", 0, 1, words={"text": text})
    asked = terms(query)
    if asked and all(matches(document, term.among(("text",))) for term in asked):
        assert excerpt(text, asked)
