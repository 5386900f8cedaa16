"""/v1: the hosted API of the desk."""

import json
from http import HTTPStatus
from typing import Any

from aws_lambda_powertools import Logger
from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Response
from aws_lambda_powertools.event_handler.openapi.models import HTTPBearer

from desk_api import problems
from desk_api.body import check_body
from desk_api.desk import Desk
from desk_api.routes import accounts, audit, channels, conversations, directory, files, inboxes, messages, tickets
from helpdesk.platform.errors import HelpdeskError
from helpdesk.platform.log_paths import loggable
from helpdesk.platform.problems import problem

_DESCRIPTION = (
    "Tickets and conversations of the help desk, for agents, administrators and programs that act for them. "
    "Send `Authorization: Bearer …` with an API token or a token of the user pool. Errors are problem details "
    "(RFC 9457) with a stable `code`; unknown fields are refused; lists page by cursor."
)
OPENAPI: dict[str, Any] = {
    "title": "Kanaal desk API",
    "version": "1.0.0",
    "description": _DESCRIPTION,
    "security_schemes": {"bearer": HTTPBearer(description="An API token, or a token of the user pool.")},
    "security": [{"bearer": []}],
}


ROUTERS = (
    tickets.router,
    conversations.router,
    messages.router,
    files.router,
    directory.router,
    accounts.router,
    inboxes.router,
    channels.router,
    audit.router,
)


def build_app(log: Logger) -> APIGatewayHttpResolver:
    app = APIGatewayHttpResolver(enable_validation=True)
    for router in ROUTERS:
        app.include_router(router)
    app.enable_swagger(path="/v1/docs", persist_authorization=True, **OPENAPI)
    problems.install(app, log)

    @app.get("/v1/openapi.json", include_in_schema=False)
    def openapi() -> Response[str]:
        return Response(HTTPStatus.OK, "application/json", json.dumps(openapi_document(app)))

    return app


def openapi_document(app: APIGatewayHttpResolver) -> dict[str, Any]:
    """Without Powertools' own answer to malformed requests, 422: ours is 400."""
    document: dict[str, Any] = json.loads(app.get_openapi_json_schema(**OPENAPI))
    for path in document["paths"].values():
        for operation in path.values():
            del operation["responses"]["422"]
    for name in ("HTTPValidationError", "ResponseValidationError", "ValidationError"):
        document["components"]["schemas"].pop(name, None)
    return document


class DeskApi:
    def __init__(self, desk: Desk, log: Logger) -> None:
        self._desk = desk
        self._log = log
        self._app = build_app(log)

    def __call__(self, event: dict[str, Any], context: Any) -> dict[str, Any]:
        """One request, one response, one line in the log."""
        response = self._refused(event) or self._resolve(event, context)
        method = event.get("requestContext", {}).get("http", {}).get("method")
        self._log.info(
            "desk_api", method=method, path=loggable(event.get("rawPath", "")), status=response["statusCode"]
        )
        self._log.remove_keys(["code"])
        return response

    def _resolve(self, event: dict[str, Any], context: Any) -> dict[str, Any]:
        self._app.append_context(desk=self._desk)
        return self._app.resolve(event, context)

    def _refused(self, event: dict[str, Any]) -> dict[str, Any] | None:
        """What the resolver would stumble over, told in our own words."""
        try:
            check_body(event)
        except HelpdeskError as error:
            self._log.append_keys(code=error.code)
            return problem(error)
        return None
