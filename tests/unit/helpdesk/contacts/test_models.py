from helpdesk.contacts.models import contact_id, from_sender
from helpdesk.messaging.messages import Sender
from tests.support.examples import NOW

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
