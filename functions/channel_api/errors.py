"""Converts every error to the format of the channel contract."""

import json
import uuid
from http import HTTPStatus
from typing import Any

from aws_lambda_powertools import Logger
from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Response

from helpdesk.platform.errors import Busy, HelpdeskError, NotFound, Unavailable

_CATEGORIES = {
    400: "VALIDATION_ERROR",
    401: "INVALID_AUTHENTICATION",
    403: "MISSING_SCOPES",
    404: "OBJECT_NOT_FOUND",
    409: "CONFLICT",
    410: "OBJECT_NOT_FOUND",
    413: "VALIDATION_ERROR",
    429: "RATE_LIMITS",
}
_SUB_CATEGORIES = {
    "invalid_capabilities": "CustomChannelsError.INVALID_CHANNEL_CAPABILITY_VALUES",
    "empty_update": "CustomChannelsError.EMPTY_UPDATE_REQUEST_BODY",
    "sender_agent_not_found": "ConversationsApiError.SENDER_AGENT_NOT_FOUND",
    "publish_channel_not_found": "ChannelIntegrationMessagePublishError.CHANNEL_DOES_NOT_EXIST",
    "thread_not_found": "ConversationsResourceNotFoundError.THREAD_NOT_FOUND",
}


def status_of(error: HelpdeskError) -> int:
    """Too many concurrent writes are RATE_LIMITS: the contract's clients wait on that status, and stop on a 5xx."""
    return HTTPStatus.TOO_MANY_REQUESTS if isinstance(error, Busy) else error.status


def body(error: HelpdeskError, correlation_id: str) -> dict[str, Any]:
    rendered: dict[str, Any] = {
        "status": "error",
        "category": _CATEGORIES.get(status_of(error), "INTERNAL_ERROR"),
        "message": error.message,
        "correlationId": correlation_id,
        "context": {"code": [error.code], **{name: list(values) for name, values in error.context.items()}},
        "errors": [{"message": invalid.message, "code": error.code, "in": invalid.field} for invalid in error.fields],
    }
    sub_category = _SUB_CATEGORIES.get(error.code)
    return rendered | ({"subCategory": sub_category} if sub_category else {})


def install(app: APIGatewayHttpResolver, log: Logger) -> None:
    """Let every error of the app leave in the contract's format, and log its code."""

    def expected(error: HelpdeskError) -> Response[str]:
        correlation_id = str(uuid.uuid4())
        log.append_keys(code=error.code, correlation_id=correlation_id)
        retry = {"retry-after": str(error.retry_after_seconds)} if isinstance(error, Unavailable) else {}
        return Response(
            status_code=HTTPStatus(status_of(error)),
            content_type="application/json",
            headers=dict(retry),
            body=json.dumps(body(error, correlation_id)),
        )

    def unknown(_error: Exception) -> Response[str]:
        return expected(NotFound(f"This call does not exist: {app.current_event.path[:256]}", code="no_such_route"))

    def unexpected(_error: Exception) -> Response[str]:
        log.exception("unexpected")
        return expected(HelpdeskError("Internal error. It has been logged."))

    app.exception_handler(HelpdeskError)(expected)
    app.exception_handler(Exception)(unexpected)
    app.not_found(unknown)
