"""Makes the API's OpenAPI document, docs/openapi.json: `make openapi`. No request needs it."""

import json
import re
from typing import Any

from aws_lambda_powertools import Logger
from aws_lambda_powertools.event_handler.openapi.models import HTTPBearer

from desk_api.app import ROUTES
from desk_api.examples import REQUESTS, VALUES
from desk_api.routes import account_details, finding
from desk_api.serving import resolver
from helpdesk.people.principals import Scope
from helpdesk.platform.openapi import CONTACT, LICENSE, add_examples, operations, plain
from helpdesk.platform.problems import CONTENT_TYPE, title
from helpdesk.platform.text import camel

Json = dict[str, Any]
DESCRIBED = (*ROUTES, account_details, finding)
"""One API, of two functions."""
BASE = "/v1"
DESCRIPTION = (
    "Tickets and conversations of the help desk, for agents, administrators and API clients. "
    "Send `Authorization: Bearer …` with an API token or a token of the user pool. Errors are problem details "
    "(RFC 9457) with a stable `code`; unknown fields are rejected; lists use cursor pagination."
)
TAGS = {
    "Audit trail": "Who changed which channel account.",
    "Availability": "When somebody gets tickets, and why not.",
    "Changes": "What happens at the desk, for programs and as it happens.",
    "Channels": "The channels that can be connected, connecting and managing their accounts, and inboxes.",
    "Contacts": "The people who write.",
    "Routing": "Who gets tickets, and why.",
    "Conversations": "The messages of a conversation, and replying.",
    "Files": "Files of messages.",
    "People": "Who works at the desk: users, teams, roles.",
    "Pipelines and properties": "What a desk wants to know of its tickets, and how they move.",
    "Search": "What was written, by its words.",
    "Settings": "What holds for the whole desk.",
    "Snippets and library": "What agents insert into a message.",
    "Jobs": "What takes longer than a request.",
    "Tickets": "What the desk works on.",
    "Views": "Lists of tickets, by what they have.",
}
_OPENAPI: Json = {
    "title": "Kanaal desk API",
    "version": "1.0.0",
    "description": DESCRIPTION,
    "security_schemes": {"bearer": HTTPBearer(description="An API token, or a token of the user pool.")},
}
# Of Powertools, for its own 422 response to invalid requests: ours is 400.
_NOT_OURS = ("HTTPValidationError", "ResponseValidationError", "ValidationError")


def openapi_document() -> Json:
    document: Json = json.loads(resolver(DESCRIBED, Logger()).get_openapi_json_schema(**_OPENAPI))
    document |= {name: plain(document[name]) for name in ("components", "paths")}
    for name in _NOT_OURS:
        document["components"]["schemas"].pop(name, None)
    document["info"] |= {"license": LICENSE, "contact": CONTACT}
    document["servers"] = [{"url": BASE}]
    document["tags"] = [{"name": name, "description": text} for name, text in TAGS.items()]
    refusals: Json = {}
    for method, path, operation in operations(document):
        _describe(operation, method, path)
        refusals |= _share_refusals(operation)
    document["components"]["responses"] = dict(sorted(refusals.items()))
    document["paths"] = {path.removeprefix(BASE): item for path, item in document["paths"].items()}
    add_examples(document, REQUESTS, VALUES)
    return document


def _describe(operation: Json, method: str, path: str) -> None:
    """The id is the name of the route's function, without what Powertools adds to it."""
    name = operation["operationId"].removesuffix(f"{re.sub(r'[^A-Za-z0-9_]', '_', path)}_{method}")
    scope = _scope_of(name)
    operation["operationId"] = camel(name)
    operation["security"] = [{"bearer": []}]
    needed = f"Needs the scope `{scope.value}`." if scope else "Needs no scope."
    operation["description"] = f"{operation.get('description', '')} {needed}".strip()
    for without_body in ("204", "304"):
        # Powertools takes it from the function's return type.
        operation["responses"].get(without_body, {}).pop("content", None)
    for parameter in operation.get("parameters", ()):
        # Powertools writes it into both.
        parameter["schema"].pop("description", None)


def _scope_of(name: str) -> Scope | None:
    """The scope that a route's function requires: `enter(router, Scope.TICKETS_READ)`."""
    [function] = [getattr(module, name) for module in DESCRIBED if hasattr(module, name)]
    scopes = [Scope[used] for used in function.__code__.co_names if used in Scope.__members__]
    return next(iter(scopes), None)


def _share_refusals(operation: Json) -> Json:
    """Replaces the errors by references to one description of each. Returns these."""
    del operation["responses"]["422"]
    refusals: Json = {}
    for status, response in operation["responses"].items():
        if CONTENT_TYPE in response.get("content", {}):
            name = title(int(status)).replace(" ", "")
            refusals[name] = response
            operation["responses"][status] = {"$ref": f"#/components/responses/{name}"}
    return refusals
