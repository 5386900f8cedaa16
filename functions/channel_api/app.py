"""HubSpot's custom-channels contract, under each of its base paths: docs/channel-api.md."""

from collections.abc import Callable
from functools import cached_property
from typing import Any

from aws_lambda_powertools import Logger
from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Response

from channel_api import errors
from channel_api.caller import UseCases, principal_of
from channel_api.routes import accounts, channels, connections, deliveries, files, messages
from helpdesk.platform.log import loggable
from helpdesk.platform.published import Published
from helpdesk.platform.response_size import fitted

# HubSpot's documents and clients of several years name all of them.
BASE_PATHS = (
    "/conversations/custom-channels/2026-03",
    "/conversations/v3/custom-channels",
    "/conversations/custom-channels/v3",
    "/conversations/custom-channels/2025-09",
    "/conversations/custom-channels/2026-09",
)

DESCRIPTION = "/conversations/openapi.json"
ROUTERS = tuple(calls.router for calls in (channels, accounts, connections, messages, files, deliveries))


def build_app(log: Logger, description: Callable[[], Published]) -> APIGatewayHttpResolver:
    app = APIGatewayHttpResolver()
    for router in ROUTERS:
        app.include_router(router, prefix=BASE_PATHS[0])
    errors.install(app, log)

    @app.get(DESCRIPTION)
    def describe() -> Response[str | bytes]:
        """For callers who have a token: it is what a stranger's requests would make expensive."""
        principal_of(app.current_event)
        status, headers, body = description().answer(app.current_event.raw_event)
        return Response(status, body=body, headers=dict(headers))

    return app


class ChannelApi:
    def __init__(self, use_cases: UseCases, api_url: str, log: Logger) -> None:
        self._use_cases = use_cases
        self._api_url = api_url
        self._log = log
        self._app = build_app(log, lambda: self._description)

    def __call__(self, event: dict[str, Any], context: Any) -> dict[str, Any]:
        """One request, one response, one log line. A slash at the end of a path has no effect."""
        path = event.get("rawPath", "/").rstrip("/") or "/"

        def answer(request: dict[str, Any]) -> dict[str, Any]:
            self._app.append_context(use_cases=self._use_cases)  # the resolver clears it after each request
            return self._app.resolve(request, context)

        response = fitted(answer, {**event, "rawPath": _under_one_base(path)})
        method = event.get("requestContext", {}).get("http", {}).get("method")
        self._log.info("channel_api", method=method, path=loggable(path), status=response["statusCode"])
        self._log.remove_keys(["code", "correlation_id"])
        return response

    @cached_property
    def _description(self) -> Published:
        """Made on the first request for it, once in a process."""
        return Published.description("channel-api.openapi.json", [self._api_url + base for base in BASE_PATHS])


def _under_one_base(path: str) -> str:
    """The base paths are equal: one set of routes serves them all."""
    for base in BASE_PATHS:
        if path == base or path.startswith(f"{base}/"):
            return BASE_PATHS[0] + path.removeprefix(base)
    return path
