import base64
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpdesk.platform.cursor import Cursors
from helpdesk.platform.desk_key import DeskKey
from helpdesk.platform.errors import InvalidRequest
from tests.support.strategies import any_text

CURSORS = Cursors(DeskKey("a key"))
LIST = CURSORS.of("tickets/open")


def encoded(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def rejected(cursor: str, parts: int = 2) -> str:
    with pytest.raises(InvalidRequest) as rejection:
        LIST.read(cursor, parts=parts)
    assert rejection.value.code == "bad_cursor"
    assert [invalid.field for invalid in rejection.value.fields] == ["cursor"]
    return rejection.value.message


@given(st.lists(st.text(), max_size=4))
def test_a_cursor_is_read_as_it_was_written(parts):
    assert list(LIST.read(LIST.write(*parts), parts=len(parts))) == parts


@given(st.text(), st.text())
def test_a_cursor_needs_no_escaping_in_a_url(first, second):
    assert set(LIST.write(first, second)) <= set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_")


@given(any_text | st.binary().map(encoded))
def test_garbage_is_rejected_by_name_and_never_with_another_error(garbage):
    rejected(garbage)


@given(st.lists(any_text, min_size=2, max_size=2))
def test_a_cursor_that_we_did_not_write_is_rejected(parts):
    """Somebody who knows the form has not the key."""
    rejected(Cursors(DeskKey("another key")).of("tickets/open").write(*parts))
    [name, *_] = json.loads(base64.urlsafe_b64decode(LIST.write() + "==")[16:])
    content = json.dumps([name, *parts]).encode()
    rejected(encoded(content))
    rejected(encoded(bytes(16) + content))


@given(st.integers(0), st.integers(0, 7))
def test_a_changed_cursor_is_rejected(at, bit):
    whole = bytearray(base64.urlsafe_b64decode(LIST.write("2026-11-22T09:30:00.000000Z", "tkt_12") + "=="))
    whole[at % len(whole)] ^= 1 << bit
    rejected(encoded(bytes(whole)))


def test_a_truncated_cursor_is_rejected():
    whole = LIST.write("2026-11-22T09:30:00.000000Z", "tkt_1")
    for length in range(1, len(whole)):
        rejected(whole[:length])


def test_a_cursor_of_another_list_is_rejected_with_the_reason():
    assert "belongs to another list" in rejected(CURSORS.of("tickets/closed").write("a", "b"))


@pytest.mark.parametrize("parts", [0, 1, 3])
def test_a_cursor_with_another_number_of_parts_is_rejected(parts):
    rejected(LIST.write("a", "b"), parts)


def test_the_key_is_not_shown():
    assert "a key" not in repr(CURSORS)
