"""Checks responses of both APIs against their own descriptions: status and types."""

import json
import re
from functools import cache
from pathlib import Path
from typing import Any

from jsonschema_rs import Draft202012Validator

from channel_api.app import BASE_PATHS
from channel_api.description.document import document
from infra.local.tools import ROOT

Json = dict[str, Any]
_NULLABLE = {"channelAccountConnectionRedirectUrl"}


def committed(name: str) -> Path:
    """A committed description from docs/."""
    path: Path = ROOT / "docs" / name
    return path


def check_response(method: str, path: str, status: int, body: Any) -> None:
    """Raises AssertionError for a response that is not in the description."""
    operation = _operation(method, path)
    if operation is None:
        assert status == 404, f"{method} {path} is not a call of the contract, but the response was {status}"
        _validator("Error").validate(body)
        return
    described = operation["responses"].get(str(status))
    assert described is not None, f"{method} {path} responded with {status}: {body}"
    if status == 204:
        assert body is None
        return
    schema = described["content"]["application/json"]["schema"]
    _validator((schema.get("anyOf") or [schema])[0]["$ref"].rpartition("/")[2]).validate(body)
    assert not list(_nulls(body)), f"null in {body}"


def check_desk_response(method: str, path: str, status: int, body: Any) -> None:
    """Checks a response of the desk API."""
    called = path.removeprefix("/v1")
    fitting = [each for each in _desk_document()["paths"] if re.fullmatch(re.sub(r"{\w+}", "[^/]+", each), called)]
    # `/tickets/bulk` is no ticket.
    [template] = [called] if called in fitting else fitting
    validator = _desk_validator(template, method.lower(), str(status))
    if validator is None:
        assert body is None
    else:
        validator.validate(body)


@cache
def _desk_validator(template: str, method: str, status: str) -> Draft202012Validator | None:
    """None for a response without a body."""
    whole = _desk_document()
    described = whole["paths"][template][method]["responses"][status]
    if "$ref" in described:
        described = whole["components"]["responses"][described["$ref"].rpartition("/")[2]]
    if "content" not in described:
        return None
    [media] = described["content"].values()
    return _strict(whole, media["schema"])


def check_example(whole: Json, schema: Json, example: Any) -> None:
    _strict(whole, schema).validate(example)


@cache
def _desk_document() -> Json:
    found: Json = json.loads(committed("openapi.json").read_text())
    return found


def _strict(whole: Json, schema: Json) -> Draft202012Validator:
    """Stricter than the published description: an undescribed field is an error."""
    schemas = _closed(whole["components"]["schemas"])
    return Draft202012Validator({**_closed(schema), "components": {"schemas": schemas}}, validate_formats=True)


def check_event(event: Json) -> None:
    """Checks a webhook of ours."""
    if event["type"].startswith("CHANNEL_ACCOUNT_"):
        _validator("AccountEvent").validate(event)
        return  # a change may be from or to null
    if event["type"].startswith("CHANNEL_THREAD_"):
        _validator(f"Thread{event['type'].removeprefix('CHANNEL_THREAD_').title().replace('_', '')}").validate(event)
        return
    _validator(f"OutgoingMessage{event['type'].rpartition('_')[2].title()}").validate(event)
    assert not list(_nulls(event)), event


def _nulls(value: Any, name: str = "") -> Any:
    if isinstance(value, dict):
        for key, item in value.items():
            yield from _nulls(item, key)
    elif isinstance(value, list):
        for item in value:
            yield from _nulls(item)
    elif value is None and name not in _NULLABLE:
        yield name


def _operation(method: str, path: str) -> Json | None:
    base = next((base for base in BASE_PATHS if path.startswith(base)), "")
    called = path.removeprefix(base).rstrip("/") or "/"
    for template, operations in _document()["paths"].items():
        if re.fullmatch(re.sub(r"{\w+}", "[^/]*", template), called):
            found: Json | None = operations.get(method.lower())
            return found
    return None


@cache
def _document() -> Json:
    return document(BASE_PATHS)


@cache
def _validator(name: str) -> Draft202012Validator:
    """Stricter than the published description: an undescribed field is an error."""
    schemas = _document()["components"]["schemas"]
    return Draft202012Validator(
        {"$ref": f"#/components/schemas/{name}", "components": {"schemas": _closed(schemas)}}, validate_formats=True
    )


def _closed(schema: Any) -> Any:
    if isinstance(schema, list):
        return [_closed(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    closed = {"additionalProperties": False} if isinstance(schema.get("properties"), dict) else {}
    return closed | {name: _closed(item) for name, item in schema.items()}
