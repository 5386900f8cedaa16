"""`associateWithContactId` and `preResolvedContacts`: the customer of a message is a contact that the app knows."""

from typing import Any

import pytest

from tests.support.desk import DeskInProcess
from tests.support.integrator import Integrator, party


class Known:
    """A contact of one account of the channel, and another account."""

    def __init__(self, desk: DeskInProcess) -> None:
        self.app = Integrator(desk)
        self.channel, first = self.app.ready()
        self.contact: str = self.app.publish(self.channel, first)["senders"][0]["actorId"]
        self.account = self.app.connect(self.channel, "second")

    def publish(self, **more: Any) -> Any:
        return self.app.publish(self.channel, self.account, **{"senders": [party("nickname")], **more})

    def ticket_of(self, message: dict[str, Any]) -> Any:
        ticket_id = message["conversationsThreadId"].replace("cnv_", "tkt_")
        status, ticket = self.app.desk.call("GET", f"/v1/tickets/{ticket_id}")
        assert status == 200, ticket
        return ticket


@pytest.fixture
def known(desk: DeskInProcess) -> Known:
    return Known(desk)


def resolved(*contacts: str) -> dict[str, Any]:
    matched = [{"contactVid": contact, "contactPropertiesLeadingToMatch": ["email"]} for contact in contacts]
    return {"preResolvedContacts": {"contacts": matched}}


@pytest.mark.parametrize("prefix", ["V-", ""])
@pytest.mark.parametrize("field", ["associateWithContactId", "preResolvedContacts"])
def test_a_conversation_opens_with_the_contact_that_was_named(known: Known, field: str, prefix: str) -> None:
    contact = prefix + known.contact.removeprefix("V-")
    named = resolved(contact) if field == "preResolvedContacts" else {field: contact}
    message = known.publish(**named)
    assert message["createdBy"] == known.contact
    assert message["senders"] == [{"actorId": known.contact, "name": "Cleo", **party("nickname")}]
    ticket = known.ticket_of(message)
    assert (ticket["contact"]["id"], ticket["contact_name"]) == (known.contact.removeprefix("V-"), "Cleo")
    assert known.app.done("GET", f"/{known.channel}/messages/{message['id']}") == message


def test_the_ticket_shows_the_contacts_name_and_the_message_the_senders_name(known: Known) -> None:
    message = known.publish(senders=[party("nickname", name="Nick")], associateWithContactId=known.contact)
    assert message["senders"][0]["name"] == "Nick"
    assert known.ticket_of(message)["contact_name"] == "Cleo"


def test_the_desks_reply_goes_to_that_contact_at_the_address_it_wrote_from(known: Known) -> None:
    message = known.publish(associateWithContactId=known.contact)
    path = f"/v1/conversations/{message['conversationsThreadId']}/replies"
    reply_id = known.app.desk.call("POST", path, {"text": "Hi"})[1]["id"]
    reply = known.app.done("GET", f"/{known.channel}/messages/{reply_id}")
    assert reply["recipients"] == [{"actorId": known.contact, "name": "Cleo", **party("nickname")}]


def test_a_logged_message_went_to_the_contact_that_was_named(known: Known) -> None:
    outgoing = {"messageDirection": "OUTGOING", "senders": [], "recipients": [party("nickname")]}
    message = known.publish(**outgoing, associateWithContactId=known.contact)
    assert message["recipients"][0]["actorId"] == known.contact
    assert known.ticket_of(message)["contact"]["id"] == known.contact.removeprefix("V-")


def test_in_an_existing_conversation_the_sender_changes_and_the_tickets_contact_does_not(
    known: Known,
) -> None:
    first = known.publish()
    second = known.publish(associateWithContactId=known.contact)
    assert second["conversationsThreadId"] == first["conversationsThreadId"]
    assert (first["createdBy"] == known.contact, second["createdBy"]) == (False, known.contact)
    assert known.ticket_of(first)["contact"]["id"] == first["createdBy"].removeprefix("V-")


def test_a_message_may_name_its_own_contact(known: Known) -> None:
    first = known.publish()
    named = {"associateWithContactId": first["createdBy"], **resolved(first["createdBy"])}
    assert known.publish(**named)["createdBy"] == first["createdBy"]


def test_the_associated_contact_takes_precedence_over_resolved_ones(known: Known) -> None:
    own = known.publish()["createdBy"]
    message = known.publish(associateWithContactId=known.contact, **resolved(own), integrationThreadId="t2")
    assert message["createdBy"] == known.contact


@pytest.mark.parametrize("wrong", ["con_x", "V-", "7", "con_" + "a" * 26, "\0", "x" * 128])
def test_an_unknown_contact_is_named_with_its_field(known: Known, wrong: str) -> None:
    named = {"associateWithContactId": wrong, **resolved(known.contact, wrong)}
    body = known.app.message(known.account, **named)
    status, error = known.app.call("POST", f"/{known.channel}/messages", body)
    assert (status, error["category"]) == (400, "VALIDATION_ERROR"), error
    fields = [field["in"] for field in error["errors"]]
    assert fields == ["associateWithContactId", "preResolvedContacts.contacts[1].contactVid"]
    assert {field["code"] for field in error["errors"]} == {"unknown_contact"}
    assert known.app.desk.call("GET", "/v1/tickets")[1]["tickets"][0]["account_id"] != known.account
