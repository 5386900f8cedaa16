"""Placeholders of snippets."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpdesk.content.sanitising import sanitised
from helpdesk.inserts import placeholders
from helpdesk.platform.text import without_markup

VALUES = {"contact.first_name": "Ada", "ticket.number": "17", "contact.phone": None}


def test_a_value_stands_where_its_placeholder_stood() -> None:
    assert placeholders.filled("Dear {{contact.first_name}}, #{{ ticket.number }}", VALUES) == "Dear Ada, #17"


def test_a_default_stands_where_there_is_no_value() -> None:
    content = "{{contact.phone|no number}}, {{contact.first_name|there}}"
    assert placeholders.filled(content, VALUES) == "no number, Ada"
    assert placeholders.missing(content, VALUES) == []


def test_an_empty_default_is_one() -> None:
    assert placeholders.missing("{{contact.phone|}}", VALUES) == []
    assert placeholders.filled("{{contact.phone|}}.", VALUES) == "."


def test_what_has_neither_is_named_once() -> None:
    assert placeholders.missing("{{contact.phone}} {{contact.phone}} {{agent.name}}", VALUES) == [
        "contact.phone",
        "agent.name",
    ]


@pytest.mark.parametrize(
    "content",
    [
        "{{contact.salary}}",
        "{{ticket.shoe_size}}",
        "{{contact.first_name",
        "contact.first_name}}",
        "{{ }}",
        "{{contact.<b>first_name</b>}}",
        '<a href="https://x.example/%7B%7Bticket.number%7D%7D">here</a>',
        '<a href="https://x.example/{{ticket.number}}">here</a>',
        "{{contact.first_name|{{contact.name}}}}",
    ],
)
def test_what_would_not_be_filled_is_refused(content: str) -> None:
    assert list(placeholders.flaws("rich_text", content, {"size"}))


def test_a_property_of_the_desk_is_a_placeholder() -> None:
    assert not list(placeholders.flaws("text", "{{ticket.size|unknown}} {{ticket.priority}}", {"size"}))


@given(st.text(max_size=40))
def test_a_value_never_becomes_markup(value: str) -> None:
    html = "<p>Dear <b>{{contact.name}}</b>!</p>"
    filled = placeholders.filled(html, {"contact.name": value}, without_markup)
    assert filled.count("<") == html.count("<")
    assert sanitised(filled) is not None


@given(st.text(alphabet="{}|abc. contact.name", max_size=60))
def test_what_is_not_refused_is_filled_completely(content: str) -> None:
    if list(placeholders.flaws("text", content, ())):
        return
    everything = dict.fromkeys(placeholders.ALWAYS, "x")
    assert placeholders.missing(content, everything) == []
    assert "{{" not in placeholders.filled(content, everything)
