"""The request body: JSON in UTF-8, or none."""

import json
from collections.abc import Mapping
from typing import Any

from helpdesk.platform.errors import UnsupportedMediaType
from helpdesk.platform.request_body import raw_body
from helpdesk.platform.validation import malformed_json


def check_body(event: Mapping[str, Any]) -> None:
    """Raises TooLarge, UnsupportedMediaType, and InvalidRequest that says where the JSON is malformed."""
    raw = raw_body(event)
    if not raw:
        return
    kind = str((event.get("headers") or {}).get("content-type", "")).partition(";")[0].strip()
    if kind != "application/json":
        raise UnsupportedMediaType("Send the body as JSON, with the header Content-Type: application/json.")
    try:
        json.loads(raw)
    except json.JSONDecodeError as error:
        raise malformed_json(error.msg, error.lineno, error.colno) from error
    except (ValueError, RecursionError) as error:
        raise malformed_json(str(error)[:100]) from error
