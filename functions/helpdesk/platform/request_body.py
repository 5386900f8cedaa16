"""The body of a request from the gateway."""

import base64
import binascii
from collections.abc import Mapping
from typing import Any

from helpdesk.platform.errors import InvalidRequest, TooLarge

MAX_BYTES = 256 * 1024


def raw_body(event: Mapping[str, Any], *, hint: str = "") -> bytes:
    """The raw bytes, as they may have been signed. Raises TooLarge, whose message ends with `hint`, and
    InvalidRequest."""
    text = event.get("body") or ""
    if event.get("isBase64Encoded"):
        try:
            body = base64.b64decode(text)
        except (binascii.Error, ValueError) as error:
            raise InvalidRequest("The body is malformed.", code="malformed_body") from error
    else:
        body = text.encode("utf-8", "surrogatepass")
    if len(body) > MAX_BYTES:
        message = f"The body has {len(body)} bytes; the limit is {MAX_BYTES}."
        raise TooLarge(f"{message} {hint}" if hint else message)
    return body
