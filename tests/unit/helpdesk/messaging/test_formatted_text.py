import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpdesk.messaging.formatted_text import Format, FormattedText, Span, parts


def utf16(character: str) -> int:
    return 2 if character > "\uffff" else 1


def length(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def cut(text: str, limit: int) -> list[str]:
    return [part.text for part in parts(FormattedText(text), limit, utf16)]


@pytest.mark.parametrize(
    ("text", "limit", "expected"),
    [
        ("short", 10, ["short"]),
        ("One.\n\nTwo two.\nThree", 18, ["One.", "Two two.\nThree"]),
        ("One two.\nThree. Four", 16, ["One two.", "Three. Four"]),
        ("One two. Three four", 16, ["One two.", "Three four"]),
        ("one two three", 9, ["one two", "three"]),
        ("one two three", 7, ["one two", "three"]),
        ("abcdefgh", 3, ["abc", "def", "gh"]),
        ("😀😀😀", 4, ["😀😀", "😀"]),
        ("😀😀😀", 5, ["😀😀", "😀"]),
        ("ab👩‍💻", 5, ["ab", "👩‍💻"]),
        ("中文。中文中文", 5, ["中文。", "中文中文"]),
        (" \n ", 1, []),
        ("", 5, []),
    ],
    ids=repr,
)
def test_a_text_is_cut_where_it_is_read_most_easily(text, limit, expected):
    assert cut(text, limit) == expected


def test_a_short_beginning_is_not_a_part_of_its_own():
    """A paragraph end at the very start would waste a message."""
    [first, *_] = cut("Hi\n\n" + "word " * 100, 100)
    assert len(first) > 90


@given(st.text(), st.integers(2, 40))
def test_the_parts_have_everything_and_fit(text, limit):
    found = cut(text, limit)
    assert all(part and part == part.strip() for part in found)
    assert all(length(part) <= limit for part in found)
    assert "".join("".join(found).split()) == "".join(text.split())


@given(st.data(), st.text(min_size=1), st.integers(2, 30))
def test_what_was_formatted_is_formatted_in_its_part(data, text, limit):
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    formatted = FormattedText(text, (Span(start, end, Format.BOLD),))
    shown = ""
    for part in parts(formatted, limit, utf16):
        for span in part.spans:
            assert 0 <= span.start < span.end <= len(part.text)
            shown += part.text[span.start : span.end]
    assert "".join(shown.split()) == "".join(text[start:end].split())


def test_two_texts_follow_each_other():
    header = FormattedText("Ada", (Span(0, 3, Format.BOLD),))
    text = FormattedText("Hi", (Span(0, 2, Format.ITALIC),))
    both = text.after(header)
    assert both.text == "Ada\nHi"
    assert [(span.start, span.end) for span in both.spans] == [(0, 3), (4, 6)]
    assert text.after(FormattedText("")) == text
    assert FormattedText("").after(header) == header
