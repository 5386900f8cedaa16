"""What holds of routing whenever there is nothing left to do: each yields what is not so."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from helpdesk.accounts.repository import AccountRepository
from helpdesk.contacts.repository import ContactRepository
from helpdesk.contacts.service import ContactService
from helpdesk.conversations.models import Event, EventType
from helpdesk.inboxes.limits import InboxLimitRepository
from helpdesk.people.actors import ActorKind
from helpdesk.people.load_repository import LoadRepository
from helpdesk.people.roster_repository import RosterRepository
from helpdesk.platform.dynamodb import Database
from helpdesk.routing.choosing import choose
from helpdesk.routing.facts import Facts
from helpdesk.routing.models import Desk, Trigger
from helpdesk.tickets.models import Ticket, TicketState
from infra.workbench.tables import CONTACTS, CONVERSATIONS, DIRECTORY


@dataclass(frozen=True)
class Routed:
    """What is stored."""

    database: Database
    tickets: Sequence[Ticket]
    events: Sequence[Event]

    def everybodys_load_is_their_open_tickets(self) -> Iterator[str]:
        """What routing chooses by is counted in the transactions that change a ticket."""
        channels = {ticket.channel for ticket in self.tickets}
        people = {ticket.owner_id for ticket in self.tickets if ticket.owner_id}
        for channel in sorted(filter(None, channels)):
            loads = LoadRepository(self.database.table(CONVERSATIONS)).read(channel)
            for user_id in sorted(people):
                theirs = [ticket for ticket in self.tickets if ticket.worked_on_by == user_id]
                counted = loads.open_tickets(user_id), loads.open_in_channel(user_id)
                has = len(theirs), sum(ticket.channel == channel for ticket in theirs)
                if counted != has:
                    yield f"{user_id} has {has} open tickets in all and of {channel}, and {counted} are counted"

    def was_given(self) -> Counter[str | None]:
        """By routing: what somebody took, or people gave or opened again, may be more than they can take."""
        return Counter(ticket.worked_on_by for ticket in self.tickets if self._was_routed(ticket))

    def no_ticket_waits_while_somebody_can_take_it(self) -> Iterator[str]:
        directory = self.database.table(DIRECTORY)
        contacts = ContactService(ContactRepository(self.database.table(CONTACTS)))
        facts = Facts(contacts, InboxLimitRepository(directory).teams_of)
        desk = Desk(
            RosterRepository(directory).get(),
            LoadRepository(self.database.table(CONVERSATIONS)).read(),
        )
        for ticket in self.tickets:
            account = AccountRepository(directory).get(ticket.account_id)
            if ticket.waits_as and account:
                tried = ticket.routing.tried if ticket.routing else ()
                choice = choose(facts.asked(ticket, account.routing, Trigger.SIMULATED, tried), desk)
                if choice.owner_id:
                    yield f"{ticket.id} waits, and {choice.owner_id} can take it"

    def what_waits_is_listed_once_and_is_nobodys(self) -> Iterator[str]:
        page = self.database.table(CONVERSATIONS).query("#pk = :pk", {"pk": "waiting"}, limit=1000, consistent=True)
        listed, waiting = {item["sk"] for item in page.items}, {each.waits_as for each in self.tickets if each.waits_as}
        if listed != waiting:
            yield f"{sorted(listed)} are listed, and {sorted(waiting)} wait"
        for ticket in self.tickets:
            if ticket.waits_as and (ticket.owner_id or ticket.state is TicketState.CLOSED):
                yield f"{ticket.id} waits and is {ticket.owner_id}'s, {ticket.state}"

    def _was_routed(self, ticket: Ticket) -> bool:
        changes = [each for each in self.events if each.reference == ticket.reference and _gives(each)]
        return bool(changes) and changes[-1].actor.kind in {ActorKind.SYSTEM, ActorKind.CONTACT}


def _gives(event: Event) -> bool:
    """Whether somebody has one open ticket more: also one that is opened again."""
    if event.type is EventType.OWNER_CHANGED:
        return event.details["to"] is not None
    return event.type is EventType.STATUS_CHANGED and event.details["from"] == "closed"
