"""The API's OpenAPI document, and a page to try the API. Imported on the first request for one of them: Powertools'
models of OpenAPI take long to build, and every cold start would pay for them."""

import json
from http import HTTPStatus
from typing import Any

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Response
from aws_lambda_powertools.event_handler.openapi.models import HTTPBearer

DESCRIPTION = (
    "Tickets and conversations of the help desk, for agents, administrators and API clients. "
    "Send `Authorization: Bearer …` with an API token or a token of the user pool. Errors are problem details "
    "(RFC 9457) with a stable `code`; unknown fields are rejected; lists use cursor pagination."
)
OPENAPI: dict[str, Any] = {
    "title": "Kanaal desk API",
    "version": "1.0.0",
    "description": DESCRIPTION,
    "security_schemes": {"bearer": HTTPBearer(description="An API token, or a token of the user pool.")},
    "security": [{"bearer": []}],
}


def describe(app: APIGatewayHttpResolver, *, document_path: str, page_path: str) -> None:
    """Make the app serve its own description."""
    app.enable_swagger(path=page_path, persist_authorization=True, **OPENAPI)

    @app.get(document_path, include_in_schema=False)
    def openapi() -> Response[str]:
        return Response(HTTPStatus.OK, "application/json", json.dumps(openapi_document(app)))


def openapi_document(app: APIGatewayHttpResolver) -> dict[str, Any]:
    """Without Powertools' own 422 response to invalid requests: ours is 400."""
    document: dict[str, Any] = json.loads(app.get_openapi_json_schema(**OPENAPI))
    for path in document["paths"].values():
        for operation in path.values():
            del operation["responses"]["422"]
    for name in ("HTTPValidationError", "ResponseValidationError", "ValidationError"):
        document["components"]["schemas"].pop(name, None)
    return document
