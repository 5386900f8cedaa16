"""The OpenAPI description of the channel API, generated from the models that read its requests and the types of its
responses."""

import re
from typing import Any

from pydantic import TypeAdapter

from channel_api.description.answers import Error, GatewayRefusal
from channel_api.description.examples import REQUESTS, VALUES
from channel_api.description.operations import OPERATIONS, PATH_PARAMETERS, Operation
from channel_api.description.webhooks import (
    AccountEvent,
    OutgoingMessageChanged,
    OutgoingMessageCreated,
    ThreadAssigneeChanged,
    ThreadStatusChanged,
)
from helpdesk.platform.openapi import CONTACT, LICENSE, add_examples, plain

Json = dict[str, Any]
_DESCRIPTION = (
    "HubSpot's custom-channels contract: integrations that use these calls work with another base URL. All base paths "
    "are equal. Send `Authorization: Bearer …` with an API token of an app. Unknown fields and parameters are ignored, "
    "misspelt ones are refused; "
    "null means the same as a field that is left out."
)
_REFUSALS = {
    400: "Invalid request: `errors` names each field, or `message` says where the JSON is malformed.",
    401: "The token is not valid. If the header is missing, the gateway responds itself.",
    403: "The token lacks the scope, or belongs to no app.",
    404: "The object does not exist, or belongs to another app.",
    409: "It exists and differs: `context.differingFields`. Publishing: the account is disabled, or not authorized.",
    410: "The account was deleted: stop sending to it.",
    413: "The body is too large.",
    429: "Too many concurrent writes: retry after `Retry-After`. Above its rate limit, the gateway responds itself.",
    503: "Temporary failure on our side, or the account is disabled and asks you to retry. Retry after `Retry-After`.",
}
_WEBHOOKS: dict[str, tuple[Any, str]] = {
    "outgoingMessageCreated": (OutgoingMessageCreated, "A reply is sent"),
    "outgoingMessageChanged": (OutgoingMessageChanged, "The desk edits or deletes a message, or reacts to one"),
    "accountChanged": (AccountEvent, "An account was created, changed or deleted"),
    "threadStatusChanged": (ThreadStatusChanged, "A thread was closed or reopened"),
    "threadAssigneeChanged": (ThreadAssigneeChanged, "A thread was assigned or unassigned"),
}
# Clients that are generated from the document have all calls in one module, which is called so.
_TAG = "default"
_FROM_GATEWAY = {401, 413, 429, 503}


def document(base_paths: tuple[str, ...]) -> Json:
    types = {kind for operation in OPERATIONS for kind in (operation.answer, operation.body) if kind is not None}
    types |= {Error, GatewayRefusal, *(event for event, _ in _WEBHOOKS.values())}
    ordered = sorted(types, key=lambda kind: str(kind.__name__))
    schemas, definitions = TypeAdapter.json_schemas(
        [(kind.__name__, "validation", TypeAdapter(kind)) for kind in ordered],
        by_alias=True,
        ref_template="#/components/schemas/{model}",
    )
    made = {name: schema for (name, _), schema in schemas.items() if "$ref" not in schema}
    known = plain(definitions["$defs"] | made)
    paths: dict[str, Json] = {}
    for operation in OPERATIONS:
        paths.setdefault(operation.path, {})[operation.method] = _operation(operation)
    made_document: Json = {
        "openapi": "3.1.0",
        "info": {
            "title": "Kanaal channel API",
            "version": "2026-03",
            "description": _DESCRIPTION,
            "license": LICENSE,
            "contact": CONTACT,
        },
        "servers": [{"url": base} for base in base_paths],
        "tags": [{"name": _TAG, "description": "The calls of the contract, and the extensions."}],
        "paths": paths,
        "webhooks": {name: {"post": _webhook(event, summary)} for name, (event, summary) in _WEBHOOKS.items()},
        "components": {
            "schemas": known,
            "securitySchemes": {"bearer": {"type": "http", "scheme": "bearer", "description": "An app's API token."}},
        },
    }
    add_examples(made_document, REQUESTS, VALUES)
    return made_document


def _operation(operation: Operation) -> Json:
    path = re.findall(r"{(\w+)}", operation.path)
    parameters = [{"name": name, "in": "path", "required": True, "schema": PATH_PARAMETERS[name]} for name in path]
    success = {"description": "Done"} | (_content(operation.answer) if operation.answer else {})
    described: Json = {
        "operationId": operation.name,
        "summary": operation.summary,
        "description": f"Needs the scope `{operation.scope.value}`.",
        "tags": [_TAG],
        "security": [{"bearer": []}],
        "parameters": [*parameters, *operation.query],
        "responses": {str(operation.status): success}
        | {str(status): _refusal(status) for status in _statuses(operation)},
    }
    return described | ({"requestBody": {"required": True, **_content(operation.body)}} if operation.body else {})


def _statuses(operation: Operation) -> list[int]:
    possible = {
        400: bool(operation.body or operation.query),
        409: operation.conflicts,
        410: operation.ends,
        413: bool(operation.body),
    }
    return [status for status in _REFUSALS if possible.get(status, True)]


def _refusal(status: int) -> Json:
    schema: Json = _reference(Error)
    if status in _FROM_GATEWAY:
        schema = {"anyOf": [schema, _reference(GatewayRefusal)]}
    return {"description": _REFUSALS[status], "content": {"application/json": {"schema": schema}}}


def _webhook(event: Any, summary: str) -> Json:
    return {
        "operationId": f"receive{event.__name__}",
        "summary": summary,
        "description": "Posted to the channel's `webhookUrl`, signed.",
        "tags": [_TAG],
        "security": [],
        "requestBody": {"required": True, **_content(event)},
        "responses": {"2XX": {"description": "Taken."}},
    }


def _content(kind: Any) -> Json:
    return {"content": {"application/json": {"schema": _reference(kind)}}}


def _reference(kind: Any) -> Json:
    return {"$ref": f"#/components/schemas/{kind.__name__}"}
