"""API tokens through the API: shown once, valid for what their owner may do, and revoked."""

from typing import Any

import pytest

from authorizer.app import Authorizer
from helpdesk.people.actors import ActorKind
from helpdesk.people.models import BuiltIn
from helpdesk.people.principals import Principal, Scope
from helpdesk.people.roles import scopes_of
from helpdesk.people.tokens import TokenRepository, Tokens
from infra.workbench.tables import DIRECTORY
from tests.support.described import check_desk_response
from tests.support.desk import DeskInProcess
from tests.support.log import FakeLog
from tests.support.people import audited, invited
from tests.support.token_hash import FakeTokenHash

WANTED = {"name": "CRM", "scopes": ["tickets.read"]}


def found(desk: DeskInProcess, text: str) -> Any:
    """The caller that the authorizer finds."""
    tokens = Tokens(TokenRepository(desk.database.table(DIRECTORY)), FakeTokenHash(), desk.clock)
    people: Any = None
    authorizer = Authorizer(tokens, desk.callers, people, FakeLog())  # type: ignore[arg-type]
    return authorizer({"identitySource": [f"Bearer {text}"]})["context"]


def listed(desk: DeskInProcess) -> list[Any]:
    tokens: list[Any] = desk.call("GET", "/v1/api-tokens")[1]["api_tokens"]
    return tokens


def test_a_token_is_shown_once_and_works_until_it_is_revoked(desk: DeskInProcess) -> None:
    status, made = desk.call("POST", "/v1/api-tokens", WANTED)
    check_desk_response("POST", "/v1/api-tokens", status, made)
    assert (status, made["owner_id"], made["last_used_at"]) == (201, "agent-1", None)
    text = made.pop("token")
    assert listed(desk) == [made]
    assert text not in str(listed(desk))
    assert found(desk, text)["scopes"] == "tickets.read"
    assert desk.call("DELETE", f"/v1/api-tokens/{made['id']}") == (204, None)
    assert desk.call("DELETE", f"/v1/api-tokens/{made['id']}") == (204, None)
    assert found(desk, text) == {}
    assert listed(desk)[0]["revoked_at"] is not None
    assert desk.call("DELETE", "/v1/api-tokens/nobody")[1]["code"] == "api_token_not_found"
    assert audited(desk) == [("api_token.created", made["id"]), ("api_token.revoked", made["id"])]


def test_its_last_use_is_known_to_the_hour(desk: DeskInProcess) -> None:
    text = desk.call("POST", "/v1/api-tokens", WANTED)[1]["token"]
    uses = []
    for minutes in (0, 30, 31):
        desk.clock.forward(seconds=60 * minutes)
        assert found(desk, text)
        uses.append(listed(desk)[0]["last_used_at"])
    assert uses[0] == uses[1] < uses[2]


def test_the_same_key_makes_one_token(desk: DeskInProcess) -> None:
    key = {"idempotency-key": "k1"}
    made = desk.call("POST", "/v1/api-tokens", WANTED, headers=key)[1]
    status, problem = desk.call("POST", "/v1/api-tokens", WANTED, headers=key)
    assert (status, problem["code"], problem["context"]) == (409, "token_was_shown", {"token_id": [made["id"]]})
    assert len(listed(desk)) == 1


def test_a_token_stops_with_its_owner(desk: DeskInProcess) -> None:
    eve = invited(desk, "Eve")["id"]
    text = desk.call("POST", "/v1/api-tokens", {**WANTED, "owner_id": eve})[1]["token"]
    assert found(desk, text)["on_behalf_of"] == eve
    assert desk.call("PATCH", f"/v1/users/{eve}", {"is_active": False})[0] == 200
    assert found(desk, text) == {}
    assert desk.call("POST", "/v1/api-tokens", {**WANTED, "owner_id": eve})[1]["code"] == "unknown_agent"


def test_a_token_ends_when_it_says(desk: DeskInProcess) -> None:
    ends = {"expires_at": "2026-11-22T11:00:00+01:00"}
    made = desk.call("POST", "/v1/api-tokens", {**WANTED, **ends})[1]
    assert made["expires_at"] == "2026-11-22T10:00:00.000000Z"
    assert found(desk, made["token"])
    desk.clock.forward(seconds=2 * 3600)
    assert found(desk, made["token"]) == {}
    assert desk.call("POST", "/v1/api-tokens", {**WANTED, **ends})[1]["code"] == "in_the_past"


@pytest.mark.parametrize(
    ("scopes", "status", "code"),
    [
        (["channels.write"], 400, "beyond_the_owner"),
        (["audit.write"], 400, "invalid_request"),
        (["conversations.custom_channels.write"], 400, "invalid_request"),
        ([], 400, "invalid_request"),
        (["conversations.read"], 403, "beyond_yours"),
    ],
)
def test_a_token_grants_no_more_than_its_owner_and_its_maker_have(
    desk: DeskInProcess, scopes: list[str], status: int, code: str
) -> None:
    some = Principal(ActorKind.PERSON, "agent-1", "Ada", frozenset({Scope.USERS_WRITE, Scope.TICKETS_READ}))
    refused = desk.call("POST", "/v1/api-tokens", {**WANTED, "scopes": scopes}, principal=some)
    assert (refused[0], refused[1]["code"]) == (status, code)
    agent = Principal(ActorKind.PERSON, "agent-1", "Ada", scopes_of(BuiltIn.AGENT))
    assert desk.call("GET", "/v1/api-tokens", principal=agent)[0] == 403
