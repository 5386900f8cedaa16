"""What others need of contacts that are not there, have nothing, or were merged."""

from dataclasses import replace

import pytest

from helpdesk.contacts.identities import Identity, Verifier
from helpdesk.contacts.models import Contact, Merge
from helpdesk.contacts.repository import ContactRepository
from helpdesk.contacts.service import ContactService
from helpdesk.messaging.addresses import DeliveryIdentifier, DeliveryIdentifierType
from helpdesk.platform.errors import NotFound
from infra.workbench.tables import CONTACTS
from tests.support.backends import InMemory
from tests.support.examples import NOW

NOBODY = "con_" + "a" * 26
ZOE = Contact("con_" + "b" * 26, "1", "zoe", NOW, email="zoe@x.example", phone="+31201234567", properties={"plan": "A"})
OTHER = Contact("con_" + "c" * 26, "1", "zed", NOW, email="zed@x.example", merged_into=ZOE.id)
LATER = "2026-11-23T09:00:00.000000Z"

EMAIL, PHONE, CODE = (
    DeliveryIdentifierType.HS_EMAIL_ADDRESS,
    DeliveryIdentifierType.HS_PHONE_NUMBER,
    DeliveryIdentifierType.HS_SHORT_CODE,
)


@pytest.fixture
def contacts() -> ContactService:
    return ContactService(ContactRepository(InMemory().database.table(CONTACTS)))


@pytest.fixture
def zoe(contacts: ContactService) -> str:
    """With another contact that was merged into hers."""
    merged = replace(ZOE, owner_id="ada", merges=(Merge(OTHER.id, NOW, "ada", (OTHER.id,)),))
    for each in (merged, OTHER):
        contacts.introduce(each)
    return ZOE.id


def test_who_is_not_there_has_nothing(contacts: ContactService) -> None:
    assert contacts.addresses(NOBODY) == []
    assert contacts.known_owner(NOBODY, NOW) is None
    assert contacts.values(NOBODY) == {}
    assert contacts.group_of(NOBODY) == (NOBODY,)
    assert contacts.find("no id of a contact") is None
    for asked in (contacts.current, contacts.with_identities):
        with pytest.raises(NotFound):
            asked(NOBODY)


def test_the_addresses_of_a_person_begin_with_the_verified_ones(contacts: ContactService, zoe: str) -> None:
    contacts.bind([Identity.email("ZED@x.example", "app"), Identity.phone("+31 20 765 4321", None)], OTHER.id, NOW)
    assert [(each.type, each.value) for each in contacts.addresses(zoe)] == [
        (EMAIL, "ZED@x.example"),
        (PHONE, "+31 20 765 4321"),
        (EMAIL, "zoe@x.example"),
        (PHONE, "+31201234567"),
        (EMAIL, "zed@x.example"),
    ]


def test_a_merged_contact_leads_to_the_one_that_answers_for_it(contacts: ContactService, zoe: str) -> None:
    assert contacts.current(OTHER.id).id == zoe
    assert contacts.with_identities(OTHER.id).contact.id == zoe
    assert contacts.group_of(OTHER.id) == (zoe, OTHER.id)
    assert contacts.values(zoe) == {"plan": "A"}
    assert contacts.known([zoe, NOBODY]) == {zoe}


def test_the_owner_is_known_by_what_was_verified_or_seen_before(contacts: ContactService, zoe: str) -> None:
    assert contacts.known_owner(zoe, LATER) is None
    contacts.bind([Identity.email("zoe@x.example", None)], zoe, NOW)
    assert contacts.known_owner(zoe, LATER) is None, "nobody has verified it"
    contacts.bind([Identity.visitor("token-0123456789", "app")], zoe, NOW)
    assert contacts.known_owner(zoe, NOW) is None, "the token was not seen before"
    assert contacts.known_owner(zoe, LATER) == "ada"
    contacts.bind([Identity.phone("+31201234567", "ada", Verifier.USER)], zoe, LATER)
    assert contacts.known_owner(zoe, NOW) == "ada"


def test_only_a_verified_address_says_whose_it_is(contacts: ContactService, zoe: str) -> None:
    contacts.bind([Identity.email("Zoe@x.example", "app"), Identity.phone("+31 20 123 4567", None)], zoe, NOW)
    assert contacts.whose_address(DeliveryIdentifier(EMAIL, "zoe@X.example")) == zoe
    assert contacts.whose_address(DeliveryIdentifier(PHONE, "+31201234567")) is None
    assert contacts.whose_address(DeliveryIdentifier(PHONE, "no number")) is None
    assert contacts.whose_address(DeliveryIdentifier(CODE, "12345")) is None


def test_what_is_said_later_fills_what_is_empty(contacts: ContactService) -> None:
    contacts.ensure(replace(ZOE, email=None))
    contacts.ensure(replace(ZOE, name="Zoe", phone="+49301234567"))
    found = contacts.current(ZOE.id)
    assert (found.name, found.email, found.phone) == ("Zoe", "zoe@x.example", "+31201234567")
