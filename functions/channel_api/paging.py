"""Pagination in the contract's format: `after`, `before`, `limit`, `defaultPageLength`, `sort[]`."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

from aws_lambda_powertools.event_handler.api_gateway import Router

from channel_api.requests import parameter, query
from helpdesk.platform.cursor import Cursor, Cursors
from helpdesk.platform.errors import InvalidRequest

_LIMIT = 100
T = TypeVar("T")
Key = Callable[[T], tuple[str, str]]


def page(
    router: Router,
    found: Sequence[T],
    sorts: Mapping[str, Key[T]],
    render: Callable[[Sequence[T]], Sequence[Any]],
    *,
    cursors: Cursors,
    binding: str,
) -> dict[str, Any]:
    """The requested page of `found`; `sorts` contains the sort keys, each of which ends with the id. `render`
    is given the entries of the page."""
    sort = parameter(router, "sort") or "createdAt"
    field, backwards = sort.removeprefix("-"), sort.startswith("-")
    if field not in sorts:
        raise InvalidRequest.at("sort", f"Sort by one of {', '.join(sorts)}; a minus before it reverses the order.")
    key, length, cursor = sorts[field], limit(router), cursors.of(f"{binding}/{sort}")
    placed = sorted(((key(entry), entry) for entry in found), key=lambda each: each[0], reverse=backwards)
    first, last = _window(router, cursor, [position for position, _ in placed], length, backwards=backwards)
    answer: dict[str, Any] = {"results": render([entry for _, entry in placed[first:last]]), "total": len(found)}
    if 0 < last < len(placed):  # clients treat a page without `paging` as the last one
        answer["paging"] = {"next": {"after": cursor.write(*placed[last - 1][0])}}
        answer["paging"] |= {"prev": {"before": cursor.write(*placed[first][0])}} if first else {}
    return answer


def _window(
    router: Router, cursor: Cursor, positions: Sequence[tuple[str, str]], length: int, *, backwards: bool
) -> tuple[int, int]:
    """The range of the page: after `after`, up to `before`, or from the beginning."""
    after, before = parameter(router, "after"), parameter(router, "before")
    if after and before:
        raise InvalidRequest.at("before", "Send either after or before, not both.")
    if not (after or before):
        return 0, length
    name, text = ("after", after) if after else ("before", before)
    mark = tuple(cursor.read(str(text), parts=2, field=name))
    earlier = sum(position > mark if backwards else position < mark for position in positions)
    if before:
        return max(0, earlier - length), earlier
    start = earlier + (mark in positions)
    return start, start + length


def limit(router: Router) -> int:
    """Length of a page; from 1 to 100."""
    name = "limit" if query(router, "limit") else "defaultPageLength"
    text = parameter(router, name) or str(_LIMIT)
    if not (text.isascii() and text.isdigit() and len(text) < 10 and int(text) > 0):
        raise InvalidRequest.at(name, "A number from 1 to 100.")
    return min(int(text), _LIMIT)
