"""/v1: the HTTP API of the desk."""

from aws_lambda_powertools import Logger

from desk_api.desk import Desk
from desk_api.logos import PublishedLogos
from desk_api.pages import PublishedPages
from desk_api.routes import (
    accounts,
    api_tokens,
    audit,
    availability,
    changes,
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
    live,
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
    views,
    webhook_subscriptions,
)
from desk_api.serving import Server

ROUTES = (
    *(tickets, contacts, contact_properties, conversations, messages, notes, files, directory, accounts, inboxes),
    *(channels, audit, pipelines, properties, inserts, drafts, settings, jobs, redrives, routing),
    *(availability, people, teams, api_tokens, changes, live, views, webhook_subscriptions),
)


class DeskApi(Server):
    def __init__(self, desk: Desk, pages: PublishedPages, logos: PublishedLogos, log: Logger) -> None:
        super().__init__("desk_api", ROUTES, {"desk": desk}, log, (pages.response, logos.response))
        self.desk = desk
