"""Reading a request: its body as one of the contract's models, its query as the contract writes lists."""

import base64
import binascii
import re
from typing import Any, TypeVar
from urllib.parse import parse_qs

from aws_lambda_powertools.event_handler.api_gateway import Router
from pydantic import BaseModel, ValidationError

from helpdesk.platform.errors import FieldError, InvalidRequest, TooLarge

MAX_BODY_BYTES = 256 * 1024
_FIELDS_NAMED = 50
_WHERE = re.compile(r"line ([0-9]+) column ([0-9]+)$")
Model = TypeVar("Model", bound=BaseModel)


def body(router: Router, model: type[Model]) -> Model:
    """Raises InvalidRequest that says where the JSON is malformed, or names each field."""
    raw = _raw(router.current_event.raw_event)
    if len(raw) > MAX_BODY_BYTES:
        raise TooLarge(f"The body has {len(raw)} bytes; at most {MAX_BODY_BYTES} are taken.")
    try:
        return model.model_validate_json(raw)
    except ValidationError as error:
        raise refusal(error) from error


def refusal(error: ValidationError) -> InvalidRequest:
    problems = error.errors(include_url=False, include_context=False, include_input=False)
    if problems[0]["type"] == "json_invalid":
        where = _WHERE.search(problems[0]["msg"])
        context = {"line": [where[1]], "column": [where[2]]} if where else {}
        return InvalidRequest(f"The body is malformed: {problems[0]['msg']}.", code="malformed_json", context=context)
    fields = [FieldError(_path(problem["loc"]), problem["msg"]) for problem in problems[:_FIELDS_NAMED]]
    return InvalidRequest(f"{fields[0].field}: {fields[0].message}", fields=fields)


def query(router: Router, name: str) -> list[str]:
    """Every value of a parameter, written as `name` or `name[]`."""
    found = parse_qs(router.current_event.raw_event.get("rawQueryString") or "", keep_blank_values=True)
    return [*found.get(name, []), *found.get(f"{name}[]", [])]


def one(router: Router, name: str) -> str | None:
    values = [value for value in query(router, name) if value]
    return values[-1] if values else None


def _raw(event: dict[str, Any]) -> bytes:
    text = event.get("body") or ""
    if not event.get("isBase64Encoded"):
        return bytes(text.encode("utf-8", "surrogatepass"))
    try:
        return base64.b64decode(text)
    except binascii.Error as error:
        raise InvalidRequest("The body is malformed.", code="malformed_body") from error


def _path(location: tuple[int | str, ...]) -> str:
    """`senders[0].deliveryIdentifier.type`"""
    path = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in location)
    return path.lstrip(".") or "body"
