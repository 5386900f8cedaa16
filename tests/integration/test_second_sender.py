"""Another person writes into a conversation: they become a contact before their message is stored."""

from typing import Any

import pytest

from helpdesk.contacts.models import contact_id
from helpdesk.conversations.references import ConversationReference, thread_of
from helpdesk.conversations.repository import Claim
from helpdesk.messaging.messages import ContentKind, InboundMessage
from helpdesk.messaging.messages import Sender as Person
from helpdesk.platform.errors import Unavailable
from tests.support.desk import DeskInProcess
from tests.support.integrator import CAPABILITIES, Integrator, party


def message_from(name: str, key: str, *, kind: ContentKind = ContentKind.TEXT) -> InboundMessage:
    return InboundMessage(key, "t1", Person(name, name.title()), kind, "Hello", key)


def exists(desk: DeskInProcess, name: str) -> bool:
    found = desk.acceptance._contacts.known([contact_id(desk.custom.id, Person(name).address)])
    return bool(found)


def test_a_second_sender_is_a_contact_that_a_message_can_be_associated_with(desk: DeskInProcess) -> None:
    app = Integrator(desk)
    channel, account = app.ready()
    first = app.publish(channel, account)
    second = app.publish(channel, account, senders=[party("bob", name="Bob")])
    assert second["conversationsThreadId"] == first["conversationsThreadId"]
    named = {"associateWithContactId": second["createdBy"], "integrationThreadId": "t2"}
    third = app.publish(channel, account, senders=[party("bobby")], **named)
    assert third["createdBy"] == second["createdBy"]
    ticket = desk.call("GET", f"/v1/tickets/{third['conversationsThreadId'].replace('cnv', 'tkt')}")[1]
    assert (ticket["contact_name"], ticket["contact"]["identifier"]) == ("Bob", "bob")


def test_a_second_person_whom_our_side_wrote_to_is_a_contact(desk: DeskInProcess) -> None:
    app = Integrator(desk)
    channel, account = app.ready()
    app.publish(channel, account)
    logged = app.publish(channel, account, messageDirection="OUTGOING", senders=[], recipients=[party("bob")])
    contact = logged["recipients"][0]["actorId"]
    assert app.publish(channel, account, senders=[party("bobby")], associateWithContactId=contact)


def test_a_second_person_who_reacts_is_a_contact(desk: DeskInProcess) -> None:
    app = Integrator(desk)
    channel, account = app.ready(capabilities=CAPABILITIES | {"allowReactions": True})
    first = app.publish(channel, account)
    reaction = {"changeType": "REACTION_ADDED", "reaction": "👍", "senders": [party("bob")]}
    contact = app.done("POST", f"/{channel}/messages/{first['id']}/changes", reaction)["createdBy"]
    assert app.publish(channel, account, associateWithContactId=contact)["createdBy"] == contact


def test_a_second_senders_contact_is_created_once_and_not_overwritten(
    desk: DeskInProcess, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.acceptance.accept(desk.custom, message_from("cleo", "1"))
    desk.acceptance.accept(desk.custom, message_from("bob", "2"))
    repository = desk.acceptance._contacts._repository
    found = repository.get(contact_id(desk.custom.id, Person("bob").address))
    assert found is not None
    # A concurrent writer has read that the contact does not exist.
    monkeypatch.setattr(repository, "get", lambda *_, **__: None)
    desk.clock.forward(hours=1)
    desk.acceptance.accept(desk.custom, message_from("bob", "3"))
    monkeypatch.undo()
    assert repository.get(found.id) == found


def test_the_contact_exists_before_the_message(desk: DeskInProcess, monkeypatch: pytest.MonkeyPatch) -> None:
    first = desk.acceptance.accept(desk.custom, message_from("cleo", "1"))
    reference = ConversationReference.from_conversation_id(first.conversation_id)

    def fails(_: Any) -> None:
        raise Unavailable("The table is throttling.")

    monkeypatch.setattr(desk.acceptance._contacts, "ensure", fails)
    with pytest.raises(Unavailable):
        desk.acceptance.accept(desk.custom, message_from("bob", "2"))
    monkeypatch.undo()
    assert desk.conversations.newest_sequence(reference) == 1
    assert desk.acceptance.accept(desk.custom, message_from("bob", "2")).id == reference.message_id(2)
    assert exists(desk, "bob")


def test_an_interrupted_write_is_completed_with_its_contact(desk: DeskInProcess) -> None:
    desk.acceptance.accept(desk.custom, message_from("cleo", "1"))
    reference = ConversationReference(thread_of(desk.custom.id, "t1"))
    desk.conversations.claim(desk.custom.id, "crashed", Claim(reference, 1))
    assert not exists(desk, "bob")
    assert desk.acceptance.accept(desk.custom, message_from("bob", "crashed")).id == reference.message_id(2)
    assert exists(desk, "bob")


def test_the_customer_of_the_conversation_is_not_read(desk: DeskInProcess, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.acceptance.accept(desk.custom, message_from("cleo", "1"))
    monkeypatch.delattr(desk.acceptance, "_contacts")
    desk.acceptance.accept(desk.custom, message_from("cleo", "2"))


def test_an_additional_recipient_is_no_contact_and_has_no_id(desk: DeskInProcess) -> None:
    app = Integrator(desk)
    channel, account = app.ready(capabilities=CAPABILITIES | {"allowMultipleRecipients": True})
    thread = app.publish(channel, account)["conversationsThreadId"]
    both = [{"delivery_identifier": party(name)["deliveryIdentifier"]} for name in ("cleo", "bob")]
    reply = {"text": "Hi", "recipients": both}
    status, response = desk.call("POST", f"/v1/conversations/{thread}/replies", reply)
    assert status == 201
    cleo, bob = app.done("GET", f"/{channel}/messages/{response['id']}")["recipients"]
    assert ("actorId" in cleo, "actorId" in bob) == (True, False)
