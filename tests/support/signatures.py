"""Signatures, by the words of who invented them."""

import base64
import hashlib
import hmac


def hubspot_signature(secret: str, url: str, body: bytes, timestamp: str) -> str:
    """As HubSpot's documentation has it."""
    signed = b"POST" + url.encode() + body + timestamp.encode()
    return base64.b64encode(hmac.new(secret.encode(), signed, hashlib.sha256).digest()).decode()
