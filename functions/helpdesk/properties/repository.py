"""Properties in the table `directory`: `pk = ticket-properties` or `contact-properties`, `sk = {name}`."""

from helpdesk.platform.collection import Collection
from helpdesk.platform.dynamodb import Table
from helpdesk.properties.models import CONTACTS, TICKETS, Kind, Property


def properties_of(kind: Kind, directory: Table) -> Collection[Property]:
    return Collection(directory, f"{kind.noun}-properties", Property, lambda each: each.name)


def ticket_properties(directory: Table) -> Collection[Property]:
    return properties_of(TICKETS, directory)


def contact_properties(directory: Table) -> Collection[Property]:
    return properties_of(CONTACTS, directory)
