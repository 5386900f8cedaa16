"""Use cases of contacts: what somebody at the desk reads and writes about them."""

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from helpdesk.audit.models import AuditType, Change, Subject, SubjectKind
from helpdesk.audit.recording import AuditRecorder
from helpdesk.contacts.identifiers import identifiers
from helpdesk.contacts.identities import Identity
from helpdesk.contacts.models import Contact
from helpdesk.contacts.repository import ContactRepository
from helpdesk.contacts.service import ContactService
from helpdesk.people.principals import Principal
from helpdesk.platform.clock import Clock, to_text
from helpdesk.platform.collection import check_version
from helpdesk.platform.dynamodb import TransactionFailed, Write
from helpdesk.platform.errors import Conflict, NotFound
from helpdesk.platform.ids import digest, new_ulid
from helpdesk.platform.optimistic import until_written
from helpdesk.platform.records import plain
from helpdesk.profiles.identifying import identity_of, said_or_noted, taken
from helpdesk.profiles.models import NewContact, Noted, Profile
from helpdesk.profiles.values import new_values, with_changes
from helpdesk.properties.models import Property
from helpdesk.tickets.models import Ticket, TicketState

Definitions = Callable[[], Mapping[str, Property]]
TicketsOf = Callable[[Contact], Sequence[Ticket]]
CheckOwner = Callable[[str], None]
RegionOf = Callable[[str], str | None]
"""The default region of an account."""


class Profiles:
    def __init__(
        self,
        contacts: ContactService,
        repository: ContactRepository,
        definitions: Definitions,
        newest_tickets: TicketsOf,
        check_owner: CheckOwner,
        region_of: RegionOf,
        naming_ticket: Callable[[Ticket, Contact], Write],
        audit: AuditRecorder,
        now: Clock,
    ) -> None:
        self._contacts = contacts
        self._repository = repository
        self._definitions = definitions
        self._newest_tickets = newest_tickets
        self._check_owner = check_owner
        self._region_of = region_of
        self._naming_ticket = naming_ticket
        self._audit = audit
        self._now = now

    def get(self, contact_id: str, *, consistent: bool = False) -> Profile:
        """Raises NotFound."""
        known = self._contacts.with_identities(contact_id, consistent=consistent)
        shown = identifiers(known.contact, known.identities, known.others)
        return Profile(known.contact, shown, self._newest_tickets(known.contact))

    def create(self, wanted: NewContact, principal: Principal, *, key: str | None) -> Profile:
        """The same contact for the same idempotency key of the same caller. Raises InvalidRequest that names all that
        does not fit, and Conflict if another contact has one of the identifiers."""
        asked = digest(json.dumps(plain(wanted), sort_keys=True))
        made_id = f"con_{digest('created at the desk', principal.id, key or new_ulid())}"
        if key and (earlier := self._contacts.find(made_id)):
            return self._again(earlier, asked)
        if wanted.owner_id:
            self._check_owner(wanted.owner_id)
        now, by = to_text(self._now()), principal.actor().named
        contact = Contact(
            made_id,
            None,
            None,
            now,
            name=wanted.name,
            owner_id=wanted.owner_id,
            properties=new_values(wanted.properties, self._definitions()),
            asked=asked,
        )
        noted = [
            identity_of(each, principal.user_id, None, f"identifiers[{at}].value")
            for at, each in enumerate(wanted.identifiers)
        ]
        binding = self._repository.binding(list({each.key: each for each in noted}.values()), made_id, now, by)
        try:
            self._repository.transact([self._repository.creation(contact, by), *binding])
        except TransactionFailed as failure:
            if 0 in failure.failed:
                return self._again(self._contacts.current(made_id), asked)
            raise self._taken(failure) from failure
        return self.get(made_id, consistent=True)

    def change(
        self, contact_id: str, changes: Mapping[str, Any], principal: Principal, *, if_match: int | None = None
    ) -> Profile:
        """Raises InvalidRequest that names each value that does not fit. An owner who stays is not asked: they may have
        been deactivated since."""
        definitions = self._definitions()

        def attempt() -> str:
            before = self._contacts.current(contact_id)
            check_version(before, if_match)
            after = with_changes(before, changes, definitions)
            if after.owner_id and after.owner_id != before.owner_id:
                self._check_owner(after.owner_id)
            if after != before:
                self._repository.transact(
                    [
                        self._repository.changing(before, after, principal.actor().named),
                        *self._naming(before, after),
                        *self._recording(before, _told(before, after), principal),
                    ]
                )
            return before.id

        return self.get(until_written(attempt, "this contact"), consistent=True)

    def add_identifier(
        self, contact_id: str, wanted: Noted, principal: Principal, *, if_match: int | None = None
    ) -> Profile:
        """One that the contact has already is verified by it, or stays. Raises InvalidRequest for a value that is none
        of its type, Conflict if another contact has it."""

        def attempt() -> str:
            contact = self._contacts.current(contact_id)
            check_version(contact, if_match)
            region = self._region_of(contact.account_id) if contact.account_id else None
            identity = identity_of(wanted, principal.user_id, region, "value")
            if self._has(contact, identity):
                return contact.id
            by = principal.actor().named
            binding = self._repository.binding([identity], contact.id, to_text(self._now()), by)
            try:
                told = {"identifiers": Change(None, [identity.kind.value])}
                audited = self._recording(contact, told, principal)
                self._repository.transact([self._repository.changing(contact, contact, by), *binding, *audited])
            except TransactionFailed as failure:
                if 1 in failure.failed:
                    raise self._taken(failure) from failure
                raise
            return contact.id

        return self.get(until_written(attempt, "this contact"), consistent=True)

    def remove_identifier(
        self, contact_id: str, identifier_id: str, principal: Principal, *, if_match: int | None = None
    ) -> Profile:
        """Raises NotFound for one that the contact does not have."""

        def attempt() -> str:
            known = self._contacts.with_identities(contact_id, consistent=True)
            contact = known.contact
            check_version(contact, if_match)
            own = [each for each in known.identities if not each.of_another]
            after, identity = said_or_noted(contact, own, identifier_id)
            writes = [self._repository.changing(contact, after, principal.actor().named)]
            if identity:
                told = {"identifiers": Change([identity.kind.value], None)}
                writes += self._recording(contact, told, principal)
                bound = self._repository.owner_of(identity) == contact.id
                writes += self._repository.releasing(identity, contact.id, is_bound=bound)
            self._repository.transact(writes)
            return contact.id

        return self.get(until_written(attempt, "this contact"), consistent=True)

    def _recording(self, contact: Contact, told: Mapping[str, Change], principal: Principal) -> list[Write]:
        """The trail's stream has tickets offered that wait and may go to somebody else now."""
        if not told:
            return []
        subject = Subject(SubjectKind.CONTACT, contact.id)
        return self._audit.recording(AuditType.CONTACT_UPDATED, principal.actor(), subject, details=told)

    def _naming(self, before: Contact, after: Contact) -> list[Write]:
        """Their newest tickets show the name, those that are open."""
        if after.display_name == before.display_name:
            return []
        tickets = [ticket for ticket in self._newest_tickets(before) if ticket.state is TicketState.OPEN]
        return [self._naming_ticket(ticket, after) for ticket in tickets]

    def _has(self, contact: Contact, identity: Identity) -> bool:
        """As well as it is to be noted now."""
        known = self._contacts.with_identities(contact.id, consistent=True)
        same = [each for each in known.identities if each.key == identity.key]
        return any(each.verified_by or not identity.verified_by for each in same)

    def _again(self, earlier: Contact, asked: str) -> Profile:
        if earlier.asked != asked:
            raise Conflict(
                "This Idempotency-Key was used for another contact. Use a new key for a new contact.",
                code="idempotency_key_reused",
                context={"contact_id": [earlier.id]},
            )
        return self.get(earlier.id, consistent=True)

    def _taken(self, failure: TransactionFailed) -> Conflict:
        """Whose it is, from what the conditions found."""
        ids = [item["contact_id"] for item in failure.failed.values() if item and "contact_id" in item]
        try:
            owner = self._contacts.current(ids[0]) if ids else None
        except NotFound:
            owner = None
        return taken(owner)


def _told(before: Contact, after: Contact) -> dict[str, Change]:
    """What routing asks of a contact. Of the desk's own properties only the names: the trail outlasts an erasure."""
    told: dict[str, Change] = {}
    if before.owner_id != after.owner_id:
        told["owner_id"] = Change(before.owner_id, after.owner_id)
    names = sorted({*before.properties, *after.properties})
    if changed := [name for name in names if before.properties.get(name) != after.properties.get(name)]:
        told["properties"] = Change(None, changed)
    return told
