"""The index `directory_by_kind`: all items of one kind, in the order of their keys."""

from collections.abc import Iterator

from helpdesk.platform.attributes import Item
from helpdesk.platform.dynamodb import Page, Table

_INDEX = "directory_by_kind"
_PAGE = 1000


def page_of_kind(table: Table, kind: str, *, after: str = "", limit: int) -> Page:
    """`after`: the last partition key of the previous page."""
    condition, values = "#kind = :kind", {"kind": kind}
    if after:
        condition, values = f"{condition} AND #pk > :after", values | {"after": after}
    return table.query(condition, values, index=_INDEX, limit=limit)


def every_of_kind(table: Table, kind: str) -> Iterator[Item]:
    after, more = "", True
    while more:
        page = page_of_kind(table, kind, after=after, limit=_PAGE)
        yield from page.items
        more = page.more
        after = page.items[-1]["pk"] if page.items else after
