"""Who gets tickets."""

from collections.abc import Iterator

from helpdesk.people.roster_repository import RosterRepository
from infra.workbench.tables import DIRECTORY
from tests.simulation.end import End
from tests.support.routed import Routed


def everybodys_load_is_their_open_tickets(end: End) -> Iterator[str]:
    return _routed(end).everybodys_load_is_their_open_tickets()


def routing_gives_nobody_more_than_they_can_take(end: End) -> Iterator[str]:
    members, given = RosterRepository(end.desk.tables.table(DIRECTORY)).get().members, _routed(end).was_given()
    for member in members:
        if member.capacity.total is not None and given[member.id] > member.capacity.total:
            yield f"{member.id} was given {given[member.id]} tickets, and can take {member.capacity.total}"


def no_ticket_waits_while_somebody_can_take_it(end: End) -> Iterator[str]:
    return _routed(end).no_ticket_waits_while_somebody_can_take_it()


def what_waits_is_listed_once_and_is_nobodys(end: End) -> Iterator[str]:
    return _routed(end).what_waits_is_listed_once_and_is_nobodys()


def _routed(end: End) -> Routed:
    return Routed(end.desk.tables, end.tickets, end.events)


ALL = (
    everybodys_load_is_their_open_tickets,
    routing_gives_nobody_more_than_they_can_take,
    no_ticket_waits_while_somebody_can_take_it,
    what_waits_is_listed_once_and_is_nobodys,
)
