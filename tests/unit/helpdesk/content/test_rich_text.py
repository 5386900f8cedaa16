"""The content of sanitised HTML: the allowed elements and nothing else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpdesk.content.rich_text import read
from helpdesk.content.sanitising import sanitised
from helpdesk.messaging.capabilities import RichText
from helpdesk.platform.errors import InvalidRequest
from tests.support.rich_text import KINDS

OTHERWISE = [
    ('<span style="font-weight: 700">x</span>', {RichText.BOLD}),
    ('<span style="font-weight: bolder">x</span>', {RichText.BOLD}),
    ('<span style="font-weight: 400">x</span>', set()),
    ('<span style="font-style: oblique">x</span>', {RichText.ITALIC}),
    ('<span style="font-style: normal">x</span>', set()),
    ('<s style="text-decoration: underline line-through">x</s>', {RichText.UNDERLINE, RichText.STRIKETHROUGH}),
    ("<h2>x</h2>", {RichText.BOLD, RichText.FONT_SIZE}),
    ("<sup>x</sup>", {RichText.FONT_SIZE}),
    ("<pre>x</pre><code>y</code>", {RichText.FONT_STYLE}),
    ("<a>x</a>", set()),
    ("<p>x<br>y</p><hr><div>z</div>", set()),
]


def kinds(html):
    return set(read(sanitised(html)).kinds)


def test_every_kind_of_the_contract_has_an_example_here():
    assert set(KINDS) == set(RichText)


@pytest.mark.parametrize(("kind", "html"), KINDS.items())
def test_each_kind_of_rich_text_is_detected(kind, html):
    assert kinds(html) == {kind}
    assert read(sanitised(html)).text.strip("- ").startswith("x")


@pytest.mark.parametrize(("html", "found"), OTHERWISE)
def test_kinds_have_more_than_one_spelling(html, found):
    assert kinds(html) == found


@given(st.lists(st.sampled_from(sorted(KINDS)), unique=True))
def test_kinds_are_found_together(wanted):
    html = "".join(KINDS[kind] for kind in wanted) + "<p>end</p>"
    assert kinds(html) == set(wanted)


@pytest.mark.parametrize(
    ("html", "left"),
    [
        ("<script>x()</script>", None),
        ('<b onclick="x()">a</b>', "<b>a</b>"),
        ('<a href="javascript:x()">a</a>', '<a rel="noopener noreferrer">a</a>'),
        ('<a href=" java\nscript:x()">a</a>', '<a rel="noopener noreferrer">a</a>'),
        ('<a href="data:text/html,x">a</a>', '<a rel="noopener noreferrer">a</a>'),
        ('<a href="tel:1">a</a>', '<a href="tel:1" rel="noopener noreferrer">a</a>'),
        ('<a href="mailto:a@b">a</a>', '<a href="mailto:a@b" rel="noopener noreferrer">a</a>'),
        ('<a href="/admin">a</a>', '<a rel="noopener noreferrer">a</a>'),
        ('<a href="//x.example">a</a>', '<a rel="noopener noreferrer">a</a>'),
        ('<a href="\\\\x.example">a</a>', '<a rel="noopener noreferrer">a</a>'),
        ('<a href="https:x">a</a>', '<a rel="noopener noreferrer">a</a>'),
        ('<a href="#top">a</a>', '<a rel="noopener noreferrer">a</a>'),
        ('<a href="">a</a>', '<a rel="noopener noreferrer">a</a>'),
        ('<a href="HTTP://x.example">a</a>', '<a href="HTTP://x.example" rel="noopener noreferrer">a</a>'),
        ('<img src="https://x.example/a.png">', None),
        ("<iframe src='https://x.example'></iframe><style>p{}</style><!-- x -->", None),
        ('<p style="position: fixed; background: url(x)">a</p>', '<p style="">a</p>'),
    ],
)
def test_active_content_is_removed(html, left):
    assert sanitised(html) == left


@pytest.mark.parametrize(
    ("html", "left"),
    [
        ('<img src="https://x.example/a.png" alt="a&quot;>b" onerror="x()">', ("https://x.example/a.png",)),
        ('<img src="HTTPS://x.example/a.png">', ("HTTPS://x.example/a.png",)),
        ('<img src="http://x.example/a.png" alt="a&quot;>b">', ()),
        ('<img src="data:image/png;base64,AA"><img src="javascript:x()"><img src="/a.png"><img>', ()),
    ],
)
def test_images_are_kept_if_allowed_and_require_https(html, left):
    clean = sanitised(html, images=True)
    assert (read(clean).images if clean else ()) == left
    assert clean is None or "onerror" not in clean
    assert bool(left) == bool(clean)


def test_rich_text_is_converted_to_plain_text():
    html = (
        "<h1>Order 7</h1><p>It is  <b>on</b> its\n way,<br>see <a href='https://x.example/7'>here</a>, "
        "<a href='https://y.example'>https://y.example</a> or <a href='mailto:a@b.example'>a@b.example</a>.</p>"
        "<ul><li>one<ul><li>half</li></ul></li><li>two &amp; a half</li></ul><pre>a\n  b</pre>"
        "<p><a href='https://z.example'></a><img src='https://x.example/a.png' alt='A map'></p></a>"
    )
    assert read(sanitised(html, images=True)).text == (
        "Order 7\nIt is on its way,\nsee here (https://x.example/7), https://y.example or a@b.example.\n"
        "- one\n- half\n- two & a half\na\n  b\nhttps://z.exampleA map"
    )


def test_too_long_a_rich_text_is_rejected_with_the_senders_field_name():
    with pytest.raises(InvalidRequest) as rejection:
        sanitised("&" * 100_000, field="rich_text")
    assert (rejection.value.code, rejection.value.fields[0].field) == ("rich_text_too_long", "rich_text")


@given(st.text() | st.text(alphabet="<>/=\"' abimgsrcepthlo:;&", max_size=80))
def test_anything_can_be_read(html):
    clean = sanitised(html, images=True)
    if clean:
        reading = read(clean)
        assert all(image.lower().startswith("https://") for image in reading.images)
        assert sanitised(clean, images=True) == clean
