"""Errors as the outside sees them: problem details for HTTP APIs (RFC 9457)."""

import json
from http import HTTPStatus
from typing import Any

from helpdesk.platform.errors import HelpdeskError, Unavailable

CONTENT_TYPE = "application/problem+json"


def body(error: HelpdeskError) -> dict[str, Any]:
    """`code` is stable; `detail` is for people and may change."""
    problem: dict[str, Any] = {
        "type": "about:blank",
        "title": HTTPStatus(error.status).phrase,
        "status": error.status,
        "code": error.code,
        "detail": error.message,
    }
    if error.fields:
        problem["errors"] = [{"field": one.field, "message": one.message} for one in error.fields]
    return problem


def headers(error: HelpdeskError) -> dict[str, str]:
    retry = {"retry-after": str(error.retry_after_seconds)} if isinstance(error, Unavailable) else {}
    return {"content-type": CONTENT_TYPE, **retry}


def problem(error: HelpdeskError) -> dict[str, Any]:
    """As API Gateway takes it from a function."""
    return {"statusCode": error.status, "headers": headers(error), "body": json.dumps(body(error))}
