"""/v1: the hosted API of the desk."""

from typing import Any

from aws_lambda_powertools import Logger
from aws_lambda_powertools.event_handler import APIGatewayHttpResolver
from aws_lambda_powertools.event_handler.openapi.models import HTTPBearer

from desk_api import problems
from desk_api.desk import Desk
from desk_api.routes import conversations, directory, tickets

_DESCRIPTION = (
    "Tickets and conversations of the help desk, for agents, administrators and programs that act for them. "
    "Send `Authorization: Bearer …` with an API token or a token of the user pool. Errors are problem details "
    "(RFC 9457) with a stable `code`; unknown fields are refused; lists page by cursor."
)


def build_app(log: Logger) -> APIGatewayHttpResolver:
    app = APIGatewayHttpResolver(enable_validation=True)
    app.configure_openapi(
        title="Kanaal desk API",
        version="1.0.0",
        description=_DESCRIPTION,
        security_schemes={"bearer": HTTPBearer(description="An API token, or a token of the user pool.")},
        security=[{"bearer": []}],
    )
    for router in (tickets.router, conversations.router, directory.router):
        app.include_router(router)
    app.enable_swagger(path="/v1/docs", persist_authorization=True)
    problems.install(app, log)
    return app


class DeskApi:
    def __init__(self, desk: Desk, log: Logger) -> None:
        self._desk = desk
        self._log = log
        self._app = build_app(log)

    def __call__(self, event: dict[str, Any], context: Any) -> dict[str, Any]:
        """One request, one response, one line in the log."""
        self._app.append_context(desk=self._desk)
        response = self._app.resolve(event, context)
        method = event.get("requestContext", {}).get("http", {}).get("method")
        self._log.info("desk_api", method=method, path=event.get("rawPath"), status=response["statusCode"])
        self._log.remove_keys(["code"])
        return response
