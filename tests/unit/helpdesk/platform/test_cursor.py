import base64
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpdesk.platform.cursor import Cursor
from helpdesk.platform.errors import InvalidRequest
from tests.support.strategies import any_text

LIST = Cursor("tickets/open")


def encoded(value: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")


@given(st.lists(st.text(), max_size=4))
def test_a_cursor_is_read_as_it_was_written(parts):
    assert list(LIST.read(LIST.write(*parts), parts=len(parts))) == parts


@given(st.text(), st.text())
def test_a_cursor_needs_no_escaping_in_a_url(first, second):
    assert set(LIST.write(first, second)) <= set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_")


@given(any_text | st.binary().map(lambda raw: base64.b64encode(raw).decode()))
def test_garbage_is_rejected_by_name_and_never_with_another_error(garbage):
    with pytest.raises(InvalidRequest) as rejection:
        LIST.read(garbage, parts=2)
    assert rejection.value.code == "bad_cursor"
    assert [invalid.field for invalid in rejection.value.fields] == ["cursor"]


@given(st.recursive(st.none() | st.integers() | st.text(), st.lists))
def test_json_that_is_not_a_cursor_is_rejected(value):
    with pytest.raises(InvalidRequest):
        LIST.read(encoded(value), parts=2)


def test_deeply_nested_json_is_rejected():
    nested = base64.urlsafe_b64encode(b"[" * 200_000).decode()
    with pytest.raises(InvalidRequest):
        LIST.read(nested, parts=2)


def test_a_cursor_of_another_list_is_rejected_with_the_reason():
    with pytest.raises(InvalidRequest, match="belongs to another list"):
        Cursor("tickets/closed").read(LIST.write("a", "b"), parts=2)


@pytest.mark.parametrize("parts", [0, 1, 3])
def test_a_cursor_with_another_number_of_parts_is_rejected(parts):
    with pytest.raises(InvalidRequest):
        LIST.read(LIST.write("a", "b"), parts=parts)


def test_a_truncated_cursor_is_rejected():
    whole = LIST.write("2026-11-22T09:30:00.000000Z", "tkt_1")
    for length in range(1, len(whole)):
        with pytest.raises(InvalidRequest):
            LIST.read(whole[:length], parts=2)


@given(st.lists(any_text, min_size=2, max_size=2))
def test_the_values_of_a_cursor_can_be_stored(parts):
    """A forged cursor may have the right list's name: its values must be valid for the table."""
    [name, *_] = json.loads(base64.b64decode(LIST.write() + "=="))
    try:
        read = LIST.read(encoded([name, *parts]), parts=2)
    except InvalidRequest:
        return
    "".join(read).encode()
