"""/v1: the HTTP API of the desk."""

from typing import Any

from aws_lambda_powertools import Logger
from aws_lambda_powertools.event_handler import APIGatewayHttpResolver

from desk_api import problems
from desk_api.body import with_checked_body
from desk_api.desk import Desk, caller
from desk_api.logos import PublishedLogos
from desk_api.pages import PublishedPages
from desk_api.routes import (
    accounts,
    api_tokens,
    audit,
    availability,
    channels,
    contact_properties,
    contacts,
    conversations,
    directory,
    drafts,
    files,
    inboxes,
    inserts,
    jobs,
    messages,
    notes,
    people,
    pipelines,
    properties,
    redrives,
    routing,
    settings,
    teams,
    tickets,
)
from helpdesk.platform.errors import HelpdeskError
from helpdesk.platform.log import loggable
from helpdesk.platform.problems import problem
from helpdesk.platform.response_size import fitted

ROUTES = (
    *(tickets, contacts, contact_properties, conversations, messages, notes, files, directory, accounts, inboxes),
    *(channels, audit, pipelines, properties, inserts, drafts, settings, jobs, redrives, routing),
    *(availability, people, teams, api_tokens),
)


def build_app(log: Logger) -> APIGatewayHttpResolver:
    app = APIGatewayHttpResolver(enable_validation=True)
    for module in ROUTES:
        app.include_router(module.router)
    problems.install(app, log)
    return app


class DeskApi:
    def __init__(self, desk: Desk, pages: PublishedPages, logos: PublishedLogos, log: Logger) -> None:
        self._desk = desk
        self._pages = pages
        self._logos = logos
        self._log = log
        self._app = build_app(log)

    def __call__(self, event: dict[str, Any], context: Any) -> dict[str, Any]:
        """One request, one response, one log line."""
        response = self._published(event) or self._response(event, context)
        method = event.get("requestContext", {}).get("http", {}).get("method")
        self._log.info(
            "desk_api", method=method, path=loggable(event.get("rawPath", "")), status=response["statusCode"]
        )
        self._log.remove_keys(["code"])
        return response

    def _published(self, event: dict[str, Any]) -> dict[str, Any] | None:
        return self._pages.response(event) or self._logos.response(event)

    def _response(self, event: dict[str, Any], context: Any) -> dict[str, Any]:
        """Rejects unknown callers before their body is read, and what the resolver cannot process, with an error of our
        own."""
        try:
            caller(event)
            checked = with_checked_body(event)
        except HelpdeskError as error:
            self._log.append_keys(code=error.code)
            return problem(error)
        return self._resolve(checked, context)

    def _resolve(self, event: dict[str, Any], context: Any) -> dict[str, Any]:
        def answer(request: dict[str, Any]) -> dict[str, Any]:
            self._app.append_context(desk=self._desk)  # the resolver clears it after each request
            return self._app.resolve(request, context)

        return fitted(answer, event)
