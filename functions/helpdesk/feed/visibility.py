"""Which changes somebody sees: those of objects that they may read, and of tickets that they see now."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

from helpdesk.conversations.references import ConversationReference
from helpdesk.feed.models import Change, Place
from helpdesk.people.access import Access
from helpdesk.people.principals import Principal, Scope
from helpdesk.platform.frozen import frozen
from helpdesk.tickets.models import Ticket

_SCOPES: Mapping[str, Scope] = {
    "ticket": Scope.TICKETS_READ,
    "message": Scope.CONVERSATIONS_READ,
    "note": Scope.CONVERSATIONS_READ,
    "contact": Scope.TICKETS_READ,
    "account": Scope.CHANNELS_READ,
    "user": Scope.USERS_READ,
    "desk": Scope.AUDIT_READ,
}
"""What whoever reads changes of this object must have."""

SCOPES = frozenset(_SCOPES.values())
Tickets = Callable[[Sequence[ConversationReference]], Mapping[ConversationReference, Ticket]]
"""Those that exist, strongly consistent."""


def scope_of(kind: str) -> Scope:
    return _SCOPES[kind.partition(".")[0]]


@frozen
class Visibility:
    tickets: Tickets

    def require(self, principal: Principal, types: Iterable[str]) -> None:
        """Raises Forbidden: whoever asks for a type would otherwise wait for it in vain."""
        for kind in types:
            principal.require(scope_of(kind))

    def among(self, principal: Principal, found: Collection[tuple[Place, Change]]) -> Sequence[tuple[Place, Change]]:
        """Somebody who sees every ticket costs no read. What is about a ticket that was erased is seen only by them."""
        allowed = [each for each in found if scope_of(each[1].type) in principal.scopes]
        access = Access.of(principal)
        if access.sees_everything:
            return allowed
        named = list(dict.fromkeys(change.conversation for _, change in allowed if change.conversation))
        tickets = self.tickets(named) if named else {}
        return [each for each in allowed if _is_seen(access, each[1], tickets)]


def _is_seen(access: Access, change: Change, tickets: Mapping[ConversationReference, Ticket]) -> bool:
    if change.conversation is None:
        return True
    ticket = tickets.get(change.conversation)
    return ticket is not None and access.allows(ticket)
