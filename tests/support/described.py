"""The channel API's own description as a judge: every answer has the status and the types that it says."""

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
    """A description as it lies in docs."""
    path: Path = ROOT / "docs" / name
    return path


def check_answer(method: str, path: str, status: int, body: Any) -> None:
    """Raises AssertionError for an answer that the description does not have."""
    operation = _operation(method, path)
    if operation is None:
        assert status == 404, f"{method} {path} is no call of the contract, and was answered {status}"
        _validator("Error").validate(body)
        return
    described = operation["responses"].get(str(status))
    assert described is not None, f"{method} {path} was answered {status}: {body}"
    if status == 204:
        assert body is None
        return
    schema = described["content"]["application/json"]["schema"]
    _validator((schema.get("anyOf") or [schema])[0]["$ref"].rpartition("/")[2]).validate(body)
    assert not list(_nulls(body)), f"null in {body}"


def check_event(event: Json) -> None:
    """A webhook of ours."""
    if event["type"].startswith("CHANNEL_ACCOUNT_"):
        _validator("AccountEvent").validate(event)
        return  # a change may be from null, or to it
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
    """Stricter than what is published: a field that is not described is a mistake."""
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
