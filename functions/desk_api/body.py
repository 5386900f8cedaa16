"""The request body: JSON in UTF-8, or none."""

import json
from typing import Any

from helpdesk.platform.errors import UnsupportedMediaType
from helpdesk.platform.request_body import raw_body, readable_json
from helpdesk.platform.validation import malformed_json


def with_checked_body(event: dict[str, Any]) -> dict[str, Any]:
    """The request, with a body that the resolver can read. Raises TooLarge, UnsupportedMediaType, and InvalidRequest
    that says where the JSON is malformed."""
    raw = raw_body(event)
    if not raw:
        return event
    kind = str((event.get("headers") or {}).get("content-type", "")).partition(";")[0].strip()
    if kind != "application/json":
        raise UnsupportedMediaType("Send the body as JSON, with the header Content-Type: application/json.")
    readable = readable_json(raw)
    try:
        text = readable.decode()
        json.loads(text)
    except json.JSONDecodeError as error:
        raise malformed_json(error.msg, error.lineno, error.colno) from error
    except (ValueError, RecursionError) as error:
        raise malformed_json(str(error)[:100]) from error
    return event if readable == raw else {**event, "body": text, "isBase64Encoded": False}
