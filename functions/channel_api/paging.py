"""Lists as the contract pages them: `after`, `limit`, `defaultPageLength`, `sort[]`."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

from aws_lambda_powertools.event_handler.api_gateway import Router

from channel_api.requests import one, query
from helpdesk.platform.cursor import Cursor
from helpdesk.platform.errors import FieldError, InvalidRequest

_LIMIT = 100
T = TypeVar("T")
Key = Callable[[T], tuple[str, str]]


def page(
    router: Router, found: Sequence[T], sorts: Mapping[str, Key[T]], render: Callable[[T], Any], *, binding: str
) -> dict[str, Any]:
    """The asked-for page of `found`; `sorts` holds what one may sort by, each by a key that ends in the id."""
    sort = one(router, "sort") or "createdAt"
    field, backwards = sort.removeprefix("-"), sort.startswith("-")
    if field not in sorts:
        raise _refusal("sort", f"One may sort by {', '.join(sorts)}, each with a minus for the other way round.")
    key, limit = sorts[field], _limit(router)
    cursor, after = Cursor(f"{binding}/{sort}"), one(router, "after")
    placed = sorted(((key(entry), entry) for entry in found), key=lambda each: each[0], reverse=backwards)
    if after:
        start = tuple(cursor.read(after, parts=2))
        placed = [each for each in placed if (each[0] < start if backwards else each[0] > start)]
    shown = placed[:limit]
    answer: dict[str, Any] = {"results": [render(entry) for _, entry in shown], "total": len(found)}
    if len(placed) > limit:
        answer["paging"] = {"next": {"after": cursor.write(*shown[-1][0])}}
    return answer


def _limit(router: Router) -> int:
    name = "limit" if query(router, "limit") else "defaultPageLength"
    text = one(router, name) or str(_LIMIT)
    if not (text.isascii() and text.isdigit() and len(text) < 10 and int(text) > 0):
        raise _refusal(name, "A number from 1 to 100.")
    return min(int(text), _LIMIT)


def _refusal(field: str, message: str) -> InvalidRequest:
    return InvalidRequest(f"{field}: {message}", fields=[FieldError(field, message)])
