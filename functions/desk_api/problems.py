"""Converts every error of /v1 to problem details."""

import json
from contextlib import suppress
from http import HTTPStatus
from typing import Any

from aws_lambda_powertools import Logger
from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Response
from aws_lambda_powertools.event_handler.openapi.exceptions import RequestValidationError
from aws_lambda_powertools.event_handler.openapi.types import OpenAPIResponse
from pydantic import BaseModel, ConfigDict, Field

from helpdesk.platform import problems
from helpdesk.platform.errors import HelpdeskError, NotFound
from helpdesk.platform.validation import PydanticError, location_in, refused
from helpdesk.properties.schemas import PropertyOut


class FieldProblem(BaseModel):
    model_config = ConfigDict(defer_build=True)  # only the OpenAPI document needs the schema

    field: str
    message: str
    capability: str | None = Field(
        default=None, description="The capability that the channel lacks, if that is the reason."
    )
    code: str | None = Field(default=None, description="What is wrong with a value. Stable; others may come.")
    limit: float | None = Field(default=None, description="How many or how much it may be, if that is what is wrong.")


class Problem(BaseModel):
    """RFC 9457. `code` is stable; `detail` is for people and may change."""

    model_config = ConfigDict(defer_build=True)

    type: str
    title: str
    status: int
    code: str
    detail: str
    errors: list[FieldProblem] = []
    context: dict[str, list[str]] = Field(default={}, description="The ids that the error is about.")
    missing: list[PropertyOut] | None = Field(default=None, description="Of `status_refused`: what the status needs.")
    allowed_status_ids: list[str] | None = Field(default=None, description="Of `status_refused`: what may follow.")
    current: Any = Field(default=None, description="Of `already_assigned`: the owner; of `already_changed`: values.")
    begin_at: str | None = Field(default=None, description="Of `cursor_expired`: `after` of the next call.")
    changed_by: dict[str, Any] | None = Field(default=None, description="Who changed it, by the name of the property.")


_DESCRIPTIONS = {
    400: "The request is invalid: `errors` names each field.",
    401: "The token is missing, invalid or expired.",
    403: "The token lacks the scope.",
    404: "The object does not exist.",
    409: "The request conflicts with the current state, or with a concurrent change.",
    413: "The body is too large.",
    415: "The body is not JSON (Content-Type: application/json).",
    503: "Temporary failure on our side. Retry after `Retry-After`.",
}
_PROBLEMS: dict[int, OpenAPIResponse] = {
    status: {"description": text, "content": {problems.CONTENT_TYPE: {"model": Problem}}}
    for status, text in _DESCRIPTIONS.items()
}


_PLACES = {"body", "query", "path", "header"}


def answers(model: type[BaseModel], status: int = 200) -> dict[int, OpenAPIResponse]:
    """The possible responses of a route: its model, or a problem."""
    success: OpenAPIResponse = {
        "description": HTTPStatus(status).phrase,
        "content": {"application/json": {"model": model}},
    }
    return {status: success, **_PROBLEMS}


def answers_or_gone(model: type[BaseModel]) -> dict[int, OpenAPIResponse]:
    """The same of a route whose cursors expire."""
    gone: OpenAPIResponse = {
        "description": "What follows the cursor is not kept any more.",
        "content": {problems.CONTENT_TYPE: {"model": Problem}},
    }
    return {**answers(model), HTTPStatus.GONE: gone}


def no_content() -> dict[int, OpenAPIResponse]:
    """The same of a route without a body in its response."""
    return {HTTPStatus.NO_CONTENT: {"description": HTTPStatus.NO_CONTENT.phrase}, **_PROBLEMS}


def install(app: APIGatewayHttpResolver, log: Logger) -> None:
    """Let every error of the app leave as a problem, and log its code."""

    def expected(error: HelpdeskError) -> Response[str]:
        log.append_keys(code=error.code)
        return _response(error)

    def malformed(error: RequestValidationError) -> Response[str]:
        return expected(refused([_located(problem, _body(app)) for problem in error.errors()]))

    def unknown(_error: Exception) -> Response[str]:
        detail = f"{app.current_event.path} does not exist. GET /v1/docs lists the routes."
        return expected(NotFound(detail, code="no_such_route"))

    def unexpected(_error: Exception) -> Response[str]:
        log.exception("unexpected")
        return expected(HelpdeskError("Internal error. It has been logged."))

    app.exception_handler(HelpdeskError)(expected)
    app.exception_handler(RequestValidationError)(malformed)
    app.exception_handler(Exception)(unexpected)
    app.not_found(unknown)


def _response(error: HelpdeskError) -> Response[str]:
    return Response(
        status_code=HTTPStatus(error.status),
        content_type=problems.CONTENT_TYPE,
        headers=dict(problems.headers(error)),
        body=json.dumps(problems.body(error)),
    )


def _body(app: APIGatewayHttpResolver) -> Any:
    with suppress(ValueError):
        return app.current_event.json_body
    return None


def _located(problem: PydanticError, body: Any) -> PydanticError:
    """The problem with its path in the body, or the name of the parameter."""
    place, *inside = problem["loc"]
    if place == "body":
        inside = list(location_in(body, {**problem, "loc": inside}))
    return {**problem, "loc": inside if place in _PLACES else problem["loc"]}
