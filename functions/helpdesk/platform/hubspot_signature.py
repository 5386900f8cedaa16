"""HubSpot's request signature, version 3, so that a receiver that was built for HubSpot can verify Kanaal's webhooks.
Pure."""

import base64
import hashlib
import hmac
import re
from datetime import datetime
from urllib.parse import urlsplit

# Only these are decoded before signing; everything else stays as it is sent.
_DECODED = re.compile("%(3A|2F|3F|40|21|24|27|28|29|2A|2C|3B)")


def headers(secret: str, method: str, url: str, body: bytes, sent_at: datetime) -> dict[str, str]:
    timestamp = str(int(sent_at.timestamp() * 1000))
    return {
        "X-HubSpot-Signature-v3": signature(secret, method, url, body, timestamp),
        "X-HubSpot-Request-Timestamp": timestamp,
    }


def signature(secret: str, method: str, url: str, body: bytes, timestamp: str) -> str:
    """base64 of the HMAC-SHA256 of method, absolute URI, body and timestamp (milliseconds)."""
    signed = f"{method}{_as_signed(url)}".encode() + body + timestamp.encode()
    return base64.b64encode(hmac.new(secret.encode(), signed, hashlib.sha256).digest()).decode()


def _as_signed(url: str) -> str:
    """The URL as the receiver sees it: with a path, without a fragment."""
    parts = urlsplit(url)
    seen = parts._replace(path=parts.path or "/", fragment="").geturl()
    return _DECODED.sub(lambda match: chr(int(match[1], 16)), seen)
