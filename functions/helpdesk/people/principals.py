"""The caller of a request and its permissions. Pure."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any, Self

from helpdesk.people.actors import Actor, ActorKind
from helpdesk.platform.errors import Forbidden, NotAuthenticated
from helpdesk.platform.frozen import frozen


class Scope(StrEnum):
    TICKETS_READ = "tickets.read"
    TICKETS_WRITE = "tickets.write"
    CONVERSATIONS_READ = "conversations.read"
    CONVERSATIONS_WRITE = "conversations.write"
    CHANNELS_READ = "channels.read"
    CHANNELS_WRITE = "channels.write"
    USERS_READ = "users.read"
    USERS_WRITE = "users.write"
    """People, teams, roles and API tokens."""
    AUDIT_READ = "audit.read"
    SETTINGS_WRITE = "settings.write"
    """Pipelines, ticket properties, and what else the whole desk works by."""
    CUSTOM_CHANNELS_READ = "conversations.custom_channels.read"
    CUSTOM_CHANNELS_WRITE = "conversations.custom_channels.write"


UNKNOWN_CALLER = "The token is not valid, has expired or was revoked. Sign in again."
OF_APPS = frozenset({Scope.CUSTOM_CHANNELS_READ, Scope.CUSTOM_CHANNELS_WRITE})
RENAMED = {"agents.read": Scope.USERS_READ.value}
"""What scopes of earlier tokens are called now."""


class TicketAccess(StrEnum):
    """Which tickets a role sees: `people/access.py` decides by it."""

    ALL = "all"
    TEAM = "team"
    OWN = "own"


@frozen
class Principal:
    kind: ActorKind
    id: str
    name: str
    scopes: frozenset[str]
    on_behalf_of: str | None = None
    """The user who owns the API token."""
    app_id: str | None = None
    """The app that the API token belongs to."""
    ticket_access: TicketAccess = TicketAccess.ALL
    team_ids: tuple[str, ...] = ()
    closed_inboxes: tuple[str, ...] = ()
    """The ids of those that are limited to teams of others."""

    @property
    def user_id(self) -> str:
        """The caller, or the person for whom an API client acts."""
        return self.on_behalf_of or self.id

    def require(self, scope: Scope) -> None:
        if scope not in self.scopes:
            raise Forbidden(f"This needs the scope {scope.value!r}, which you do not have.", code="missing_scope")

    def require_app(self) -> str:
        if self.app_id is None:
            raise Forbidden("This token belongs to no app. Only an app has channels.", code="no_app")
        return self.app_id

    def actor(self) -> Actor:
        return Actor(self.kind, self.id, self.name, self.on_behalf_of)

    def to_context(self) -> dict[str, str]:
        """As the gateway passes it on: text only."""
        context = {"kind": self.kind.value, "id": self.id, "name": self.name, "scopes": " ".join(sorted(self.scopes))}
        more = {
            "on_behalf_of": self.on_behalf_of,
            "app_id": self.app_id,
            "ticket_access": self.ticket_access.value,
            "team_ids": " ".join(self.team_ids),
            "closed_inboxes": " ".join(self.closed_inboxes),
        }
        return context | {name: value for name, value in more.items() if value}

    @classmethod
    def of_event(cls, event: Mapping[str, Any]) -> Self:
        """The caller of a gateway's event. Raises NotAuthenticated if the authorizer found no principal."""
        authorizer = event.get("requestContext", {}).get("authorizer") or {}
        return cls.from_context(authorizer.get("lambda") or {})

    @classmethod
    def from_context(cls, context: Mapping[str, Any]) -> Self:
        """Raises NotAuthenticated if the authorizer found no principal."""
        if not context.get("id"):
            raise NotAuthenticated(UNKNOWN_CALLER)
        return cls(
            kind=ActorKind(context["kind"]),
            id=context["id"],
            name=context["name"],
            scopes=frozenset(context["scopes"].split()),
            on_behalf_of=context.get("on_behalf_of"),
            app_id=context.get("app_id"),
            ticket_access=TicketAccess(context.get("ticket_access", TicketAccess.ALL)),
            team_ids=tuple(context.get("team_ids", "").split()),
            closed_inboxes=tuple(context.get("closed_inboxes", "").split()),
        )
