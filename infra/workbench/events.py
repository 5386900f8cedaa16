"""Events as functions get them, and what they answer."""

import json
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import parse_qsl


def request(
    method: str, path: str, body: object, headers: Mapping[str, str], caller: Mapping[str, str]
) -> dict[str, Any]:
    """The gateway's event; `caller`: what the authorizer said."""
    path, _, query = path.partition("?")
    return {
        "version": "2.0",
        "rawPath": path,
        "rawQueryString": query,
        "queryStringParameters": dict(parse_qsl(query)),
        "headers": {"content-type": "application/json", **headers},
        "requestContext": {
            "http": {"method": method, "path": path},
            "stage": "$default",
            "authorizer": {"lambda": dict(caller)},
        },
        "body": json.dumps(body),
        "isBase64Encoded": False,
    }


def queue_event(bodies: Sequence[str]) -> dict[str, Any]:
    received = {"attributes": {"ApproximateReceiveCount": "1"}}
    return {
        "Records": [
            {"messageId": str(at), "receiptHandle": str(at), "body": body, **received} for at, body in enumerate(bodies)
        ]
    }


def body_of(response: dict[str, Any], expected: int) -> dict[str, Any]:
    assert response["statusCode"] == expected, response
    body: dict[str, Any] = json.loads(response["body"])
    return body
