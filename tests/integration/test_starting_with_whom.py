"""With whom a conversation that the desk begins is: whom one names, was with before, or knows by a verified address."""

import json
from typing import Any

import pytest

from tests.support.agent import close
from tests.support.desk import DeskInProcess
from tests.support.integrator import OPAQUE, Integrator, party
from tests.support.line import BY_PAIR, MAY, Line

KNOWN: dict[str, Any] = {"customerIdentity": {"verifiedEmail": "cleo@example.com"}}


def contact(message: Any) -> str:
    return str(message["createdBy"].removeprefix("V-"))


def test_behind_a_closed_conversation_the_customer_stays_who_they_are(desk: DeskInProcess) -> None:
    line = Line(desk, BY_PAIR)
    met = contact(line.app.publish(line.channel, line.account, "Hi", senders=[party("browser")], **KNOWN))
    known = line.app.publish(line.channel, line.account, "Hi", senders=[party("cleo", name="Cleo")], **KNOWN)
    assert contact(known) == met
    desk.settle()
    close(desk, known["conversationsThreadId"].replace("cnv_", "tkt_"))
    begun = line.started(key="k1")
    assert begun["conversation"]["previous_conversation_id"] == known["conversationsThreadId"]
    assert begun["conversation"]["contact_id"] == met
    assert line.started(key="k1") == begun


def test_whom_an_agent_named_stays_named_behind_a_closed_conversation(desk: DeskInProcess) -> None:
    line = Line(desk)
    met = contact(line.app.publish(line.channel, line.account, senders=[party("x", name="X")]))
    begun = line.started(contact_id=met)
    desk.settle()
    close(desk, begun["ticket"]["id"])
    assert line.started()["conversation"]["contact_id"] == met


@pytest.mark.parametrize(
    ("kind", "identity", "value"),
    [
        ("HS_EMAIL_ADDRESS", {"verifiedEmail": "cleo@example.com"}, "Cleo@Example.com"),
        ("HS_PHONE_NUMBER", {"verifiedPhone": "+31201234567"}, "+31 20 123 4567"),
    ],
)
def test_who_writes_to_a_verified_address_writes_to_whose_it_is(
    desk: DeskInProcess, kind: str, identity: dict[str, str], value: str
) -> None:
    line = Line(desk, deliveryIdentifierTypes=[OPAQUE, kind])
    met = contact(line.app.publish(line.channel, line.account, customerIdentity=identity))
    assert line.started(recipient={"type": kind, "value": value})["conversation"]["contact_id"] == met
    other = line.started(recipient={"type": kind, "value": "nobody"})["conversation"]["contact_id"]
    assert other != met


def test_an_app_is_told_no_name_that_another_channel_brought(desk: DeskInProcess) -> None:
    shop = Integrator(desk)
    met = contact(shop.publish(*shop.ready()))
    other = Integrator(desk, "other")
    channel, account = other.ready(capabilities=MAY)
    begun = {"account_id": account, "contact_id": met, "recipient": party("x")["deliveryIdentifier"], "text": "Hi"}
    status, answer = desk.call("POST", "/v1/conversations", begun)
    assert (status, answer["ticket"]["contact_name"]) == (201, "Cleo")
    desk.settle()
    read = other.done("GET", f"/{channel}/messages/{answer['message']['id']}")
    assert "Cleo" not in json.dumps([read, [body.decode() for _, _, body in other.replies()]])


@pytest.mark.parametrize("then", ["close", "assign", "react"])
def test_a_ticket_that_will_open_again_counts_as_open(desk: DeskInProcess, then: str) -> None:
    line = Line(desk, allowReactions=True)
    begun = line.started()
    desk.settle()
    ticket, event = begun["ticket"]["id"], line.webhook()
    if then == "close":
        line.answer(event, "I need more")
        desk.clock.forward(seconds=1)
        close(desk, ticket)
    else:
        close(desk, ticket)
        desk.settle()
        desk.clock.forward(seconds=1)
        line.answer(event, "I need more")
    if then == "assign":
        assert desk.call("PUT", f"/v1/tickets/{ticket}/owner", {"owner_id": None})[0] == 200
    if then == "react":
        react = {"changeType": "REACTION_ADDED", "reaction": "+1", "senders": [party(name="Cleo")]}
        line.app.done("POST", f"/{line.channel}/messages/{begun['message']['id']}/changes", react)
    assert line.start()[0] == 409
    desk.settle()
    assert desk.call("GET", f"/v1/tickets/{ticket}")[1]["status"] == "open"
