"""Users through the API: invited, changed, deactivated, and taken back."""

from dataclasses import replace
from typing import Any

import pytest

from helpdesk.people.actors import ActorKind
from helpdesk.people.principals import Principal, Scope
from helpdesk.people.roster import Capacity
from infra.workbench.people import change as change_person
from infra.workbench.tables import DIRECTORY
from tests.support.described import check_desk_response
from tests.support.desk import DeskInProcess
from tests.support.people import EVE, audited, invited, role, roster, team


def test_somebody_is_invited_and_has_a_place_everywhere(desk: DeskInProcess) -> None:
    returns = team(desk, "Returns")["id"]
    status, user = desk.call("POST", "/v1/users", {**EVE, "team_ids": [returns], "skills": ["Dutch"]})
    check_desk_response("POST", "/v1/users", status, user)
    assert (status, user["role_id"], user["main_team_id"], user["is_active"]) == (201, "agent", returns, True)
    assert desk.user_pool.users["eve@desk.example"].sub == user["id"]
    assert desk.call("GET", f"/v1/users/{user['id']}") == (200, user)
    assert {**user, "open_tickets": 0} in desk.call("GET", "/v1/users")[1]["users"]
    member = roster(desk)[user["id"]]
    assert (member.team_ids, member.skills, member.number) == ((returns,), ("Dutch",), 1)
    assert desk.call("GET", f"/v1/teams/{returns}")[1]["member_ids"] == [user["id"]]
    assert audited(desk, "user.created") == [("user.created", user["id"])]


@pytest.mark.parametrize("headers", [{}, {"idempotency-key": "k1"}], ids=["without a key", "with a key"])
def test_the_same_invitation_again_sends_nothing(desk: DeskInProcess, headers: dict[str, str]) -> None:
    first = desk.call("POST", "/v1/users", EVE, headers=headers)
    assert desk.call("POST", "/v1/users", {**EVE, "email": " EVE@desk.example "}, headers=headers) == first
    assert desk.user_pool.users["eve@desk.example"].invitations == 1
    path = f"/v1/users/{first[1]['id']}"
    assert desk.call("PATCH", path, {"name": "Evelyn"})[0] == 200
    status, answer = desk.call("POST", "/v1/users", EVE, headers=headers)
    assert (status, answer.get("name")) == (201, "Evelyn") if headers else (409, None)
    if not headers:
        assert (answer["code"], answer["context"]) == ("user_exists", {"user_id": [first[1]["id"]]})


def test_an_invitation_that_broke_off_is_completed(desk: DeskInProcess) -> None:
    """The pool had them, and the desk did not know yet."""
    desk.user_pool.admin_create_user(Username="eve@desk.example")
    user = invited(desk, "Eve")
    assert user["id"] == desk.user_pool.users["eve@desk.example"].sub
    assert desk.user_pool.users["eve@desk.example"].invitations == 1


def test_an_invitation_is_sent_again_until_they_have_a_password(desk: DeskInProcess) -> None:
    user = invited(desk, "Eve")
    path = f"/v1/users/{user['id']}/invitations"
    assert desk.call("POST", path) == (204, None)
    pooled = desk.user_pool.users["eve@desk.example"]
    assert pooled.invitations == 2
    pooled.passwords.append("their own")
    assert desk.call("POST", path)[1]["code"] == "signed_in_before"
    assert desk.call("POST", "/v1/users/nobody/invitations")[0] == 404
    desk.user_pool.users.clear()
    assert desk.call("POST", path)[1]["code"] == "not_in_user_pool"


BAD: list[tuple[dict[str, Any], str]] = [
    ({"email": "no address"}, "email"),
    ({"name": "  "}, "name"),
    ({"role_id": "boss"}, "role_id"),
    ({"team_ids": ["t1"]}, "team_ids[0]"),
    ({"main_team_id": "t1"}, "main_team_id"),
    ({"capacity": {"total": 0}}, "capacity.total"),
    ({"capacity": {"by_channel": {"telegram": 0}}}, "capacity.by_channel.telegram"),
    ({"capacity": {"by_channel": {"telefax": 2}}}, "capacity.by_channel.telefax"),
    ({"skills": ["x" * 65]}, "skills[0]"),
    ({"seat": True}, "seat"),
]


@pytest.mark.parametrize(("wrong", "field"), BAD, ids=[field for _, field in BAD])
def test_what_makes_no_sense_is_refused_before_anybody_is_invited(
    desk: DeskInProcess, wrong: dict[str, Any], field: str
) -> None:
    status, problem = desk.call("POST", "/v1/users", {**EVE, **wrong})
    assert (status, [each["field"] for each in problem["errors"]]) == (400, [field])
    assert desk.user_pool.users == {}


def test_capacity_zero_says_what_to_do_instead(desk: DeskInProcess) -> None:
    problem = desk.call("PATCH", "/v1/users/agent-1", {"capacity": {"total": 0}})[1]
    assert "take their service seat, or set them away" in problem["errors"][0]["message"]


def test_a_limit_for_a_channel_that_there_is_not_names_those_that_there_are(desk: DeskInProcess) -> None:
    status, refused = desk.call("PATCH", "/v1/users/agent-1", {"capacity": {"by_channel": {"telefax": 2}}})
    assert (status, refused["code"]) == (400, "unknown_channel")
    [error] = refused["errors"]
    assert error["field"] == "capacity.by_channel.telefax"
    assert error["message"].startswith("There is no channel 'telefax', but custom, telegram")
    with_stored(desk, Capacity(by_channel={"telefax": 2}))
    kept = {"total": 3, "by_channel": {"telefax": 2}}
    assert desk.call("PATCH", "/v1/users/agent-1", {"capacity": kept})[0] == 200, "its channel was deleted since"


def with_stored(desk: DeskInProcess, capacity: Capacity) -> None:
    change_person(desk.database.table(DIRECTORY), "agent-1", lambda user: replace(user, capacity=capacity))


def test_a_change_has_a_version_and_the_main_team_comes_first(desk: DeskInProcess) -> None:
    first, second = team(desk, "First")["id"], team(desk, "Second")["id"]
    user = invited(desk, "Eve")
    path = f"/v1/users/{user['id']}"
    both = {"team_ids": [first, second], "main_team_id": second}
    response = desk.respond("PATCH", path, both, headers={"if-match": '"1"'})
    assert (response["statusCode"], response["headers"]["etag"]) == (200, '"2"')
    changed = desk.call("GET", path)[1]
    assert (changed["team_ids"], changed["main_team_id"]) == ([second, first], second)
    assert desk.call("PATCH", path, {"name": "E"}, headers={"if-match": '"1"'})[1]["code"] == "version_differs"
    capacity = {"total": 5, "by_channel": {"telegram": 2}}
    changed = desk.call("PATCH", path, {"capacity": capacity, "has_service_seat": False})[1]
    assert (changed["capacity"], changed["team_ids"], changed["version"]) == (capacity, [second, first], 3)
    assert desk.call("PATCH", path, {"name": "Eve"})[1]["version"] == 3, "as it is: nothing changes"
    assert desk.call("PATCH", path, {})[1]["code"] == "empty_update"
    assert desk.call("PATCH", path, {"name": "Evelyn"})[1]["name"] == desk.user_pool.users["eve@desk.example"].name
    assert roster(desk)[user["id"]].capacity.by_channel == {"telegram": 2}


def test_whoever_is_deactivated_is_nobody_at_once_and_can_come_back(desk: DeskInProcess) -> None:
    user = invited(desk, "Eve")
    path = f"/v1/users/{user['id']}"
    callers = desk.callers
    assert callers.find(user["id"])
    desk.user_pool.users["eve@desk.example"].refresh_tokens.append("r")
    gone = desk.call("PATCH", path, {"is_active": False})[1]
    assert (gone["is_active"], gone["deactivated_at"] is None) == (False, False)
    pooled = desk.user_pool.users["eve@desk.example"]
    assert (callers.find(user["id"]), pooled.enabled, pooled.refresh_tokens) == (None, False, [])
    assert roster(desk)[user["id"]].is_active is False
    them = Principal(ActorKind.PERSON, user["id"], "Eve", frozenset(Scope))
    assert desk.call("GET", "/v1/me", principal=them)[0] == 401
    assert desk.call("POST", f"{path}/invitations")[1]["code"] == "user_inactive"
    desk.clock.forward(seconds=60)
    pooled.enabled = True  # the call of the pool was lost, and the request is repeated
    assert desk.call("PATCH", path, {"is_active": False})[1] == gone
    assert pooled.enabled is False
    back = desk.call("PATCH", path, {"is_active": True})[1]
    assert (back["is_active"], pooled.enabled) == (True, True)
    found = callers.find(user["id"])
    assert found
    assert found.user.signed_out_at == gone["deactivated_at"], "what they had got before stays invalid"
    assert [event for event, _ in audited(desk, "user.updated")] == ["user.updated"] * 2


def test_the_last_administrator_is_told_what_to_do(desk: DeskInProcess) -> None:
    admin = invited(desk, "Eve", role_id="administrator")
    for change in ({"role_id": "agent"}, {"is_active": False}):
        status, problem = desk.call("PATCH", f"/v1/users/{admin['id']}", change)
        assert (status, problem["code"]) == (409, "last_administrator")
        assert "Make somebody else an administrator first" in problem["detail"]
    assert desk.user_pool.users["eve@desk.example"].enabled


def test_nobody_grants_more_than_they_have(desk: DeskInProcess) -> None:
    scopes = frozenset({Scope.USERS_READ, Scope.USERS_WRITE, Scope.TICKETS_READ})
    some = Principal(ActorKind.PERSON, "agent-1", "Ada", scopes)
    reader = role(desk, "Reader", "tickets.read")
    assert desk.call("POST", "/v1/users", {**EVE, "role_id": reader}, principal=some)[0] == 201
    for body in (EVE | {"email": "x@desk.example"}, EVE | {"email": "x@desk.example", "role_id": "administrator"}):
        status, problem = desk.call("POST", "/v1/users", body, principal=some)
        assert (status, problem["code"]) == (403, "beyond_yours")
    boss = invited(desk, "Bob", role_id="administrator")["id"]
    invited(desk, "Cleo", role_id="administrator")
    assert desk.call("PATCH", f"/v1/users/{boss}", {"is_active": False}, principal=some)[0] == 403
    assert desk.call("PATCH", f"/v1/users/{boss}", {"role_id": reader}, principal=some)[0] == 403
    assert desk.call("PATCH", f"/v1/users/{boss}", {"skills": ["Dutch"]}, principal=some)[0] == 200


def test_the_list_says_how_many_tickets_everybody_has_in_one_call(desk: DeskInProcess) -> None:
    reference = desk.accept()
    desk.settle()
    desk.call("PUT", f"/v1/tickets/{reference.ticket_id}/owner", {"owner_id": "agent-1"})
    users = desk.call("GET", "/v1/users")[1]["users"]
    assert [user["open_tickets"] for user in users if user["id"] == "agent-1"] == [1]
