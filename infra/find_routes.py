"""The routes of the desk API that the function `find` serves: those that need the index. All others are desk_api's."""

import re

FIND_ROUTES = (
    ("GET", "/v1/tickets"),
    ("GET", "/v1/channel-accounts/{account_id}"),
    ("GET", "/v1/search"),
    ("POST", "/v1/search"),
    ("GET", "/v1/views/{view_id}/tickets"),
    ("POST", "/v1/tickets/query"),
    ("GET", "/v1/view-counts"),
)


def is_found(method: str, path: str) -> bool:
    """Whether the gateway gives this request to `find`."""
    return any(method == known and pattern.fullmatch(path) for known, pattern in _PATTERNS)


_PATTERNS = [(method, re.compile(re.sub(r"{\w+}", "[^/]+", path))) for method, path in FIND_ROUTES]
