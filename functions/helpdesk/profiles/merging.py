"""Two contacts that are one person. Nothing is rewritten: the merged one's record names the one that answers for it,
and its conversations keep its id. So a merge is undone exactly, and a message is never in its way."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from helpdesk.audit.models import AuditType, Change, Subject, SubjectKind
from helpdesk.audit.recording import AuditRecorder
from helpdesk.contacts.identifiers import Identifier, identifiers
from helpdesk.contacts.models import Contact, Merge
from helpdesk.contacts.repository import ContactRepository
from helpdesk.contacts.service import MOST, ContactService, no_contact
from helpdesk.people.actors import Actor
from helpdesk.platform.clock import Clock, from_text, to_text
from helpdesk.platform.collection import check_version
from helpdesk.platform.errors import Conflict, NotFound
from helpdesk.platform.frozen import frozen
from helpdesk.platform.optimistic import until_written
from helpdesk.profiles.service import TicketsOf
from helpdesk.tickets.models import Ticket, TicketState

UNDONE_WITHIN = timedelta(days=30)
_FILLED = ("name", "email", "phone", "owner_id")


@frozen
class MergePreview:
    """What a merge moves to the contact that stays."""

    contact: Contact
    merged: Contact
    identifiers: list[Identifier]
    tickets: Sequence[Ticket]
    """The newest ones of the contact that is merged."""
    filled: Mapping[str, Any]
    """What is empty now, and becomes the other's."""
    kept: Mapping[str, Any]
    """What the other has too, and loses to what is there."""

    @property
    def open_tickets(self) -> list[Ticket]:
        return [ticket for ticket in self.tickets if ticket.state is TicketState.OPEN]


class Merges:
    def __init__(
        self,
        contacts: ContactService,
        repository: ContactRepository,
        newest_tickets: TicketsOf,
        audit: AuditRecorder,
        now: Clock,
    ) -> None:
        self._contacts = contacts
        self._repository = repository
        self._newest_tickets = newest_tickets
        self._audit = audit
        self._now = now

    def preview(self, contact_id: str, other_id: str) -> MergePreview:
        """Writes nothing. Raises what would refuse the merge."""
        contact, other = self._both(contact_id, other_id)
        known = self._contacts.with_identities(other.id, consistent=True)
        filled, kept = _parts(contact, other)
        shown = identifiers(other, known.identities, known.others)
        return MergePreview(contact, other, shown, self._newest_tickets(other), filled, kept)

    def merge(self, contact_id: str, other_id: str, actor: Actor, *, if_match: int | None = None) -> str:
        """The id of the contact that stays. A merged contact is followed to the one that answers for it. Raises
        Conflict if both are one already."""

        def attempt() -> str:
            contact, other = self._both(contact_id, other_id)
            check_version(contact, if_match)
            filled, _ = _parts(contact, other)
            merge = Merge(other.id, to_text(self._now()), actor.id, other.group, filled)
            after = replace(_with(contact, filled), merges=(*contact.merges, merge))
            self._write(AuditType.CONTACTS_MERGED, contact, after, other, replace(other, merged_into=contact.id), actor)
            return contact.id

        return until_written(attempt, "one of these contacts")

    def undo(self, contact_id: str, other_id: str, actor: Actor, *, if_match: int | None = None) -> str:
        """The other one is a contact again, as it was. Raises NotFound if it was not merged into this one, Conflict 30
        days after."""

        def attempt() -> str:
            contact = self._contacts.current(contact_id)
            check_version(contact, if_match)
            merge = _found(contact, other_id)
            _check_time(merge, self._now())
            other = self._contacts.find(other_id)
            if other is None:
                raise no_contact(other_id)
            rest = tuple(each for each in contact.merges if each.contact_id != other_id)
            after = replace(_without(contact, merge.filled), merges=rest)
            self._write(AuditType.MERGE_UNDONE, contact, after, other, replace(other, merged_into=None), actor)
            return contact.id

        return until_written(attempt, "one of these contacts")

    def _both(self, contact_id: str, other_id: str) -> tuple[Contact, Contact]:
        contact, other = self._contacts.current(contact_id), self._contacts.current(other_id)
        if contact.id == other.id:
            raise Conflict(
                f"Both are the contact {contact.id} already.",
                code="already_merged",
                context={"contact_id": [contact.id]},
            )
        if len(contact.group) + len(other.group) > MOST:
            raise Conflict(f"A person has at most {MOST} contacts.", code="too_many")
        return contact, other

    def _write(
        self, kind: AuditType, before: Contact, after: Contact, was: Contact, becomes: Contact, actor: Actor
    ) -> None:
        subject = Subject(SubjectKind.CONTACT, before.id)
        details = {"contact_id": Change(None, was.id)}
        self._repository.transact(
            [
                self._repository.changing(before, after, actor.named),
                self._repository.changing(was, becomes, actor.named),
                *self._audit.recording(kind, actor, subject, details=details),
            ]
        )


def _parts(contact: Contact, other: Contact) -> tuple[dict[str, Any], dict[str, Any]]:
    """What the merge fills, and what it leaves out."""
    given = {name: getattr(other, name) for name in _FILLED}
    given |= {f"properties.{name}": value for name, value in other.properties.items()}
    present = {name: value for name, value in given.items() if value is not None}
    filled = {name: value for name, value in present.items() if _value(contact, name) is None}
    kept = {name: value for name, value in present.items() if name not in filled and value != _value(contact, name)}
    return filled, kept


def _value(contact: Contact, name: str) -> Any:
    return getattr(contact, name) if name in _FILLED else contact.properties.get(name.partition(".")[2])


def _with(contact: Contact, filled: Mapping[str, Any]) -> Contact:
    """With these values; None empties one."""
    own = {name.partition(".")[2]: value for name, value in filled.items() if name not in _FILLED}
    properties = {name: value for name, value in {**contact.properties, **own}.items() if value is not None}
    return replace(contact, properties=properties, **{name: value for name, value in filled.items() if name in _FILLED})


def _without(contact: Contact, filled: Mapping[str, Any]) -> Contact:
    """What somebody has changed since stays."""
    return _with(contact, {name: None for name, value in filled.items() if _value(contact, name) == value})


def _found(contact: Contact, other_id: str) -> Merge:
    for merge in contact.merges:
        if merge.contact_id == other_id:
            return merge
        if other_id in merge.members:
            raise Conflict(
                f"It was merged into {merge.contact_id}, which was merged into {contact.id} since. Undo that first.",
                code="merged_further",
                context={"contact_id": [merge.contact_id]},
            )
    raise NotFound(f"{other_id[:64]!r} was not merged into {contact.id}.", code="merge_not_found")


def _check_time(merge: Merge, now: datetime) -> None:
    if now > from_text(merge.at) + UNDONE_WITHIN:
        message = f"A merge can be undone for {UNDONE_WITHIN.days} days; this one was made at {merge.at}."
        raise Conflict(message, code="undo_expired")
