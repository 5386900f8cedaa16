"""Roles: what people may do, and which tickets they see. Pure."""

from collections.abc import Iterable

from helpdesk.people.models import BuiltIn
from helpdesk.people.principals import OF_APPS, RENAMED, Scope, TicketAccess
from helpdesk.platform.frozen import frozen

_READING = frozenset({Scope.TICKETS_READ, Scope.CONVERSATIONS_READ, Scope.CHANNELS_READ, Scope.USERS_READ})
_OF_AGENTS = _READING | {Scope.TICKETS_WRITE, Scope.CONVERSATIONS_WRITE}
OF_PEOPLE = frozenset(Scope) - OF_APPS
"""A person belongs to no app, and so has no channels."""


@frozen
class Role:
    id: str
    name: str
    permissions: tuple[str, ...]
    """Scopes."""
    ticket_access: TicketAccess = TicketAccess.ALL
    created_at: str | None = None
    """None: every desk has it."""
    archived_at: str | None = None
    purge_at: int | None = None
    """When the table deletes a deleted one."""
    asked: str | None = None
    """A digest of the request that made it, with an idempotency key."""
    version: int = 1

    @property
    def is_built_in(self) -> bool:
        return self.id in BUILT_IN

    @property
    def scopes(self) -> frozenset[str]:
        return frozenset(self.permissions) & OF_PEOPLE

    @property
    def may_reply(self) -> bool:
        return Scope.CONVERSATIONS_WRITE in self.scopes


def _built_in(role_id: BuiltIn, name: str, scopes: Iterable[Scope]) -> Role:
    return Role(role_id.value, name, tuple(sorted(scope.value for scope in scopes)))


BUILT_IN = {
    role.id: role
    for role in (
        _built_in(BuiltIn.ADMINISTRATOR, "Administrator", OF_PEOPLE),
        _built_in(BuiltIn.AGENT, "Agent", _OF_AGENTS),
        _built_in(BuiltIn.READ_ONLY, "Read-only", _READING),
    )
}
NOTHING = Role("none", "None", (), TicketAccess.OWN)
"""Of somebody whose role is not there."""


def scopes_of(role: BuiltIn) -> frozenset[str]:
    return BUILT_IN[role].scopes


def scopes_of_token(granted: Iterable[str], owner: Role) -> frozenset[str]:
    """An API token acts for its owner: it may do nothing at the desk that its owner may not do."""
    return frozenset(RENAMED.get(scope, scope) for scope in granted) & (owner.scopes | OF_APPS)
