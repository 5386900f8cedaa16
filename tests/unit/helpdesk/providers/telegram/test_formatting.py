"""Entities as HTML. `nh3`, which sanitises all other rich text, must find nothing to change."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpdesk.content.rich_text import read
from helpdesk.content.sanitising import sanitised
from helpdesk.providers.telegram.inbound.formatting import Formatted, formatted


def entity(kind: str, offset: int, length: int, **more: object) -> dict[str, object]:
    return {"type": kind, "offset": offset, "length": length, **more}


@pytest.mark.parametrize(
    ("text", "entities", "html"),
    [
        ("a bold b", [entity("bold", 2, 4)], "a <strong>bold</strong> b"),
        ("😀 bold", [entity("bold", 3, 4)], "😀 <strong>bold</strong>"),
        ("👩‍👧 x", [entity("italic", 6, 1)], "👩‍👧 <em>x</em>"),
        (
            "see here",
            [entity("text_link", 4, 4, url='https://a.example/?q="1"&b')],
            'see <a href="https://a.example/?q=&quot;1&quot;&amp;b" rel="noopener noreferrer">here</a>',
        ),
        ("abc", [entity("bold", 0, 3), entity("italic", 1, 1)], "<strong>a<em>b</em>c</strong>"),
        ("abc", [entity("bold", 0, 2), entity("italic", 1, 2)], "<strong>a<em>b</em></strong><em>c</em>"),
        ("<b>&", [entity("code", 0, 3)], "<code>&lt;b&gt;</code>&amp;"),
        ("a\nb", [entity("blockquote", 0, 1)], "<blockquote>a</blockquote><br>b"),
        ("a\nb", [entity("pre", 0, 3)], "<pre>a\nb</pre>"),
    ],
)
def test_formatting_is_html(text, entities, html):
    result = formatted(text, entities)
    assert result.html == html
    assert result.is_complete
    assert sanitised(html) == html


@pytest.mark.parametrize("kind", ["url", "mention", "hashtag", "bot_command", "email", "phone_number", "cashtag"])
def test_what_is_in_the_text_needs_no_formatting(kind):
    result = formatted("@cleo", [entity(kind, 0, 5)])
    assert (result.html, result.is_complete) == (None, True)


@pytest.mark.parametrize(
    "unshown",
    [
        entity("text_link", 0, 3, url="javascript:alert(1)"),
        entity("text_link", 0, 3, url="tg://user?id=1"),
        entity("spoiler", 0, 3),
        entity("custom_emoji", 0, 2, custom_emoji_id="5"),
        entity("text_mention", 0, 3, user={"id": 1}),
        entity("of_next_year", 0, 3),
        entity("bold", 100, 3),
    ],
    ids=lambda value: str(value["type"]),
)
def test_what_cannot_be_shown_is_reported(unshown):
    result = formatted("abc", [unshown])
    assert (result.html, result.is_complete) == (None, False)


@pytest.mark.parametrize(("language", "is_complete"), [("python", False), ("c++", False), ("", True)])
def test_the_language_of_code_is_not_shown(language, is_complete):
    result = formatted("a = 1", [entity("bold", 0, 1), entity("pre", 2, 3, language=language)])
    assert (result.html, result.is_complete) == ("<strong>a</strong> <pre>= 1</pre>", is_complete)


entities = st.lists(
    st.builds(
        entity,
        st.sampled_from(["bold", "italic", "code", "underline", "strikethrough", "text_link", "spoiler"]),
        st.integers(-3, 30),
        st.integers(-3, 30),
        url=st.sampled_from(["https://a.example/", "mailto:a@b.example", "javascript:x", "https://a.example/<b>'\"&"]),
    ),
    max_size=8,
)


@pytest.mark.parametrize(
    "nonsense",
    ["nope", {"type": "bold"}, ["bold"], [{"type": "bold", "length": 1}], [{"offset": "0", "length": 1}], [None]],
)
def test_entities_that_make_no_sense_leave_the_text(nonsense):
    assert formatted("Hi", nonsense) == Formatted(None, is_complete=False)


@given(st.text(st.characters(exclude_categories=["Cc", "Cs"]) | st.sampled_from("😀\n&<")), entities)
def test_any_entities_give_html_with_the_same_text(text, entities):
    html = formatted(text, entities).html
    if html is None:
        return
    assert re.sub("<br>", "\n", re.sub("<(?!br)[^>]*>", "", html)) == re.sub(
        "[&<>]", lambda sign: {"&": "&amp;", "<": "&lt;", ">": "&gt;"}[sign[0]], text
    )
    assert read(sanitised(html) or "").kinds == read(html).kinds
