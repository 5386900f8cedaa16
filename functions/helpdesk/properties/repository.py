"""Ticket properties in the table `directory`: `pk = ticket-properties`, `sk = {name}`."""

from helpdesk.platform.collection import Collection
from helpdesk.platform.dynamodb import Table
from helpdesk.properties.models import TicketProperty


def ticket_properties(directory: Table) -> Collection[TicketProperty]:
    return Collection(directory, "ticket-properties", TicketProperty, lambda each: each.name)
