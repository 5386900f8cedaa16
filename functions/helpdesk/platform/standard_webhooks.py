"""Standard Webhooks 1.0 (github.com/standard-webhooks, spec/standard-webhooks.md), symmetric signatures. Pure."""

import base64
import hashlib
import hmac
from collections.abc import Iterable, Mapping
from datetime import datetime

TOLERANCE_SECONDS = 300
PREFIX = "whsec_"


def new_secret(random_bytes: bytes) -> str:
    """`whsec_` and base64; the specification asks for 24 to 64 random bytes."""
    if not 24 <= len(random_bytes) <= 64:
        raise ValueError("a Standard Webhooks secret has 24 to 64 bytes")
    return PREFIX + base64.b64encode(random_bytes).decode()


def signature(secret: str, message_id: str, timestamp: str, body: bytes) -> str:
    """`v1,` and the base64 HMAC-SHA256 of `id.timestamp.body`."""
    key = base64.b64decode(secret.removeprefix(PREFIX))
    signed = b".".join((message_id.encode(), timestamp.encode(), body))
    return "v1," + base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()


def headers(secrets: Iterable[str], message_id: str, sent_at: datetime, body: bytes) -> dict[str, str]:
    """The headers for a receiver; one signature per live secret, so that the receiver can rotate too."""
    timestamp = str(int(sent_at.timestamp()))
    return {
        "webhook-id": message_id,
        "webhook-timestamp": timestamp,
        "webhook-signature": " ".join(signature(secret, message_id, timestamp, body) for secret in secrets),
    }


def is_genuine(received: Mapping[str, str], body: bytes, secrets: Iterable[str], now: datetime) -> bool:
    """Header names are in lower case. Every secret and signature is compared, in constant time. The timestamp is
    checked last, so that an error does not reveal whether the signature was right."""
    message_id = received.get("webhook-id", "")
    timestamp = received.get("webhook-timestamp", "")
    offered = received.get("webhook-signature", "").encode("utf-8", "surrogatepass").split()
    genuine = False
    for secret in secrets:
        try:
            expected = signature(secret, message_id, timestamp, body).encode()
        except ValueError:  # a header that is not UTF-8, or a stored secret that is not base64
            continue
        for candidate in offered:
            genuine |= hmac.compare_digest(expected, candidate)
    return genuine and bool(message_id) and _is_fresh(timestamp, now)


def _is_fresh(timestamp: str, now: datetime) -> bool:
    return (
        timestamp.isascii()
        and timestamp.isdigit()
        and len(timestamp) < 12
        and abs(now.timestamp() - int(timestamp)) <= TOLERANCE_SECONDS
    )
