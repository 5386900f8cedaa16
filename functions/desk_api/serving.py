"""What serves routes of /v1, in any of its functions: one request, one response, one log line."""

from collections.abc import Callable, Mapping, Sequence
from types import ModuleType
from typing import Any

from aws_lambda_powertools import Logger
from aws_lambda_powertools.event_handler import APIGatewayHttpResolver

from desk_api import problems
from desk_api.body import with_checked_body
from helpdesk.people.principals import Principal
from helpdesk.platform.errors import HelpdeskError
from helpdesk.platform.log import loggable
from helpdesk.platform.problems import problem
from helpdesk.platform.response_size import fitted

Event = dict[str, Any]
Response = dict[str, Any]


def resolver(modules: Sequence[ModuleType], log: Logger) -> APIGatewayHttpResolver:
    app = APIGatewayHttpResolver(enable_validation=True)
    for module in modules:
        app.include_router(module.router)
    problems.install(app, log)
    return app


class Server:
    def __init__(
        self,
        name: str,
        modules: Sequence[ModuleType],
        context: Mapping[str, Any],
        log: Logger,
        published: Sequence[Callable[[Event], Response | None]] = (),
    ) -> None:
        """`name`: of its log lines. `context`: what the routes use, by name. `published`: what is asked before them."""
        self._name = name
        self._app = resolver(modules, log)
        self._context = context
        self._log = log
        self._published = published

    def __call__(self, event: Event, context: Any) -> Response:
        found = next((response for ask in self._published if (response := ask(event))), None)
        response = found or self._response(event, context)
        method = event.get("requestContext", {}).get("http", {}).get("method")
        path, status = loggable(event.get("rawPath", "")), response["statusCode"]
        self._log.info(self._name, method=method, path=path, status=status)
        self._log.remove_keys(["code"])
        return response

    def _response(self, event: Event, context: Any) -> Response:
        """Rejects unknown callers before their body is read, and what the resolver cannot process, with an error of our
        own."""
        try:
            Principal.of_event(event)
            checked = with_checked_body(event)
        except HelpdeskError as error:
            self._log.append_keys(code=error.code)
            return problem(error)

        def answer(request: Event) -> Response:
            self._app.append_context(**self._context)  # the resolver clears it after each request
            return self._app.resolve(request, context)

        return fitted(answer, checked)
