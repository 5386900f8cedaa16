"""Identifiers that somebody at the desk notes or removes. Pure."""

from collections.abc import Sequence
from dataclasses import replace

from helpdesk.contacts.identifiers import SAID, IdentifierType
from helpdesk.contacts.identities import Identity, IdentityKind, KnownIdentity, Verifier
from helpdesk.contacts.models import Contact
from helpdesk.platform.errors import Conflict, InvalidRequest, NotFound
from helpdesk.profiles.models import Noted


def identity_of(noted: Noted, agent_id: str, region: str | None, field: str) -> Identity:
    """Raises InvalidRequest at the field for a value that is none of its type. `region`: of numbers without a
    country's code."""
    written, by = noted.value.strip(), agent_id if noted.verified else None
    try:
        if noted.type is IdentifierType.HS_EMAIL_ADDRESS:
            return Identity.email(written, by, Verifier.USER)
        return Identity.phone(written, by, Verifier.USER, region)
    except ValueError as error:
        raise InvalidRequest.at(field, str(error)) from error


def said_or_noted(
    contact: Contact, identities: Sequence[KnownIdentity], identifier_id: str
) -> tuple[Contact, Identity | None]:
    """The contact without that identifier, and the identity that it is, if it is more than something that a messaging
    service has said. Raises NotFound."""
    kind, _, key = identifier_id.partition("-")
    if key == SAID and kind in {IdentityKind.EMAIL.value, IdentityKind.PHONE.value} and getattr(contact, kind):
        return replace(contact, email=None) if kind == IdentityKind.EMAIL else replace(contact, phone=None), None
    for each in identities:
        if (each.kind.value, each.key) == (kind, key):
            return contact, Identity(each.kind, each.key, each.verified_by, each.value)
    raise NotFound(f"The contact has no identifier {identifier_id[:64]!r}.", code="identifier_not_found")


def taken(owner: Contact | None) -> Conflict:
    if owner is None:
        return Conflict("Another contact has this identifier. Try again.", code="identifier_taken")
    return Conflict(
        f"{owner.display_name} ({owner.id}) has this identifier. If they are the same person, merge the two contacts.",
        code="identifier_taken",
        context={"contact_id": [owner.id]},
    )
