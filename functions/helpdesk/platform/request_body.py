"""The body of a request from the gateway."""

import base64
import binascii
import codecs
import json
import re
from collections.abc import Mapping
from typing import Any

from helpdesk.platform.errors import InvalidRequest, TooLarge
from helpdesk.platform.text import storable

MAX_BYTES = 256 * 1024
_SURROGATE = re.compile(rb"\\u[dD][89a-fA-F]")


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


def readable_json(body: bytes) -> bytes:
    """Without a byte-order mark. JSON can name half of a surrogate pair, which pydantic refuses for the whole body: it
    becomes U+FFFD."""
    body = body.removeprefix(codecs.BOM_UTF8)
    if not _SURROGATE.search(body):
        return body
    try:
        return storable(json.dumps(json.loads(body), ensure_ascii=False)).encode()
    except (ValueError, RecursionError):
        return body  # not JSON: its parser says where
