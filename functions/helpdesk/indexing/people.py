"""The people of tickets, as the index shows them: read once, and again when the feed says that they have changed."""

from collections.abc import Iterable, Mapping

from helpdesk.contacts.service import ContactService, KnownContact
from helpdesk.indexing.documents import Person
from helpdesk.platform.errors import NotFound
from helpdesk.platform.parallel import Parallel

MOST_KNOWN = 20_000


class People:
    def __init__(self, contacts: ContactService, parallel: Parallel = map) -> None:
        self._contacts = contacts
        self._parallel = parallel
        self._leaders: dict[str, str | None] = {}
        """By contact, whoever answers for it: contacts that were merged are one person."""
        self._people: dict[str, Person] = {}

    def of(self, contact_ids: Iterable[str]) -> Mapping[str, Person | None]:
        """By contact; None for one that does not exist."""
        wanted = dict.fromkeys(contact_ids)
        missing = [contact_id for contact_id in wanted if not self._knows(contact_id)]
        if len(self._leaders) + len(missing) > MOST_KNOWN:
            self._leaders.clear()
            self._people.clear()
            missing = list(wanted)
        for _ in self._parallel(self._read, missing):
            pass
        return {contact_id: self._people.get(self._leaders[contact_id] or "") for contact_id in wanted}

    def forget(self, contact_ids: Iterable[str]) -> None:
        """They have changed, and with them whoever answers for them."""
        for contact_id in contact_ids:
            self._people.pop(contact_id, None)
            self._people.pop(self._leaders.pop(contact_id, None) or "", None)

    def _knows(self, contact_id: str) -> bool:
        leader = self._leaders.get(contact_id, "")
        return leader is None or leader in self._people

    def _read(self, contact_id: str) -> None:
        try:
            known = self._contacts.with_identities(contact_id, consistent=True)
        except NotFound:
            self._leaders[contact_id] = None
            return
        self._leaders[contact_id] = known.contact.id
        self._people[known.contact.id] = Person(known.contact, _known_as(known))


def _known_as(known: KnownContact) -> tuple[str, ...]:
    said = [
        text
        for contact in (known.contact, *known.others)
        for text in (contact.name, contact.identifier, contact.email, contact.phone)
    ]
    noted = [identity.value for identity in known.identities]
    return tuple(dict.fromkeys(text for text in [*said, *noted] if text))
