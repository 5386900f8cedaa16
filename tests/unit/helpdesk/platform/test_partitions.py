"""Whatever a partition has is read, in its order, however small a page is."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from helpdesk.platform.attributes import Key
from helpdesk.platform.dynamodb import Database, Table
from helpdesk.platform.partitions import every
from infra.workbench.tables import DIRECTORY
from tests.support.memory import Memory

KEYS = st.sets(st.text("ab#~-09", min_size=1, max_size=4).map("k".__add__), max_size=9)


def table_of(keys: set[str]) -> Table:
    memory: Any = Memory()
    table = Database(memory, lambda _: None).table(DIRECTORY)
    for key in keys:
        table.write(table.putting(Key("here", key), {"colour": "red", "size": 1}))
    table.write(table.putting(Key("elsewhere", "k"), {}))
    return table


@given(KEYS, st.integers(1, 4))
def test_everything_is_read_once_and_in_order(keys: set[str], limit: int) -> None:
    assert [item["sk"] for item in every(table_of(keys), "here", limit=limit)] == sorted(keys)


@given(KEYS, KEYS.filter(bool), st.integers(1, 4))
def test_a_range_has_both_its_ends(keys: set[str], bounds: set[str], limit: int) -> None:
    first, last = min(bounds), max(bounds)
    found = [item["sk"] for item in every(table_of(keys), "here", first, last, limit=limit)]
    assert found == sorted(key for key in keys if first <= key <= last)


def test_a_page_is_read_when_it_is_reached() -> None:
    found = every(table_of({"k1", "k2"}), "here", limit=1, only=("sk", "colour"))
    assert next(found) == {"sk": "k1", "colour": "red"}
