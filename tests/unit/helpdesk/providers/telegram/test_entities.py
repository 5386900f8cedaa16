"""aiogram reads the entities: what it makes of them is compared with what was written."""

import pytest
from aiogram.types import MessageEntity
from aiogram.utils.text_decorations import html_decoration
from hypothesis import given
from hypothesis import strategies as st

from helpdesk.messaging.formatted_text import Format, FormattedText, Span
from helpdesk.messaging.rich_text_reading import read
from helpdesk.providers.telegram.outbound.entities import CAPTION, as_caption, as_text, entities, is_link, length, units


def as_html(html: str) -> str:
    sent = as_text(read(html, is_link))
    return html_decoration.unparse(sent["text"], [MessageEntity(**each) for each in sent.get("entities", [])])


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("😀 <b>bold 😀</b> after", "😀 <b>bold 😀</b> after"),
        ("<b>a<i>b</i></b>", "<b>a<i>b</i></b>"),
        ('<a href="https://a.example/?b">x</a>', '<a href="https://a.example/?b">x</a>'),
        ("<blockquote>q</blockquote>", "<blockquote>q</blockquote>"),
        ("<pre>a <b>b</b></pre>", "<pre>a b</pre>"),
        ("<pre><code>x</code></pre>", "<pre>x</pre>"),
        ("<code>x <b>y</b></code> <b>z</b>", "<code>x y</code> <b>z</b>"),
        ("<b>x<strong>y</strong></b>", "<b>xy</b>"),
        ("<b><strong>y</strong></b>", "<b>y</b>"),
        ("<s><u>x</u> y</s>", "<s><u>x</u> y</s>"),
    ],
)
def test_aiogram_reads_what_was_written(html, expected):
    assert as_html(html) == expected


def test_a_plain_text_has_no_entities():
    assert as_text(FormattedText("Hi")) == {"text": "Hi"}
    assert as_caption(FormattedText("")) == {}
    assert as_caption(FormattedText("Hi", (Span(0, 2, Format.BOLD),))) == {
        "caption": "Hi",
        "caption_entities": [{"type": "bold", "offset": 0, "length": 2}],
    }


def test_telegram_reads_a_hundred_entities():
    text = FormattedText("a " * CAPTION, tuple(Span(at, at + 1, Format.BOLD) for at in range(0, 400, 2)))
    assert len(entities(text)) == 100


@given(st.text(min_size=1), st.data())
def test_places_are_counted_as_telegram_counts_them(text, data):
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    [entity] = entities(FormattedText(text, (Span(start, end, Format.BOLD),)))
    encoded = text.encode("utf-16-le", "surrogatepass")
    found = encoded[entity["offset"] * 2 : (entity["offset"] + entity["length"]) * 2]
    assert found.decode("utf-16-le", "surrogatepass") == text[start:end]
    assert length(text) == len(encoded) // 2 == sum(map(units, text))
