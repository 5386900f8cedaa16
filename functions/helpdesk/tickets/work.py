"""Changes of a ticket by people and programs, one at a time or many."""

from collections.abc import Sequence
from typing import NamedTuple

from helpdesk.conversations.references import ConversationReference
from helpdesk.people.access import Access
from helpdesk.people.owner_warnings import OwnerWarning
from helpdesk.people.principals import Principal, Scope
from helpdesk.pipelines.models import Mover
from helpdesk.platform.dynamodb import Write
from helpdesk.tickets.changes import TicketChange, check_override
from helpdesk.tickets.for_all import check_all
from helpdesk.tickets.models import Ticket
from helpdesk.tickets.receivers import Receiver, Receivers
from helpdesk.tickets.replied import RepliedTicket, at_its_place
from helpdesk.tickets.service import TicketService


class Changed(NamedTuple):
    ticket: Ticket
    warnings: Sequence[OwnerWarning]


class TicketWork:
    """The only way to set an owner or a status: whether a person, a program or a bulk change does it, the same rules
    hold."""

    def __init__(self, tickets: TicketService, receivers: Receivers) -> None:
        self._tickets = tickets
        self._receivers = receivers

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
        """Raises InvalidRequest for an owner who can have no ticket, or not this one, and what `TicketService.change`
        raises."""
        to = self._receivers.of(change)
        return self._change(reference, change, principal, to, known=known, owner_known=owner_known, also=also)

    def change_with_warnings(
        self, reference: ConversationReference, change: TicketChange, principal: Principal, *, known: int | None
    ) -> Changed:
        """The same, with what speaks against its new owner, or the team in whose queue it is."""
        to = self._receivers.of(change)
        ticket = self._change(reference, change, principal, to, known=known)
        return Changed(ticket, self._receivers.warnings(to))

    def warnings_after(self, change: TicketChange) -> list[OwnerWarning]:
        """What speaks against the owner, or the team, who has got many tickets."""
        return self._receivers.warnings_after(change)

    def _change(
        self,
        reference: ConversationReference,
        change: TicketChange,
        principal: Principal,
        to: Receiver,
        *,
        known: int | None = None,
        owner_known: int | None = None,
        also: Sequence[Write] = (),
    ) -> Ticket:
        return self._tickets.change(
            reference,
            change,
            principal.actor(),
            mover=_mover(principal),
            access=Access.of(principal),
            checked=to.check,
            known=known,
            owner_known=owner_known,
            also=also,
        )

    def with_reply(self, reference: ConversationReference, change: TicketChange, principal: Principal) -> RepliedTicket:
        """The same, in one transaction with a reply."""
        with at_its_place():
            to = self._receivers.of(change)
        return self._tickets.with_reply(reference, change, principal.actor(), mover=_mover(principal), checked=to.check)

    def check(self, change: TicketChange, principal: Principal) -> None:
        """Raises what would refuse the change of each ticket: Forbidden for an override, InvalidRequest for an owner,
        a pipeline, a status, properties and values that the desk does not have."""
        check_override(change, administrator=_mover(principal).is_administrator)
        check_all(lambda: self._receivers.of(change), lambda: self._tickets.check(change))

    def versions(self, ticket_ids: Sequence[str]) -> dict[str, int]:
        """Of those that exist."""
        return self._tickets.versions(ticket_ids)


def _mover(principal: Principal) -> Mover:
    return Mover(Scope.SETTINGS_WRITE in principal.scopes, frozenset(principal.team_ids))
