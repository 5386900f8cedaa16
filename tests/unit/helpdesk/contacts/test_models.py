import pytest

from helpdesk.accounts.threads import thread_key_of_addresses
from helpdesk.contacts.models import contact_id, from_sender
from helpdesk.messaging.addresses import DeliveryIdentifier, DeliveryIdentifierType
from helpdesk.messaging.messages import Sender
from tests.support.examples import NOW, account

PHONE = "HS_PHONE_NUMBER"


def test_the_same_person_on_the_same_account_is_the_same_contact():
    first = from_sender("1", Sender("customer", "Cleo"), NOW)
    later = from_sender("1", Sender("customer", "Cleo Patra"), "2027")
    assert first.id == later.id == contact_id("1", Sender("customer").address)
    others = [("2", Sender("customer")), ("1", Sender("customer2")), ("1", Sender("customer", identifier_type=PHONE))]
    assert first.id not in {contact_id(account, other.address) for account, other in others}


def test_details_of_a_person_from_the_messaging_service_are_stored():
    contact = from_sender("1", Sender("customer", "Cleo", "cleo@example.org", "+31"), NOW)
    assert (contact.identifier, contact.name, contact.email, contact.phone) == (
        "customer",
        "Cleo",
        "cleo@example.org",
        "+31",
    )
    assert (contact.account_id, contact.created_at) == ("1", NOW)


def test_a_contact_without_a_name_is_shown_with_its_identifier():
    assert from_sender("1", Sender("customer"), NOW).display_name == "customer"
    assert from_sender("1", Sender("customer", "Cleo"), NOW).display_name == "Cleo"


@pytest.mark.parametrize(
    ("kind", "one", "other"),
    [
        ("HS_PHONE_NUMBER", "+31201234567", "0031 20 123 4567"),
        ("HS_PHONE_NUMBER", "+31201234567", "\u202a+31 (20) 123-4567\u202c"),
        ("HS_EMAIL_ADDRESS", "cleo@example.com", " Cleo@Example.COM"),
    ],
)
def test_two_spellings_of_one_address_are_one_contact_in_one_thread(kind, one, other):
    senders = [Sender.at(DeliveryIdentifier(DeliveryIdentifierType(kind), written)) for written in (one, other)]
    assert len({contact_id("1", sender.address) for sender in senders}) == 1
    assert len({thread_key_of_addresses(account(), sender) for sender in senders}) == 1
    assert [sender.identifier for sender in senders] == [one, other]


@pytest.mark.parametrize("kind", ["CHANNEL_SPECIFIC_OPAQUE_ID", "HS_SHORT_CODE"])
def test_other_identifiers_are_compared_as_written(kind):
    ids = {contact_id("1", DeliveryIdentifier(DeliveryIdentifierType(kind), value)) for value in ("a@b.c", "A@b.c")}
    assert len(ids) == 2
