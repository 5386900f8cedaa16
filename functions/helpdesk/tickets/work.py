"""Changes of a ticket by people and programs, one at a time or many."""

from collections.abc import Sequence

from helpdesk.conversations.references import ConversationReference
from helpdesk.people.access import Access
from helpdesk.people.principals import Principal, Scope
from helpdesk.people.service import UserService
from helpdesk.people.team_repository import TeamRepository
from helpdesk.platform.dynamodb import Write
from helpdesk.tickets.changes import TicketChange, check_override
from helpdesk.tickets.for_all import check_all
from helpdesk.tickets.models import Ticket
from helpdesk.tickets.replied import RepliedTicket, at_its_place
from helpdesk.tickets.service import TicketService


class TicketWork:
    """The only way to set an owner or a status: whether a person, a program or a bulk change does it, the same rules
    hold."""

    def __init__(self, tickets: TicketService, agents: UserService, teams: TeamRepository) -> None:
        self._tickets = tickets
        self._agents = agents
        self._teams = teams

    def change(
        self,
        reference: ConversationReference,
        change: TicketChange,
        principal: Principal,
        *,
        known: int | None = None,
        owner_known: int | None = None,
        also: Sequence[Write] = (),
    ) -> Ticket:
        """Raises InvalidRequest for an owner who is not an agent, and what `TicketService.change` raises."""
        return self._tickets.change(
            reference,
            change,
            principal.actor(),
            administrator=self._checked(change, principal),
            access=Access.of(principal),
            known=known,
            owner_known=owner_known,
            also=also,
        )

    def with_reply(self, reference: ConversationReference, change: TicketChange, principal: Principal) -> RepliedTicket:
        """The same, in one transaction with a reply."""
        with at_its_place():
            administrator = self._checked(change, principal)
        return self._tickets.with_reply(reference, change, principal.actor(), administrator=administrator)

    def check(self, change: TicketChange, principal: Principal) -> None:
        """Raises what would refuse the change of each ticket: Forbidden for an override, InvalidRequest for an owner,
        a pipeline, a status, properties and values that the desk does not have."""
        check_override(change, administrator=_administrates(principal))
        check_all(lambda: self._checked(change, principal), lambda: self._tickets.check(change))

    def versions(self, ticket_ids: Sequence[str]) -> dict[str, int]:
        """Of those that exist."""
        return self._tickets.versions(ticket_ids)

    def _checked(self, change: TicketChange, principal: Principal) -> bool:
        """Whether the caller is an administrator."""
        if (owner_id := change.values.get("owner_id")) is not None:
            self._agents.check_owner(owner_id)
        if (team_id := change.values.get("team_id")) is not None:
            self._teams.check_one(team_id, "team_id")
        return _administrates(principal)


def _administrates(principal: Principal) -> bool:
    return Scope.SETTINGS_WRITE in principal.scopes
