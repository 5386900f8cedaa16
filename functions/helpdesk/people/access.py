"""Which tickets somebody sees: the one place that decides it, for lists, single reads, changes and files. Pure."""

from collections.abc import Iterable
from typing import Protocol, Self, TypeVar

from helpdesk.people.principals import Principal, TicketAccess
from helpdesk.platform.frozen import frozen


class Seen(Protocol):
    """What access depends on, of a ticket."""

    @property
    def inbox_id(self) -> str: ...

    @property
    def owner_id(self) -> str | None: ...

    @property
    def team_id(self) -> str | None: ...


T = TypeVar("T", bound=Seen)


@frozen
class Access:
    kind: TicketAccess
    user_id: str
    team_ids: frozenset[str] = frozenset()
    closed_inboxes: frozenset[str] = frozenset()
    """Those that are limited to teams of others."""

    @classmethod
    def of(cls, principal: Principal) -> Self:
        return cls(
            principal.ticket_access,
            principal.user_id,
            frozenset(principal.team_ids),
            frozenset(principal.closed_inboxes),
        )

    @property
    def sees_everything(self) -> bool:
        return self.kind is TicketAccess.ALL and not self.closed_inboxes

    def sees_all_of(self, inbox_id: str) -> bool:
        return self.kind is TicketAccess.ALL and inbox_id not in self.closed_inboxes

    def allows(self, ticket: Seen) -> bool:
        """Nobody sees tickets of an inbox that is limited to teams of others, whatever their role."""
        if ticket.inbox_id in self.closed_inboxes:
            return False
        if self.kind is TicketAccess.ALL or ticket.owner_id == self.user_id:
            return True
        if ticket.team_id is None:
            return ticket.owner_id is None
        return ticket.team_id in self.team_ids and (self.kind is TicketAccess.TEAM or ticket.owner_id is None)

    def among(self, tickets: Iterable[T]) -> list[T]:
        return [ticket for ticket in tickets if self.allows(ticket)]

    @property
    def words(self) -> str:
        """The same for two callers only if they see the same."""
        if self.sees_everything:
            return ""
        own = self.user_id if self.kind is not TicketAccess.ALL else ""
        return "/".join([self.kind, own, *sorted(self.team_ids), "-", *sorted(self.closed_inboxes)])


EVERYTHING = Access(TicketAccess.ALL, "")
