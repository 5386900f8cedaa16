"""Views, on the deployed stack: under the function's own permissions."""

import uuid
from typing import Any

import pytest

from infra.local.stack import LocalStack
from infra.provision.seed import local_stage
from infra.provision.tokens import ApiTokens
from tests.support.deployed_client import Desk


@pytest.fixture(scope="module")
def readers_token(stack: LocalStack) -> str:
    """Of somebody else's program, which reads tickets."""
    stage = local_stage(stack.description["outputs"], "us-east-1", stack.endpoint)
    return ApiTokens(stage).create("Reader", stack.description["agent"]["email"], ("tickets.read",))


def ids(desk: Desk, token: str | None = None) -> list[str]:
    return [view["id"] for view in desk.call("GET", "/views", token=token).body["views"]]


def test_a_view_is_made_shared_and_deleted_m15(desk: Desk, readers_token: str) -> None:
    name = f"size_{uuid.uuid4().hex[:8]}"
    assert desk.call("POST", "/ticket-properties", {"name": name, "label": "Size", "type": "number"}).status == 201
    offered = desk.call("GET", "/view-properties").body["view_properties"]
    [size] = [each for each in offered if each["name"] == f"properties.{name}"]
    assert "at_least" in size["operators"]
    body: dict[str, Any] = {
        "name": f"Large {name}",
        "filters": [
            {"property": "status", "operator": "is", "value": "open"},
            {"property": f"properties.{name}", "operator": "at_least", "value": 4},
            {"property": "opened_at", "operator": "within_last", "value": "7d"},
        ],
        "sort": [{"property": f"properties.{name}", "direction": "descending"}],
        "columns": ["name", f"properties.{name}"],
    }
    key = {"idempotency_key": name}
    made = desk.call("POST", "/views", body, **key)
    assert made.status == 201, made
    assert desk.call("POST", "/views", body, **key).body == made.body
    path = f"/views/{made.body['id']}"
    assert ids(desk)[:3] == ["unassigned", "mine", "all_open"]
    assert ids(desk)[3:8] == ["my_teams_unassigned", "waiting", "my_mentions", "failed_replies", "closed"]
    assert made.body["id"] not in ids(desk, readers_token), "it is private"
    assert desk.call("GET", path, token=readers_token).status == 404
    shared = desk.call("PATCH", path, {"visibility": "everyone"}, if_match='"1"')
    assert (shared.status, shared.body["visibility"], shared.body["version"]) == (200, "everyone", 2)
    assert made.body["id"] in ids(desk, readers_token)
    refused = desk.call("PATCH", path, {"name": "Mine"}, token=readers_token)
    assert (refused.status, refused.body["code"]) == (403, "not_the_owner")
    assert ids(desk).count(made.body["id"]) == 1
    assert desk.call("DELETE", f"/ticket-properties/{name}").status == 204
    assert [each["field"] for each in desk.call("GET", path).body["problems"]] == [
        "filters[1].property",
        "sort[0].property",
    ]
    assert desk.call("DELETE", path).status == 204
    assert made.body["id"] not in ids(desk)
