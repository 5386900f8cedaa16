"""Signatures, as their specifications describe them."""

import base64
import hashlib
import hmac


def hubspot_signature(secret: str, url: str, body: bytes, timestamp: str) -> str:
    """As in HubSpot's documentation."""
    signed = b"POST" + url.encode() + body + timestamp.encode()
    return base64.b64encode(hmac.new(secret.encode(), signed, hashlib.sha256).digest()).decode()
