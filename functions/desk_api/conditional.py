"""Responses to clients that ask again and again: without a body if the client has it."""

from http import HTTPStatus
from typing import Annotated

from aws_lambda_powertools.event_handler.api_gateway import Response
from aws_lambda_powertools.event_handler.openapi.params import Header
from aws_lambda_powertools.event_handler.openapi.types import OpenAPIResponse
from pydantic import BaseModel

from desk_api.problems import answers
from helpdesk.platform.tags import names, tag_of

IfNoneMatch = Annotated[
    str | None, Header(alias="If-None-Match", description="`ETag` of a response that you have: 304 if it is the same.")
]
_CURSOR = "_cursor"


def conditional_answers(model: type[BaseModel]) -> dict[int, OpenAPIResponse]:
    fields, cursors = list(model.model_fields), _cursors(model)
    content = fields[: len(fields) - len(cursors)]
    assert content, f"{model.__name__} has more than cursors"
    assert cursors.isdisjoint(content), f"the cursors of {model.__name__} come last"
    found = answers(model)
    found[HTTPStatus.OK]["headers"] = {"etag": {"description": "For `If-None-Match`.", "schema": {"type": "string"}}}
    return {**found, HTTPStatus.NOT_MODIFIED: {"description": "What you have is still the same."}}


def unless_known(model: BaseModel, if_none_match: str | None) -> Response[str]:
    """A cursor is no content: it names the time of the request, and the one that the client has stays valid."""
    cursors = _cursors(type(model))
    more = sorted(name for name in cursors if getattr(model, name) is not None)
    content = model.model_dump_json(exclude=cursors)
    tag = tag_of(f"{more}{content}".encode())
    # A browser may keep it, and asks each time whether it is still so.
    headers = {"etag": tag, "cache-control": "private, no-cache"}
    if if_none_match and names(if_none_match, tag):
        return Response(HTTPStatus.NOT_MODIFIED, body="", headers=dict(headers))
    return Response(HTTPStatus.OK, "application/json", _with(content, model, cursors), headers=dict(headers))


def _cursors(model: type[BaseModel]) -> set[str]:
    return {name for name in model.model_fields if name.endswith(_CURSOR)}


def _with(content: str, model: BaseModel, cursors: set[str]) -> str:
    """All that was written already, and the cursors, which are its last fields."""
    if not cursors:
        return content
    return f"{content[:-1]},{model.model_dump_json(include=cursors)[1:]}"
