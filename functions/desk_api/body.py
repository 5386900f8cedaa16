"""A request's body: JSON in UTF-8, or none."""

import base64
import json
from collections.abc import Mapping
from typing import Any

from helpdesk.platform.errors import InvalidRequest, UnsupportedMediaType


def check_body(event: Mapping[str, Any]) -> None:
    """Raises UnsupportedMediaType, and InvalidRequest that says where the JSON breaks."""
    text = event.get("body")
    if not text:
        return
    kind = str((event.get("headers") or {}).get("content-type", "")).partition(";")[0].strip()
    if kind != "application/json":
        raise UnsupportedMediaType("Send the body as JSON, with the header content-type: application/json.")
    try:
        raw = base64.b64decode(text) if event.get("isBase64Encoded") else text.encode()
        json.loads(raw)
    except (ValueError, RecursionError) as error:
        raise InvalidRequest(f"The body is not JSON: {str(error)[:100]}.", code="malformed_json") from error
