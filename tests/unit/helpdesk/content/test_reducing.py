"""Rich text as a channel carries it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpdesk.content.draft import draft
from helpdesk.content.reducing import reduced
from helpdesk.content.rich_text import read
from helpdesk.content.sanitising import sanitised
from helpdesk.messaging.capabilities import RichText

EVERYTHING = set(RichText)


@pytest.mark.parametrize(
    ("html", "plain"),
    [
        ('<p>See <a href="https://x.example/a?b=1&amp;c=2">this</a>.</p>', "See this (https://x.example/a?b=1&c=2)."),
        ('<p><a href="https://x.example">https://x.example</a></p>', "https://x.example"),
        ('<a href="mailto:a@x.example">a@x.example</a>', "a@x.example"),
        ("<ul><li>one</li><li>two</li></ul>", "- one\n- two"),
        ("<ol><li>one<ul><li>inner</li></ul></li><li>two</li></ol>", "1. one\n- inner\n2. two"),
        ("<blockquote>first<br>second</blockquote><p>answer</p>", "> first\n> second\nanswer"),
        ("<blockquote><p>one</p><p>two</p></blockquote>", "> one\n> two"),
        ("<h2>Title</h2><p>Text</p>", "Title\nText"),
        ("<pre>a\n  b</pre>", "a\nb"),
        ("<table><tr><td>a</td><td>b</td></tr><tr><td><p>c</p><p>d</p></td><td></td></tr></table>", "a | b\nc d |"),
        (
            "<ul><li><table><tr><td><ul><li>in</li></ul></td><td>b<br>c</td></tr></table></li><li>two</li></ul>",
            "-\nin | b c\n- two",
        ),
        ("<p>1 &lt; 2 &amp; 3</p>", "1 < 2 & 3"),
        ("<p>one<br/>two</br></p></u>", "one\ntwo"),
        ("<p>above</p> <hr><p>below", "above\nbelow"),
        ("<li>one</li>", "- one"),
        ('<p>A <img src="https://x.example/c.png" alt="cat"> here</p>', "A cat here"),
    ],
)
def test_what_is_not_carried_becomes_words(html: str, plain: str) -> None:
    assert read(reduced(html, (), images=False)).text == plain


def test_what_is_carried_stays() -> None:
    html = '<p><b>Bold</b> <i>it</i> <a href="https://x.example">x</a></p><ul><li>one</li></ul>'
    assert reduced(html, {RichText.BOLD, RichText.HYPERLINK}, images=False) == (
        '<p><b>Bold</b> it <a href="https://x.example">x</a></p><div>- one</div>'
    )
    assert reduced(html, EVERYTHING, images=True) == html


def test_a_heading_stays_bold() -> None:
    assert reduced("<h1>Title</h1>", {RichText.BOLD}, images=False) == "<div><b>Title</b></div>"


def test_a_style_loses_what_is_not_carried() -> None:
    html = '<span style="color:red;font-weight:bold">x</span>'
    assert reduced(html, {RichText.BOLD}, images=False) == '<span style="font-weight:bold">x</span>'


_HTML = st.recursive(
    st.sampled_from(
        ["text", "a < b", "<br>", "&amp;", "<script>x</script>", '<img src="https://x.example/i" alt="i">']
    ),
    lambda inner: st.builds(
        lambda tag, parts: f"<{tag}>{''.join(parts)}</{tag.split()[0]}>",
        st.sampled_from(
            [
                *("p", "b", "i", "u", "s", "ul", "ol", "li", "blockquote", "pre", "code", "h1", "div", "sub", "span"),
                *(
                    'a href="https://x.example/1"',
                    'span style="color:red;font-weight:bold"',
                    'p style="text-align:left"',
                ),
            ]
        ),
        st.lists(inner, max_size=3),
    ),
    max_leaves=12,
)


@given(_HTML, st.sets(st.sampled_from(sorted(RichText))), st.booleans())
def test_the_channel_carries_what_remains_and_nothing_more_is_removed(
    html: str, kinds: set[RichText], images: bool
) -> None:
    clean = sanitised(html, images=True)
    if clean is None:
        return
    result = reduced(clean, kinds, images=images)
    found = read(result)
    assert found.kinds <= kinds
    assert images or not found.images
    kept = sanitised(result, images=True)
    if kept is None:
        assert not found.text
        return
    again = draft("", kept) if found.text or found.images else None
    assert again is None or (again.rich_text == kept and reduced(kept, kinds, images=images) == kept)
