"""The contact of a conversation that the desk starts: named, of the previous one, or with a verified address."""

import json
from typing import Any

import pytest

from tests.support.agent import close
from tests.support.desk import DeskInProcess
from tests.support.integrator import OPAQUE, Integrator, party
from tests.support.line import BY_PAIR, CAN_START, Line

KNOWN: dict[str, Any] = {"customerIdentity": {"verifiedEmail": "cleo@example.com"}}


def contact(message: Any) -> str:
    return str(message["createdBy"].removeprefix("V-"))


def test_after_a_closed_conversation_the_customer_stays_the_same_contact(desk: DeskInProcess) -> None:
    line = Line(desk, BY_PAIR)
    contact_id = contact(line.app.publish(line.channel, line.account, "Hi", senders=[party("browser")], **KNOWN))
    known = line.app.publish(line.channel, line.account, "Hi", senders=[party("cleo", name="Cleo")], **KNOWN)
    assert contact(known) == contact_id
    desk.settle()
    close(desk, known["conversationsThreadId"].replace("cnv_", "tkt_"))
    started = line.started(key="k1")
    assert started["conversation"]["previous_conversation_id"] == known["conversationsThreadId"]
    assert started["conversation"]["contact_id"] == contact_id
    assert line.started(key="k1") == started


def test_a_contact_named_by_an_agent_is_kept_after_a_closed_conversation(desk: DeskInProcess) -> None:
    line = Line(desk)
    contact_id = contact(line.app.publish(line.channel, line.account, senders=[party("x", name="X")]))
    started = line.started(contact_id=contact_id)
    desk.settle()
    close(desk, started["ticket"]["id"])
    assert line.started()["conversation"]["contact_id"] == contact_id


@pytest.mark.parametrize(
    ("kind", "identity", "value"),
    [
        ("HS_EMAIL_ADDRESS", {"verifiedEmail": "cleo@example.com"}, "Cleo@Example.com"),
        ("HS_PHONE_NUMBER", {"verifiedPhone": "+31201234567"}, "+31 20 123 4567"),
    ],
)
def test_a_message_to_a_verified_address_goes_to_its_contact(
    desk: DeskInProcess, kind: str, identity: dict[str, str], value: str
) -> None:
    line = Line(desk, deliveryIdentifierTypes=[OPAQUE, kind])
    contact_id = contact(line.app.publish(line.channel, line.account, customerIdentity=identity))
    assert line.started(recipient={"type": kind, "value": value})["conversation"]["contact_id"] == contact_id
    nobody = value.replace("Cleo", "nobody").replace("4567", "4568")
    other = line.started(recipient={"type": kind, "value": nobody})["conversation"]["contact_id"]
    assert other != contact_id


def test_an_app_gets_no_name_from_another_channel(desk: DeskInProcess) -> None:
    shop = Integrator(desk)
    contact_id = contact(shop.publish(*shop.ready()))
    other = Integrator(desk, "other")
    channel, account = other.ready(capabilities=CAN_START)
    body = {
        "account_id": account,
        "contact_id": contact_id,
        "recipient": party("x")["deliveryIdentifier"],
        "text": "Hi",
    }
    status, response = desk.call("POST", "/v1/conversations", body)
    assert (status, response["ticket"]["contact_name"]) == (201, "Cleo")
    desk.settle()
    read = other.done("GET", f"/{channel}/messages/{response['message']['id']}")
    assert "Cleo" not in json.dumps([read, [body.decode() for _, _, body in other.replies()]])


def test_a_ticket_that_was_closed_after_the_newest_message_stays_closed(desk: DeskInProcess) -> None:
    """Whoever closed it knew the message, even if the ticket's summary did not yet."""
    line = Line(desk)
    started = line.started()
    desk.settle()
    ticket, event = started["ticket"]["id"], line.webhook()
    line.customer_reply(event, "Thank you")
    close(desk, ticket)
    assert line.start()[0] == 201
    desk.settle()
    assert desk.call("GET", f"/v1/tickets/{ticket}")[1]["status"] == "closed"


@pytest.mark.parametrize("then", ["assign", "react"])
def test_a_ticket_that_will_reopen_counts_as_open(desk: DeskInProcess, then: str) -> None:
    line = Line(desk, allowReactions=True)
    started = line.started()
    desk.settle()
    ticket, event = started["ticket"]["id"], line.webhook()
    close(desk, ticket)
    desk.settle()
    desk.clock.forward(seconds=1)
    line.customer_reply(event, "I need more")
    if then == "assign":
        assert desk.call("PUT", f"/v1/tickets/{ticket}/owner", {"owner_id": None})[0] == 200
    if then == "react":
        react = {"changeType": "REACTION_ADDED", "reaction": "+1", "senders": [party(name="Cleo")]}
        line.app.done("POST", f"/{line.channel}/messages/{started['message']['id']}/changes", react)
    assert line.start()[0] == 409
    desk.settle()
    assert desk.call("GET", f"/v1/tickets/{ticket}")[1]["status"] == "open"
