"""Errors for clients: problem details for HTTP APIs (RFC 9457)."""

import json
from dataclasses import asdict
from http import HTTPStatus
from typing import Any

from helpdesk.platform.errors import FieldError, HelpdeskError, Unavailable

CONTENT_TYPE = "application/problem+json"
_CONTENT_TOO_LARGE = 413


def title(status: int) -> str:
    """As RFC 9110 has it: Python renamed one status in version 3.13."""
    return "Content Too Large" if status == _CONTENT_TOO_LARGE else HTTPStatus(status).phrase


def body(error: HelpdeskError) -> dict[str, Any]:
    """`code` is stable; `detail` is for people and may change."""
    problem: dict[str, Any] = {
        "type": "about:blank",
        "title": title(error.status),
        "status": error.status,
        "code": error.code,
        "detail": error.message,
    }
    if error.fields:
        problem["errors"] = [field_body(field) for field in error.fields]
    if error.context:
        problem["context"] = {name: list(values) for name, values in error.context.items()}
    return problem | error.more


def field_body(error: FieldError) -> dict[str, str | float]:
    """One of `errors`."""
    return {name: value for name, value in asdict(error).items() if value is not None}


def headers(error: HelpdeskError) -> dict[str, str]:
    retry = {"retry-after": str(error.retry_after_seconds)} if isinstance(error, Unavailable) else {}
    return {"content-type": CONTENT_TYPE, **retry}


def problem(error: HelpdeskError) -> dict[str, Any]:
    """The response format of API Gateway."""
    return {"statusCode": error.status, "headers": headers(error), "body": json.dumps(body(error))}
