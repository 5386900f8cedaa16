"""Working on tickets, on the deployed stack: by a pipeline whose statuses demand something."""

import uuid
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from infra.local.stack import LocalStack
from infra.provision.accounts import connect
from infra.provision.seed import local_stage
from infra.provision.tokens import ApiTokens
from tests.support.deployed_client import Answer, Desk, eventually
from tests.support.messaging_service import MessagingService

SCOPES = ("tickets.read", "tickets.write", "conversations.read", "conversations.write")


@pytest.fixture(scope="module")
def pipeline(desk: Desk) -> dict[str, Any]:
    """Nobody closes a ticket without saying why."""
    reason = {"name": "close_reason", "label": "Why it is closed", "type": "text"}
    assert desk.call("POST", "/ticket-properties", reason).status == 201
    statuses = [
        {"id": "new", "name": "New", "category": "open", "next_status_ids": ["ordered"]},
        {"id": "ordered", "name": "Ordered", "category": "waiting"},
        {"id": "closed", "name": "Closed", "category": "closed", "required_properties": ["close_reason", "priority"]},
    ]
    made = desk.call("POST", "/pipelines", {"name": f"Repairs {uuid.uuid4()}", "statuses": statuses})
    assert made.status == 201, made
    found: dict[str, Any] = made.body
    return found


@pytest.fixture(scope="module")
def bens_token(stack: LocalStack) -> str:
    """An agent's, who is no administrator."""
    stage = local_stage(stack.description["outputs"], "us-east-1", stack.endpoint)
    return ApiTokens(stage).create("Ben's", stack.description["agent"]["email"], SCOPES)


@pytest.fixture
def ticket(desk: Desk, pipeline: dict[str, Any]) -> dict[str, Any]:
    """That Ben works on, in that pipeline."""
    path = f"/tickets/{desk.open_conversation()['ticket_id']}"
    assert desk.call("PATCH", path, {"pipeline_id": pipeline["id"]}).status == 200, "it begins there"
    changed = desk.call("PATCH", path, {"status_id": "ordered"})
    assert changed.status == 200, changed
    found: dict[str, Any] = changed.body
    return found


def read(desk: Desk, ticket: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = desk.call("GET", f"/tickets/{ticket['id']}").body
    return found


def reply(
    desk: Desk, ticket: dict[str, Any], token: str, text: str, set_status: object = None, *, key: str = ""
) -> Answer:
    body = {"text": text, **({"set_status": set_status} if set_status else {})}
    path = f"/conversations/{ticket['conversation_id']}/replies"
    return desk.call("POST", path, body, token=token, idempotency_key=key or text)


def test_reply_and_close_in_one_step_and_what_the_status_demands_is_asked_first_m22_m23(
    desk: Desk, service: MessagingService, ticket: dict[str, Any], bens_token: str
) -> None:
    text = f"Repaired {uuid.uuid4()}"
    refused = reply(desk, ticket, bens_token, text, {"status_id": "closed"})
    assert (refused.status, refused.body["code"]) == (409, "status_refused")
    assert [each["name"] for each in refused.body["missing"]] == ["close_reason", "priority"]
    assert read(desk, ticket)["status_id"] == "ordered"
    asked = {"status_id": "closed", "properties": {"close_reason": "Repaired", "priority": "low"}}
    replied = reply(desk, ticket, bens_token, text, asked)
    assert replied.status == 201, replied
    closed = read(desk, ticket)
    assert (closed["status"], closed["status_id"], closed["priority"]) == ("closed", "closed", "low")
    again = reply(desk, ticket, bens_token, text, asked)
    assert (again.status, again.body["id"]) == (201, replied.body["id"])
    eventually(lambda: service.with_text(text))
    [closing] = eventually(lambda: _closings(desk, ticket))
    assert len(service.with_text(text)) == 1
    assert closing["actor"]["on_behalf_of"] == desk.description["agent"]["id"]
    eventually(lambda: read(desk, ticket)["owner_id"] == desk.description["agent"]["id"])


def test_a_transition_that_the_pipeline_does_not_have_is_refused_for_everybody_b10(
    desk: Desk, service: MessagingService, ticket: dict[str, Any], bens_token: str
) -> None:
    assert desk.call("PATCH", f"/tickets/{ticket['id']}", {"status_id": "new"}).status == 200
    text = f"Closed {uuid.uuid4()}"
    asked = {"status_id": "closed", "properties": {"close_reason": "Repaired", "priority": "low"}}
    person = desk.tokens_of("agent")["AccessToken"]
    for refused in (
        reply(desk, ticket, bens_token, text, asked),
        desk.call("PUT", f"/tickets/{ticket['id']}/status", {"status": "closed"}, token=person),
        desk.call("PATCH", f"/tickets/{ticket['id']}", {"status_id": "closed"}),
    ):
        assert (refused.status, refused.body["code"]) == (409, "status_refused")
        assert refused.body["allowed_status_ids"] == ["ordered"]
    assert read(desk, ticket)["status_id"] == "new"
    assert not service.with_text(text)


def test_what_a_status_requires_stays_and_only_an_administrator_goes_past_it_b10(
    desk: Desk, ticket: dict[str, Any], bens_token: str
) -> None:
    path = f"/tickets/{ticket['id']}"
    past = {"status_id": "closed", "override": {"reason": "She moved away."}}
    forbidden = desk.call("PATCH", path, past, token=bens_token)
    assert (forbidden.status, forbidden.body["code"]) == (403, "override_refused")
    closed = desk.call("PATCH", path, past)
    assert (closed.status, closed.body["status"]) == (200, "closed")
    assert set(closed.body["incomplete"]) == {"close_reason", "priority"}
    [closing] = eventually(lambda: _closings(desk, ticket))
    assert (closing["details"]["to"], closing["details"]["override"]) == ("closed", "She moved away.")
    assert desk.call("PATCH", path, {"priority": "low"}, token=bens_token).body["incomplete"] == ["close_reason"]
    emptied = desk.call("PATCH", path, {"priority": None}, token=bens_token)
    assert (emptied.status, [each["name"] for each in emptied.body["missing"]]) == (409, ["priority"])
    assert read(desk, ticket)["priority"] == "low"


def test_a_reply_with_one_key_is_sent_once_b4(
    desk: Desk, service: MessagingService, ticket: dict[str, Any], bens_token: str
) -> None:
    text, other, last = (f"{name} {uuid.uuid4()}" for name in ("Once", "Other", "Last"))
    with ThreadPoolExecutor(5) as pool:
        sent = list(pool.map(lambda _: reply(desk, ticket, bens_token, text), range(5)))
    assert {answer.status for answer in sent} == {201}
    [message_id] = {answer.body["id"] for answer in sent}
    eventually(lambda: desk.message(message_id)["status"] == "SENT")
    again = reply(desk, ticket, bens_token, text)
    assert (again.status, again.body["id"], again.body["status"]) == (201, message_id, "SENT")
    reused = reply(desk, ticket, bens_token, other, key=text)
    assert (reused.status, reused.body["code"]) == (409, "idempotency_key_reused")
    reply(desk, ticket, bens_token, last)
    eventually(lambda: service.with_text(last))
    assert (len(service.with_text(text)), service.with_text(other)) == (1, [])


def test_of_two_who_take_one_ticket_one_has_it_and_both_replies_are_sent(
    desk: Desk, service: MessagingService, ticket: dict[str, Any], bens_token: str
) -> None:
    ada, ben = desk.description["admin"]["id"], desk.description["agent"]["id"]
    path = f"/tickets/{ticket['id']}/owner"
    assert desk.call("PUT", path, {"owner_id": ben}, token=bens_token).body["owner_id"] == ben
    refused = desk.call("PUT", path, {"owner_id": ada})
    assert (refused.status, refused.body["code"], refused.body["current"]) == (409, "already_assigned", ben)
    texts = [f"{name} {uuid.uuid4()}" for name in ("Ada", "Ben")]
    for text, token in zip(texts, (desk.description["token"], bens_token), strict=True):
        assert reply(desk, ticket, token, text).status == 201
    for text in texts:
        eventually(lambda text=text: service.with_text(text))  # type: ignore[misc]
        assert len(service.with_text(text)) == 1
    assert read(desk, ticket)["owner_id"] == ben


def test_every_new_ticket_of_an_account_has_its_properties_m5(
    desk: Desk, stack: LocalStack, service: MessagingService, pipeline: dict[str, Any]
) -> None:
    stage = local_stage(stack.description["outputs"], "us-east-1", stack.endpoint)
    url = f"{service.url}/repairs"
    account, secret = connect(stage, "custom", "Repairs", {"delivery_url": url}, delivery_url=url)
    path = f"/channel-accounts/{account.id}"
    wrong = {"ticket_properties": {"pipeline_id": pipeline["id"], "status_id": "closed"}}
    refused = desk.call("PATCH", path, wrong)
    assert (refused.status, refused.body["errors"][0]["field"]) == (400, "ticket_properties.status_id")
    wanted = {"pipeline_id": pipeline["id"], "status_id": "ordered", "priority": "urgent", "close_reason": "None yet"}
    assert desk.call("PATCH", path, {"ticket_properties": wanted}).status == 200
    webhook_url = f"{stack.description['outputs']['WebhookUrl']}/{account.id}"
    described = {"id": account.id, "kind": "custom", "secret": secret, "webhook_url": webhook_url}
    shop = Desk({**desk.description, "accounts": [described]})

    def opened() -> dict[str, Any] | None:
        """With the account and the pipeline as they are now: a process may know older ones for 15 seconds."""
        found: dict[str, Any] = desk.call("GET", f"/tickets/{shop.open_conversation()['ticket_id']}").body
        return found if found["pipeline_id"] == pipeline["id"] else None

    found = eventually(opened, seconds=40)
    assert found is not None
    assert (found["status_id"], found["priority"]) == ("ordered", "urgent")
    assert found["properties"] == {"close_reason": "None yet"}


def _closings(desk: Desk, ticket: dict[str, Any]) -> list[Any]:
    return [event for event in _events(desk, ticket, "status_changed") if event["details"]["to"] == "closed"]


def _events(desk: Desk, ticket: dict[str, Any], kind: str) -> list[dict[str, Any]]:
    entries = desk.timeline(ticket["conversation_id"])
    return [entry for entry in entries if entry["type"] == "event" and entry["event"] == kind]
