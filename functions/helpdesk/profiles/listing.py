"""The contacts of the desk, by name or newest first."""

from collections.abc import Sequence
from enum import StrEnum

from helpdesk.contacts.models import Contact
from helpdesk.contacts.repository import BY_CREATION, BY_NAME, BY_OWNER, ContactRepository
from helpdesk.platform.cursor import Cursors
from helpdesk.platform.errors import InvalidRequest
from helpdesk.platform.frozen import frozen


class ContactOrder(StrEnum):
    NEWEST = "newest"
    NAME = "name"
    """Only contacts that have one."""


@frozen
class ContactPage:
    contacts: Sequence[Contact]
    next_cursor: str | None


class ContactList:
    def __init__(self, repository: ContactRepository, cursors: Cursors) -> None:
        self._repository = repository
        self._cursors = cursors

    def page(self, order: ContactOrder, owner_id: str | None, *, limit: int, cursor: str | None) -> ContactPage:
        """Raises InvalidRequest for the contacts of an owner by name, and for a cursor of another list."""
        if owner_id and order is ContactOrder.NAME:
            raise InvalidRequest.at("sort", "the contacts of an owner are listed newest first only")
        bound = self._cursors.of(f"contacts/{order.value}/{owner_id or '*'}")
        after = bound.read(cursor, parts=1)[0] if cursor else None
        index = BY_OWNER if owner_id else BY_NAME if order is ContactOrder.NAME else BY_CREATION
        contacts, end = self._repository.page(index, owner_id=owner_id, after=after, limit=limit)
        return ContactPage(contacts, bound.write(end) if end else None)
