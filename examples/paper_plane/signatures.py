"""Verifies that a webhook comes from the desk: HubSpot's request signature, version 3.

Each webhook has two signatures with the app's secret. This is the one that receivers built for HubSpot verify; the
other is Standard Webhooks, which examples/receiver.py verifies. Verifying one of them is enough.
"""

import base64
import hashlib
import hmac
import re
from collections.abc import Mapping, Sequence

TOLERANCE_MILLISECONDS = 5 * 60 * 1000
_MILLISECONDS = re.compile(r"[0-9]{1,15}")


def is_genuine(secrets: Sequence[str], url: str, headers: Mapping[str, str], body: bytes, now: float) -> bool:
    """`url` is the registered URL, not the one in the request: a proxy may have changed that, or an attacker may have
    chosen it. `now` is in seconds."""
    timestamp = headers.get("x-hubspot-request-timestamp", "")
    if not _MILLISECONDS.fullmatch(timestamp) or abs(now * 1000 - int(timestamp)) > TOLERANCE_MILLISECONDS:
        return False
    signed = b"POST" + url.encode() + body + timestamp.encode()
    received = headers.get("x-hubspot-signature-v3", "").encode()
    return any(hmac.compare_digest(_signature(secret, signed), received) for secret in secrets)


def _signature(secret: str, signed: bytes) -> bytes:
    return base64.b64encode(hmac.new(secret.encode(), signed, hashlib.sha256).digest())
