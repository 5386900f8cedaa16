"""What the desk knows of a contact, and what it writes about them. Pure."""

from collections.abc import Mapping, Sequence
from typing import Any

from helpdesk.contacts.identifiers import Identifier, IdentifierType
from helpdesk.contacts.models import Contact
from helpdesk.platform.frozen import frozen
from helpdesk.tickets.models import Ticket


@frozen
class Noted:
    """An identifier, as somebody at the desk writes it."""

    type: IdentifierType
    value: str
    verified: bool = False


@frozen
class NewContact:
    name: str | None
    owner_id: str | None
    properties: Mapping[str, Any]
    identifiers: tuple[Noted, ...]


@frozen
class Profile:
    contact: Contact
    identifiers: Sequence[Identifier]
    newest: Sequence[Ticket]
    """Their newest tickets, newest first."""

    @property
    def first_seen_at(self) -> str | None:
        return self.contact.created_at if self.contact.account_id else None

    @property
    def last_seen_at(self) -> str | None:
        return max((ticket.last_activity_at for ticket in self.newest), default=self.first_seen_at)
