"""What a contact is known by."""

from typing import Any

import pytest

from helpdesk.contacts.identifiers import Identifier, IdentifierType, identifiers
from helpdesk.contacts.identities import IdentityKind, KnownIdentity
from helpdesk.contacts.models import Contact, contact_id
from helpdesk.messaging.addresses import DeliveryIdentifier, DeliveryIdentifierType

EMAIL, PHONE = IdentifierType.HS_EMAIL_ADDRESS, IdentifierType.HS_PHONE_NUMBER
AT = "2026-11-22T09:00:00.000000Z"


def contact(
    value: str, kind: DeliveryIdentifierType = DeliveryIdentifierType.CHANNEL_SPECIFIC_OPAQUE_ID, **more: Any
) -> Contact:
    return Contact(contact_id("7", DeliveryIdentifier(kind, value)), "7", value, AT, **more)


def verified(kind: IdentityKind, value: str | None, by: str = "acme") -> KnownIdentity:
    return KnownIdentity(kind, value, by, AT)


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        (DeliveryIdentifierType.CHANNEL_SPECIFIC_OPAQUE_ID, "ada-17"),
        (DeliveryIdentifierType.HS_EMAIL_ADDRESS, "Ada@Example.com"),
        (DeliveryIdentifierType.HS_PHONE_NUMBER, "+31 20 123 45 67"),
        (DeliveryIdentifierType.HS_SHORT_CODE, "12345"),
    ],
)
def test_the_own_address_has_the_type_that_the_contact_was_made_with(kind: DeliveryIdentifierType, value: str) -> None:
    assert identifiers(contact(value, kind), []) == [Identifier(IdentifierType(kind), value, "7")]


def test_an_address_like_an_email_address_may_be_an_opaque_id() -> None:
    [found] = identifiers(contact("ada@example.com"), [])
    assert found.type is IdentifierType.CHANNEL_SPECIFIC_OPAQUE_ID


def test_what_was_verified_comes_before_what_was_said() -> None:
    found = identifiers(
        contact("ada-17", name="Ada", email="ada@home.example", phone="020 1234567"),
        [verified(IdentityKind.EMAIL, "ada@example.com"), verified(IdentityKind.VISITOR, None, "chat")],
    )
    assert [(each.type, each.value, each.verified_by) for each in found] == [
        (IdentifierType.CHANNEL_SPECIFIC_OPAQUE_ID, "ada-17", None),
        (EMAIL, "ada@example.com", "acme"),
        (IdentifierType.VISITOR_TOKEN, None, "chat"),
        (EMAIL, "ada@home.example", None),
        (PHONE, "020 1234567", None),
    ]
    assert [each.verified for each in found] == [False, True, True, False, False]


def test_two_spellings_of_an_address_are_one_identifier() -> None:
    address = contact("Ada@Example.com", DeliveryIdentifierType.HS_EMAIL_ADDRESS, email=" ada@example.com")
    [found] = identifiers(address, [verified(IdentityKind.EMAIL, "ada@example.com")])
    assert (found.value, found.account_id, found.verified_by) == ("Ada@Example.com", "7", "acme")
    assert found.id is not None, "what was verified can be removed"


def test_who_verified_it_is_the_first_who_did() -> None:
    [_, found] = identifiers(
        contact("ada-17", phone="+31 20 123 45 67"),
        [verified(IdentityKind.PHONE, "+31201234567"), verified(IdentityKind.PHONE, "+31201234567", "other")],
    )
    assert (found.value, found.verified_by) == ("+31201234567", "acme")
