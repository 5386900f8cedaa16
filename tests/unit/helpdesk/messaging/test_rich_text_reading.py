import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpdesk.content.sanitising import sanitised
from helpdesk.messaging.formatted_text import Format, FormattedText
from helpdesk.messaging.rich_text_reading import read


def formatted(html: str) -> FormattedText:
    return read(html, lambda url: url.startswith("http"))


def shown(html: str) -> list[tuple[str, str]]:
    found = formatted(html)
    return [(found.text[span.start : span.end], span.format.value) for span in found.spans]


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("plain", "plain"),
        ("<p>One</p><p>Two</p>", "One\nTwo"),
        ("<p>One</p><p><br></p><p>Two</p>", "One\n\nTwo"),
        ("a<br>b", "a\nb"),
        ("  a \n b  ", "a b"),
        ("a &amp; b &lt;c&gt;", "a & b <c>"),
        ("<ul><li>a</li><li>b</li></ul>", "• a\n• b"),
        ("<ol><li>a</li><li>b<ul><li>c</li></ul></li></ol>", "1. a\n2. b\n\u00a0\u00a0• c"),
        ("a<hr>b", "a\n———\nb"),
        ("<pre>a\n  b</pre>", "a\n  b"),
        ('<a href="mailto:ada@desk.example">Ada</a>', "Ada (ada@desk.example)"),
        ('<a href="mailto:ada@desk.example">ada@desk.example</a>', "ada@desk.example"),
        ('<a href="tel:+3120">+3120</a>', "+3120"),
        ('<a href="https://a.example"></a>', "https://a.example"),
    ],
)
def test_the_text_has_a_line_for_each_block(html, text):
    assert formatted(html).text == text


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("a <b>b</b> <i>c</i>", [("b", "bold"), ("c", "italic")]),
        ("<strong><em>x</em></strong>", [("x", "italic"), ("x", "bold")]),
        ("<u>a</u><s>b</s><del>c</del>", [("a", "underline"), ("b", "strikethrough"), ("c", "strikethrough")]),
        ("<blockquote>a<br>b</blockquote>c", [("a\nb", "blockquote")]),
        ("<code>x</code><pre>y</pre>", [("x", "code"), ("y", "preformatted")]),
        ('<span style="font-weight: 700; font-style:italic">x</span>', [("x", "bold"), ("x", "italic")]),
        ('<p style="text-decoration: underline line-through">x</p>', [("x", "underline"), ("x", "strikethrough")]),
        ("<b> x </b>", [("x", "bold")]),
        ("<b></b>", []),
        ("<b>never closed", [("never closed", "bold")]),
    ],
)
def test_what_is_formatted_is_named(html, expected):
    assert shown(html) == expected


def test_a_link_has_its_url():
    [span] = formatted('see <a href="https://a.example/b">this <br></a>').spans
    assert (span.start, span.end, span.format, span.url) == (4, 8, Format.LINK, "https://a.example/b")


tags = st.sampled_from(
    ["<b>", "</b>", "<p>", "</p>", "<ul><li>", "</li></ul>", "<pre>", "</pre>", "<br>", " ", "a", "😀"]
)


@given(st.lists(tags | st.text(max_size=3), max_size=30).map("".join))
def test_any_sanitised_text_is_read(html):
    clean = sanitised(html)
    found = formatted(clean or "")
    assert found.text == found.text.strip()
    assert all(0 <= span.start < span.end <= len(found.text) for span in found.spans)
