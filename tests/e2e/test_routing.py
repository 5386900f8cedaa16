"""M6, M18, B11: tickets find their agent by the rule of their account, on the deployed stack with its queues."""

import json
import statistics
import time
from typing import Any

import pytest

from infra.local.stack import LocalStack
from infra.local.tools import ROOT
from infra.provision.accounts import connect
from infra.provision.seed import local_stage
from infra.provision.tokens import ApiTokens
from tests.support.deployed_client import Desk, eventually
from tests.support.messaging_service import MessagingService

_TICKETS = 20
_SCOPES = ("tickets.read", "tickets.write")


@pytest.fixture(scope="module")
def people(desk: Desk) -> dict[str, str]:
    """Ids by e-mail address."""
    return {user["email"]: user["id"] for user in desk.call("GET", "/users").body["users"]}


@pytest.fixture
def ben(desk: Desk, people: dict[str, str]) -> str:
    """Another test may have closed his browser."""
    found = people[desk.description["agent"]["email"]]
    assert desk.call("PUT", f"/users/{found}/availability", {"state": "available"}).status == 200
    return found


@pytest.fixture
def line(desk: Desk, stack: LocalStack, service: MessagingService) -> Desk:
    """An account of its own, so that no rule here routes tickets of others."""
    stage, url = local_stage(stack.description["outputs"], "us-east-1", stack.endpoint), f"{service.url}/custom"
    account, secret = connect(stage, "custom", "Line", {"delivery_url": url}, delivery_url=url)
    webhook_url = f"{stack.description['outputs']['WebhookUrl']}/{account.id}"
    described = {"id": account.id, "kind": "custom", "secret": secret, "webhook_url": webhook_url}
    return Desk({**desk.description, "accounts": [described]})


def ruled(line: Desk, **rule: Any) -> None:
    path = f"/channel-accounts/{line.accounts['custom']['id']}/routing"
    answer = line.call("PUT", path, {"automatic": True, "assign_to": "users_and_teams", **rule})
    assert answer.status == 200, answer


def owner(line: Desk, ticket_id: str) -> str | None:
    found: str | None = line.call("GET", f"/tickets/{ticket_id}").body["owner_id"]
    return found


def decisions(line: Desk, ticket_id: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = line.call("GET", f"/tickets/{ticket_id}/routing-decisions").body["decisions"]
    return found


def test_a_new_ticket_finds_its_agent_by_the_rule_and_says_why_m6_b11(line: Desk, ben: str) -> None:
    ruled(line, user_ids=[ben])
    waited = []
    for _ in range(_TICKETS):
        ticket_id, began = line.open_conversation()["ticket_id"], time.monotonic()
        eventually(lambda ticket_id=ticket_id: owner(line, ticket_id) == ben)
        waited.append(time.monotonic() - began)
    [decision] = decisions(line, ticket_id)
    assert (decision["outcome"], decision["owner_id"], decision["trigger"]) == ("assigned", ben, "opened")
    assert [(each["user_id"], each["eligible"]) for each in decision["considered"]] == [(ben, True)]
    waited = sorted(waited[1:])  # the first one found cold functions
    figures = {"p50": statistics.median(waited), "p95": waited[int(len(waited) * 0.95)], "p99": waited[-1]}
    (ROOT / "build" / "routing.json").write_text(json.dumps({"seconds_from_2xx_to_owner": figures}))


def test_a_dry_run_says_who_would_get_it_and_changes_nothing_b11(line: Desk, ben: str) -> None:
    draft = {"automatic": True, "assign_to": "users_and_teams", "user_ids": [ben]}
    described = {"account_id": line.accounts["custom"]["id"], "priority": "high"}
    answer = line.call("POST", "/routing/simulations", {"ticket": described, "rule": draft})
    assert (answer.status, answer.body["owner_id"], answer.body["trigger"]) == (200, ben, "simulated")
    ticket_id = line.open_conversation()["ticket_id"]
    eventually(lambda: decisions(line, ticket_id))
    assert decisions(line, ticket_id)[0]["code"] == "assignment_off", "no rule was saved"


def test_whoever_takes_what_was_given_to_another_is_told_to_whom_m18(
    line: Desk, people: dict[str, str], ben: str, stack: LocalStack
) -> None:
    stage = local_stage(stack.description["outputs"], "us-east-1", stack.endpoint)
    bens = ApiTokens(stage).create("Ben's", stack.description["agent"]["email"], _SCOPES)
    me = line.call("GET", "/me").body["id"]
    ticket_id = line.open_conversation()["ticket_id"]
    path = f"/tickets/{ticket_id}/owner"
    assert line.call("PUT", path, {"owner_id": me}).status == 200
    taken = line.call("PUT", path, {"owner_id": ben}, token=bens)
    assert (taken.status, taken.body["code"], taken.body["current"]) == (409, "already_assigned", me)
    given = line.call("PUT", path, {"owner_id": ben})
    assert (given.status, given.body["owner_id"]) == (200, ben)
    assert me in people.values()
