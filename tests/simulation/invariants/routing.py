"""Who gets tickets."""

from collections import Counter
from collections.abc import Iterator

from helpdesk.accounts.repository import AccountRepository
from helpdesk.conversations.models import Event, EventType
from helpdesk.people.actors import ActorKind
from helpdesk.people.load_repository import LoadRepository
from helpdesk.people.roster_repository import RosterRepository
from helpdesk.routing.choosing import choose
from helpdesk.routing.models import Asked, Desk, Trigger
from helpdesk.tickets.models import Ticket, TicketState
from infra.workbench.tables import CONVERSATIONS, DIRECTORY
from tests.simulation.end import End, partition


def everybodys_load_is_their_open_tickets(end: End) -> Iterator[str]:
    """What routing chooses by is counted in the transactions that change a ticket."""
    channels = {ticket.channel for ticket in end.tickets}
    people = {ticket.owner_id for ticket in end.tickets if ticket.owner_id}
    for channel in sorted(filter(None, channels)):
        loads = LoadRepository(end.desk.tables.table(CONVERSATIONS)).read(channel)
        for user_id in sorted(people):
            theirs = [ticket for ticket in end.tickets if ticket.worked_on_by == user_id]
            counted = loads.open_tickets(user_id), loads.open_in_channel(user_id)
            has = len(theirs), sum(ticket.channel == channel for ticket in theirs)
            if counted != has:
                yield f"{user_id} has {has} open tickets in all and of {channel}, and {counted} are counted"


def routing_gives_nobody_more_than_they_can_take(end: End) -> Iterator[str]:
    """What somebody took, or people gave or opened again, may be more."""
    members = RosterRepository(end.desk.tables.table(DIRECTORY)).get().members
    theirs = Counter(ticket.worked_on_by for ticket in end.tickets if _was_routed(end, ticket))
    for member in members:
        if member.capacity.total is not None and theirs[member.id] > member.capacity.total:
            yield f"{member.id} was given {theirs[member.id]} tickets, and can take {member.capacity.total}"


def no_ticket_waits_while_somebody_can_take_it(end: End) -> Iterator[str]:
    desk = Desk(
        RosterRepository(end.desk.tables.table(DIRECTORY)).get(),
        LoadRepository(end.desk.tables.table(CONVERSATIONS)).read(),
    )
    for ticket in end.tickets:
        account = AccountRepository(end.desk.tables.table(DIRECTORY)).get(ticket.account_id)
        if ticket.waits_as and account:
            tried = frozenset(ticket.routing.tried if ticket.routing else ())
            choice = choose(Asked(ticket.id, ticket.channel, account.routing, Trigger.SIMULATED, tried=tried), desk)
            if choice.owner_id:
                yield f"{ticket.id} waits, and {choice.owner_id} can take it"


def what_waits_is_listed_once_and_is_nobodys(end: End) -> Iterator[str]:
    listed = {item["sk"] for item in partition(end.desk, "waiting")}
    waiting = {ticket.waits_as for ticket in end.tickets if ticket.waits_as}
    if listed != waiting:
        yield f"{sorted(listed)} are listed, and {sorted(waiting)} wait"
    for ticket in end.tickets:
        if ticket.waits_as and (ticket.owner_id or ticket.state is TicketState.CLOSED):
            yield f"{ticket.id} waits and is {ticket.owner_id}'s, {ticket.state}"


def _was_routed(end: End, ticket: Ticket) -> bool:
    changes = [each for each in end.events if each.reference == ticket.reference and _gives(each)]
    return bool(changes) and changes[-1].actor.kind in {ActorKind.SYSTEM, ActorKind.CONTACT}


def _gives(event: Event) -> bool:
    """Whether somebody has one open ticket more: also one that is opened again."""
    if event.type is EventType.OWNER_CHANGED:
        return event.details["to"] is not None
    return event.type is EventType.STATUS_CHANGED and event.details["from"] == "closed"


ALL = (
    everybodys_load_is_their_open_tickets,
    routing_gives_nobody_more_than_they_can_take,
    no_ticket_waits_while_somebody_can_take_it,
    what_waits_is_listed_once_and_is_nobodys,
)
