"""M7, the contact's owner: on the deployed stack, whose SES is read back."""

import json
import uuid
from collections.abc import Iterator
from urllib.request import urlopen

import pytest

from infra.local.deploy import MAIL_FROM
from infra.local.stack import LocalStack
from infra.provision.accounts import connect
from infra.provision.seed import local_stage
from tests.support.deployed_client import Desk, custom_event, eventually
from tests.support.messaging_service import MessagingService


@pytest.fixture
def ben(desk: Desk) -> str:
    """His id."""
    users = desk.call("GET", "/users").body["users"]
    found: str = next(user["id"] for user in users if user["email"] == desk.description["agent"]["email"])
    return found


@pytest.fixture
def line(desk: Desk, stack: LocalStack, service: MessagingService) -> Desk:
    """An account of its own, so that its rule routes no tickets of others."""
    outputs, url = stack.description["outputs"], f"{service.url}/custom"
    account, secret = connect(
        local_stage(outputs, "us-east-1", stack.endpoint),
        "custom",
        "Cheese shop",
        {"delivery_url": url},
        delivery_url=url,
    )
    webhook_url = f"{outputs['WebhookUrl']}/{account.id}"
    described = {"id": account.id, "kind": "custom", "secret": secret, "webhook_url": webhook_url}
    return Desk({**desk.description, "accounts": [described]})


@pytest.fixture
def away(desk: Desk, ben: str) -> Iterator[str]:
    _sets(desk, ben, "away")
    yield ben
    _sets(desk, ben, "available")


def _sets(desk: Desk, user_id: str, state: str) -> None:
    answer = desk.call("PUT", f"/users/{user_id}/availability", {"state": state})
    assert answer.status == 200, answer


def _sent_about(stack: LocalStack, ticket_id: str) -> list[dict[str, str]]:
    """The e-mails that the local SES got which link to the ticket."""
    with urlopen(f"{stack.endpoint}/_ministack/ses/messages") as response:
        by_account = json.load(response)["messages"]
    return [each for sent in by_account.values() for each in sent if f"/tickets/{ticket_id}" in each["BodyText"]]


def _opened(line: Desk, text: str) -> str:
    """The same customer's, in a thread of its own."""
    event = custom_event(text, thread=uuid.uuid4().hex)
    event["data"]["sender"]["id"] = "cleo"
    answer = line.send_custom(event)
    assert answer.status == 200, answer
    ticket_id: str = answer.body["messages"][0]["ticket_id"]
    return ticket_id


def test_an_owner_who_is_away_gets_an_e_mail_and_on_their_return_the_ticket_m7(
    line: Desk, stack: LocalStack, away: str
) -> None:
    first = _opened(line, "Where is my cake?")
    contact_id = line.call("GET", f"/tickets/{first}").body["contact_id"]
    verified = {"type": "HS_EMAIL_ADDRESS", "value": "cleo@bakery.example", "verified": True}
    assert line.call("POST", f"/contacts/{contact_id}/identifiers", verified).status == 201
    assert line.call("PATCH", f"/contacts/{contact_id}", {"owner_id": away}).status == 200
    rule = {"automatic": True, "assign_to": "contact_owner", "wait_for_owner": True}
    assert line.call("PUT", f"/channel-accounts/{line.accounts['custom']['id']}/routing", rule).status == 200

    ticket_id = _opened(line, "And where are the <candles>?")
    [sent] = eventually(lambda: _sent_about(stack, ticket_id), seconds=60)
    assert (sent["Source"], sent["To"]) == (MAIL_FROM, [line.description["agent"]["email"]])
    assert f"{line.description['workspace_url'].rstrip('/')}/tickets/{ticket_id}" in sent["BodyText"]
    assert "> And where are the <candles>?" in sent["BodyText"]
    assert "&lt;candles&gt;" in sent["BodyHtml"]

    decisions = f"/tickets/{ticket_id}/routing-decisions"
    [decision] = eventually(
        lambda: [each for each in line.call("GET", decisions).body["decisions"] if each["mail"] == "sent"]
    )
    assert (decision["code"], decision["owner_id"], decision["written_to"]) == ("waits_for_owner", None, away)
    _sets(line, away, "available")
    eventually(lambda: line.call("GET", f"/tickets/{ticket_id}").body["owner_id"] == away)
    assert len(_sent_about(stack, ticket_id)) == 1
