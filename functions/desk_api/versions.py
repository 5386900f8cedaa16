"""Responses and conditions by version: what people change has one, and its tag is `"<version>"`."""

import re
from http import HTTPStatus
from typing import Annotated

from aws_lambda_powertools.event_handler.api_gateway import Response
from aws_lambda_powertools.event_handler.openapi.params import Header
from aws_lambda_powertools.event_handler.openapi.types import OpenAPIResponse
from pydantic import BaseModel

from desk_api.problems import Problem, answers, no_content
from helpdesk.platform import problems
from helpdesk.platform.errors import InvalidRequest

IfMatch = Annotated[
    str | None,
    Header(alias="If-Match", description="`ETag` of what you have read: 412 if somebody has changed it since."),
]
_TAG = re.compile(r'"([1-9][0-9]{0,15})"')


VERSION_DIFFERS: dict[int, OpenAPIResponse] = {
    HTTPStatus.PRECONDITION_FAILED: {
        "description": "Somebody has changed it since you read it.",
        "content": {problems.CONTENT_TYPE: {"model": Problem}},
    }
}


def version_answers(model: type[BaseModel], status: int = HTTPStatus.OK) -> dict[int, OpenAPIResponse]:
    found = answers(model, status)
    found[status]["headers"] = {"etag": {"description": "For `If-Match`.", "schema": {"type": "string"}}}
    return {**found, **VERSION_DIFFERS}


def deletion_answers() -> dict[int, OpenAPIResponse]:
    return {**no_content(), **VERSION_DIFFERS}


def versioned(model: BaseModel, version: int, status: HTTPStatus = HTTPStatus.OK) -> Response[str]:
    headers = {"etag": f'"{version}"', "cache-control": "no-store"}
    return Response(status, "application/json", model.model_dump_json(), headers=dict(headers))


def version_of(if_match: str | None) -> int | None:
    """None without a condition. Raises InvalidRequest for a tag that is none of ours."""
    if if_match is None or if_match.strip() == "*":
        return None
    found = _TAG.fullmatch(if_match.strip())
    if found is None:
        raise InvalidRequest.at("If-Match", 'it must be the ETag of what you have read, such as "3"')
    return int(found[1])
