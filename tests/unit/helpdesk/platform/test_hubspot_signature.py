"""HubSpot's signature, version 3: method, URI, body and timestamp, with the app's secret."""

import base64
import hashlib
import hmac
from datetime import UTC, datetime

import pytest

from helpdesk.platform import hubspot_signature

BODY = '{"text": "Grüße"}'.encode()


@pytest.mark.parametrize(
    ("url", "signed"),
    [
        ("https://x.example/hook", "https://x.example/hook"),
        ("https://x.example", "https://x.example/"),
        ("https://x.example/a?b=c#d", "https://x.example/a?b=c"),
        ("https://x.example/%3A%2F%3F%40%21%24%27%28%29%2A%2C%3B", "https://x.example/:/?@!$'()*,;"),
        ("https://x.example/%20%25%26%3D%2B", "https://x.example/%20%25%26%3D%2B"),
    ],
)
def test_the_uri_is_signed_as_the_receiver_decodes_it(url, signed):
    headers = hubspot_signature.headers("secret", "POST", url, BODY, datetime(2026, 11, 22, 9, tzinfo=UTC))
    assert headers["X-HubSpot-Request-Timestamp"] == "1795338000000"
    expected = hmac.new(b"secret", f"POST{signed}".encode() + BODY + b"1795338000000", hashlib.sha256).digest()
    assert headers["X-HubSpot-Signature-v3"] == base64.b64encode(expected).decode()
