"""Is it the desk that calls? HubSpot's request signature, version 3.

Each webhook carries two signatures under the app's secret. This is the one that receivers built for HubSpot know; the
other is Standard Webhooks, which examples/receiver.py verifies. One of them is enough.
"""

import base64
import hashlib
import hmac
import re
from collections.abc import Mapping, Sequence

TOLERANCE_MILLISECONDS = 5 * 60 * 1000
_MILLISECONDS = re.compile(r"[0-9]{1,15}")


def is_genuine(secrets: Sequence[str], url: str, headers: Mapping[str, str], body: bytes, now: float) -> bool:
    """`url` is the address that was registered, not what the request says of itself: a proxy may have changed that,
    and a stranger may have made it up. `now` in seconds."""
    timestamp = headers.get("x-hubspot-request-timestamp", "")
    if not _MILLISECONDS.fullmatch(timestamp) or abs(now * 1000 - int(timestamp)) > TOLERANCE_MILLISECONDS:
        return False
    signed = b"POST" + url.encode() + body + timestamp.encode()
    offered = headers.get("x-hubspot-signature-v3", "").encode()
    return any(hmac.compare_digest(_signature(secret, signed), offered) for secret in secrets)


def _signature(secret: str, signed: bytes) -> bytes:
    return base64.b64encode(hmac.new(secret.encode(), signed, hashlib.sha256).digest())
