"""What a contact is known by: the address that they write from, what an app has verified, and what a messaging service
said. Pure.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from enum import StrEnum

from helpdesk.contacts.identities import IdentityKind, KnownIdentity, Verifier
from helpdesk.contacts.models import Contact, contact_id
from helpdesk.messaging.addresses import DeliveryIdentifier, DeliveryIdentifierType
from helpdesk.platform.frozen import frozen


class IdentifierType(StrEnum):
    """The types of addresses, and what is no address."""

    HS_EMAIL_ADDRESS = DeliveryIdentifierType.HS_EMAIL_ADDRESS.value
    HS_PHONE_NUMBER = DeliveryIdentifierType.HS_PHONE_NUMBER.value
    HS_SHORT_CODE = DeliveryIdentifierType.HS_SHORT_CODE.value
    CHANNEL_SPECIFIC_OPAQUE_ID = DeliveryIdentifierType.CHANNEL_SPECIFIC_OPAQUE_ID.value
    VISITOR_TOKEN = "VISITOR_TOKEN"  # noqa: S105 - a type, not a token


SAID = "said"
"""In the id of an e-mail address or phone number that only the messaging service has said."""
_OF_IDENTITIES = {
    IdentityKind.EMAIL: IdentifierType.HS_EMAIL_ADDRESS,
    IdentityKind.PHONE: IdentifierType.HS_PHONE_NUMBER,
    IdentityKind.VISITOR: IdentifierType.VISITOR_TOKEN,
}


@frozen
class Identifier:
    type: IdentifierType
    value: str | None
    account_id: str | None = None
    """The account on which it is the contact's address."""
    verified_by: str | None = None
    """An app's id, or an agent's."""
    verified_at: str | None = None
    verifier: Verifier | None = None
    id: str | None = None
    """By which it can be removed; the address that they write from cannot be."""

    @property
    def verified(self) -> bool:
        return self.verified_by is not None


def identifiers(
    contact: Contact, identities: Sequence[KnownIdentity], others: Sequence[Contact] = ()
) -> list[Identifier]:
    """Each once, whoever said it: the own address first, then what is verified. `others`: contacts that are the same
    person."""
    found: dict[tuple[IdentifierType, str | None], Identifier] = {}
    for each in _said(contact, identities, others):
        same = (each.type, _normal(each))
        known = found.get(same, each)
        by = known if known.verified else each
        verified = replace(known, verified_by=by.verified_by, verified_at=by.verified_at, verifier=by.verifier)
        found[same] = replace(verified, id=known.id or each.id)
    return list(found.values())


def _said(contact: Contact, identities: Sequence[KnownIdentity], others: Sequence[Contact]) -> Iterator[Identifier]:
    for person in (contact, *others):
        if person.account_id and person.identifier:
            yield Identifier(_type_of(person, person.account_id), person.identifier, person.account_id)
    for each in sorted(identities, key=lambda each: each.verified_by is None):
        yield Identifier(
            _OF_IDENTITIES[each.kind],
            each.value,
            verified_by=each.verified_by,
            verified_at=each.verified_at,
            verifier=each.verifier if each.verified_by else None,
            id=f"{each.kind}-{each.key}" if each.kind is not IdentityKind.VISITOR and not each.of_another else None,
        )
    for kind, value, field in (
        (IdentifierType.HS_EMAIL_ADDRESS, contact.email, IdentityKind.EMAIL),
        (IdentifierType.HS_PHONE_NUMBER, contact.phone, IdentityKind.PHONE),
    ):
        if value:
            yield Identifier(kind, value, id=f"{field}-{SAID}")
    for other in others:
        if other.email:
            yield Identifier(IdentifierType.HS_EMAIL_ADDRESS, other.email)
        if other.phone:
            yield Identifier(IdentifierType.HS_PHONE_NUMBER, other.phone)


def _type_of(contact: Contact, account_id: str) -> IdentifierType:
    """A contact's id is made from the type of their address, which is not stored."""
    for kind in DeliveryIdentifierType:
        if contact_id(account_id, DeliveryIdentifier(kind, str(contact.identifier))) == contact.id:
            return IdentifierType(kind.value)
    return IdentifierType.CHANNEL_SPECIFIC_OPAQUE_ID


def _normal(identifier: Identifier) -> str | None:
    if identifier.type is IdentifierType.VISITOR_TOKEN or identifier.value is None:
        return identifier.value
    return DeliveryIdentifier(DeliveryIdentifierType(identifier.type.value), identifier.value).normal.value
