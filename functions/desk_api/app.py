"""/v1: the HTTP API of the desk."""

from typing import Any

from aws_lambda_powertools import Logger
from aws_lambda_powertools.event_handler import APIGatewayHttpResolver

from desk_api import problems
from desk_api.body import check_body
from desk_api.desk import Desk, caller
from desk_api.routes import accounts, audit, channels, conversations, directory, files, inboxes, messages, tickets
from helpdesk.platform.errors import HelpdeskError
from helpdesk.platform.log import loggable
from helpdesk.platform.problems import problem
from helpdesk.platform.response_size import fitted

_DOCUMENT, _PAGE = "/v1/openapi.json", "/v1/docs"
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


def _is_open(event: dict[str, Any]) -> bool:
    """Whether the gateway accepts everybody."""
    method = event.get("requestContext", {}).get("http", {}).get("method")
    return method == "GET" and event.get("rawPath") in {_DOCUMENT, _PAGE}


def build_app(log: Logger) -> APIGatewayHttpResolver:
    app = APIGatewayHttpResolver(enable_validation=True)
    for router in ROUTERS:
        app.include_router(router)
    problems.install(app, log)
    return app


class DeskApi:
    def __init__(self, desk: Desk, log: Logger) -> None:
        self._desk = desk
        self._log = log
        self._app = build_app(log)
        self._is_described = False

    def __call__(self, event: dict[str, Any], context: Any) -> dict[str, Any]:
        """One request, one response, one log line."""
        response = self._refused(event) or self._resolve(event, context)
        method = event.get("requestContext", {}).get("http", {}).get("method")
        self._log.info(
            "desk_api", method=method, path=loggable(event.get("rawPath", "")), status=response["statusCode"]
        )
        self._log.remove_keys(["code"])
        return response

    def _resolve(self, event: dict[str, Any], context: Any) -> dict[str, Any]:
        if event.get("rawPath") in {_DOCUMENT, _PAGE} and not self._is_described:
            self._describe()

        def answer(request: dict[str, Any]) -> dict[str, Any]:
            self._app.append_context(desk=self._desk)  # the resolver clears it after each request
            return self._app.resolve(request, context)

        return fitted(answer, event)

    def _describe(self) -> None:
        from desk_api.description import describe  # noqa: PLC0415 - no other request needs it: see there

        describe(self._app, document_path=_DOCUMENT, page_path=_PAGE)
        self._is_described = True

    def _refused(self, event: dict[str, Any]) -> dict[str, Any] | None:
        """Rejects unknown callers before their body is read, and what the resolver cannot process, with an error of our
        own."""
        try:
            if not _is_open(event):
                caller(event)
            check_body(event)
        except HelpdeskError as error:
            self._log.append_keys(code=error.code)
            return problem(error)
        return None
