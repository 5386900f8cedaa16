"""The request body: JSON in UTF-8, or none."""

import base64
import json
from collections.abc import Mapping
from typing import Any

from helpdesk.platform.errors import UnsupportedMediaType
from helpdesk.platform.validation import malformed_json


def check_body(event: Mapping[str, Any]) -> None:
    """Raises UnsupportedMediaType, and InvalidRequest that says where the JSON is malformed."""
    text = event.get("body")
    if not text:
        return
    kind = str((event.get("headers") or {}).get("content-type", "")).partition(";")[0].strip()
    if kind != "application/json":
        raise UnsupportedMediaType("Send the body as JSON, with the header Content-Type: application/json.")
    try:
        raw = base64.b64decode(text) if event.get("isBase64Encoded") else text.encode()
        json.loads(raw)
    except json.JSONDecodeError as error:
        raise malformed_json(error.msg, error.lineno, error.colno) from error
    except (ValueError, RecursionError) as error:
        raise malformed_json(str(error)[:100]) from error
