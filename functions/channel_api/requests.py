"""Reads a request: its body as one of the contract's models, its query with lists as the contract writes them."""

from typing import TypeVar
from urllib.parse import parse_qs

from aws_lambda_powertools.event_handler.api_gateway import Router
from pydantic import BaseModel, ValidationError
from pydantic_core import from_json

from helpdesk.platform.errors import InvalidRequest
from helpdesk.platform.lenient import misspelt
from helpdesk.platform.request_body import raw_body, readable_json
from helpdesk.platform.validation import not_json, problems_of, refused

Model = TypeVar("Model", bound=BaseModel)


def body(router: Router, model: type[Model]) -> Model:
    """Raises InvalidRequest that says where the JSON is malformed, or names each invalid or misspelt field."""
    raw = readable_json(raw_body(router.current_event.raw_event))
    try:
        given = from_json(raw)
    except ValueError as error:
        raise not_json(str(error)) from error
    if wrong := misspelt(model, given):
        raise InvalidRequest.among(wrong)
    try:
        return model.model_validate(given)
    except ValidationError as error:
        raise refused(problems_of(error), body=given) from error


def query(router: Router, name: str) -> list[str]:
    """Every value of a parameter, written as `name` or `name[]`."""
    found = parse_qs(router.current_event.raw_event.get("rawQueryString") or "", keep_blank_values=True)
    return [*found.get(name, []), *found.get(f"{name}[]", [])]


def parameter(router: Router, name: str) -> str | None:
    values = [value for value in query(router, name) if value]
    return values[-1] if values else None
