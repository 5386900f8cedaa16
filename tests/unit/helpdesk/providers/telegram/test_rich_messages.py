"""Rich messages: whatever their blocks are, the result is well-formed HTML in which `nh3` finds nothing to change."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpdesk.content.sanitising import sanitised
from helpdesk.files.parts import MAX_ATTACHMENTS
from helpdesk.providers.telegram.inbound.rich_messages import rich_message
from helpdesk.providers.telegram.values import MALFORMED
from tests.support.strategies import any_text

WITH_TEXT = ("bold", "italic", "underline", "strikethrough", "code", "subscript", "superscript", "marked", "spoiler")
plain = any_text | st.sampled_from(["<b>", "a & b", "x\ny", '"'])


def _formatted(inner):
    return (
        st.lists(inner, max_size=3)
        | st.builds(lambda kind, text: {"type": kind, "text": text}, st.sampled_from(WITH_TEXT), inner)
        | st.builds(
            lambda text, url: {"type": "url", "text": text, "url": url},
            inner,
            st.sampled_from(["https://a.example/?q=\"1\"&b='2'", "tg://settings", "javascript:alert(1)"]),
        )
    )


inline = st.recursive(plain, _formatted, max_leaves=6)
leaves = st.one_of(
    st.builds(lambda kind, text: {"type": kind, "text": text}, st.sampled_from(["paragraph", "footer", "pre"]), inline),
    st.builds(lambda text, size: {"type": "heading", "text": text, "size": size}, inline, st.integers(0, 9)),
    st.builds(lambda text, credit: {"type": "pullquote", "text": text, "credit": credit}, inline, inline),
    st.builds(lambda text: {"type": "table", "cells": [[{"text": text}, {}]], "caption": text}, inline),
    st.builds(lambda text: {"type": "mathematical_expression", "expression": text}, plain),
    st.just({"type": "divider"}),
)


def _nested(inner):
    blocks = st.lists(inner, max_size=3)
    item = st.builds(lambda label, inside: {"label": label, "blocks": inside}, st.sampled_from(["•", "1."]), blocks)
    return (
        st.builds(lambda inside, credit: {"type": "blockquote", "blocks": inside, "credit": credit}, blocks, inline)
        | st.builds(lambda inside, text: {"type": "details", "blocks": inside, "summary": text}, blocks, inline)
        | st.builds(lambda items: {"type": "list", "items": items}, st.lists(item, max_size=3))
    )


@settings(max_examples=200)
@given(st.lists(st.recursive(leaves, _nested, max_leaves=6), max_size=4))
def test_the_result_is_sanitised_html(blocks):
    html = rich_message({"blocks": blocks}, "1").html
    assert html is None or sanitised(html) == html.replace("\xa0", "&nbsp;").strip()


def nested(depth: int) -> dict:
    block: dict = {"type": "paragraph", "text": "x"}
    for _ in range(depth):
        block = {"type": "blockquote", "blocks": [block]}
    return {"blocks": [block]}


def test_blocks_that_are_nested_too_deeply_are_not_read():
    assert rich_message(nested(15), "1").text == "x"
    with pytest.raises(MALFORMED):
        rich_message(nested(500), "1")


def test_more_media_than_a_message_may_have_are_kept_raw():
    photo = {"type": "photo", "photo": [{"file_id": "f", "file_unique_id": "u", "width": 1, "height": 1}]}
    shown = rich_message({"blocks": [photo] * (MAX_ATTACHMENTS + 1)}, "1")
    assert (len(shown.parts), shown.is_whole) == (MAX_ATTACHMENTS, False)
    assert rich_message({"blocks": [photo]}, "1").is_whole


@pytest.mark.parametrize(
    "block",
    [
        {"type": "thinking", "text": "…"},
        {"type": "of_next_year", "text": "x"},
        {"type": "pre", "text": "x", "language": "python"},
        {"type": "paragraph", "text": {"type": "spoiler", "text": "x"}},
        {"type": "paragraph", "text": {"type": "url", "text": "x", "url": "tg://x"}},
        {"type": "paragraph", "text": {"type": "custom_emoji", "alternative_text": "x", "custom_emoji_id": "1"}},
        {"type": "buttons", "buttons": [{"text": "x"}]},
    ],
)
def test_what_is_not_shown_is_kept_raw(block):
    shown = rich_message({"blocks": [block]}, "1")
    assert shown.text
    assert not shown.is_whole
