"""Teams and roles through the API."""

import pytest

from helpdesk.people.actors import ActorKind
from helpdesk.people.principals import Principal, Scope, TicketAccess
from tests.support.described import check_desk_response
from tests.support.desk import DeskInProcess
from tests.support.people import audited, invited, role, roster, team

pytestmark = pytest.mark.both_backends


def test_a_team_has_the_people_that_it_is_given(desk: DeskInProcess) -> None:
    eve, bob = (invited(desk, name)["id"] for name in ("Eve", "Bob"))
    made = team(desk, "Returns", eve)
    path = f"/v1/teams/{made['id']}"
    assert (made["member_ids"], made["version"]) == ([eve], 1)
    status, after = desk.call("PATCH", path, {"member_ids": [bob, bob]}, headers={"if-match": '"1"'})
    check_desk_response("PATCH", path, status, after)
    assert (status, after["member_ids"], after["version"]) == (200, [bob], 2)
    assert [desk.call("GET", f"/v1/users/{each}")[1]["team_ids"] for each in (eve, bob)] == [[], [made["id"]]]
    assert desk.call("PATCH", f"/v1/users/{eve}", {"team_ids": [made["id"]]})[0] == 200
    found = desk.call("GET", path)[1]
    assert (sorted(found["member_ids"]), found["version"]) == (sorted([eve, bob]), 3)
    stale = desk.call("PATCH", path, {"member_ids": [bob]}, headers={"if-match": '"2"'})
    assert stale[1]["code"] == "version_differs", "nobody is thrown out by somebody who has not seen them"
    assert desk.call("PATCH", path, {"name": "Repairs"})[1]["name"] == "Repairs"
    assert [each["name"] for each in desk.call("GET", "/v1/teams")[1]["teams"]] == ["Repairs"]
    assert audited(desk, "team.created", "team.updated") == [
        ("team.created", made["id"]),
        ("team.updated", made["id"]),
        ("team.updated", made["id"]),
    ]


def test_a_team_that_is_deleted_has_nobody(desk: DeskInProcess) -> None:
    eve = invited(desk, "Eve")["id"]
    made = team(desk, "Returns", eve)["id"]
    assert desk.call("DELETE", f"/v1/teams/{made}") == (204, None)
    assert desk.call("GET", f"/v1/teams/{made}")[1]["code"] == "team_not_found"
    assert desk.call("DELETE", f"/v1/teams/{made}")[0] == 404
    assert roster(desk)[eve].team_ids == ()
    assert desk.call("PATCH", f"/v1/users/{eve}", {"team_ids": [made]})[1]["code"] == "unknown_team"
    assert team(desk, "returns", eve)["id"] != made, "its name is free again"


def test_names_are_unique_and_a_key_makes_one(desk: DeskInProcess) -> None:
    made = team(desk, "Returns")
    status, problem = desk.call("POST", "/v1/teams", {"name": "  returns"})
    assert (status, problem["code"]) == (409, "name_taken")
    other = team(desk, "Repairs")["id"]
    assert desk.call("PATCH", f"/v1/teams/{other}", {"name": "RETURNS"})[1]["code"] == "name_taken"
    key = {"idempotency-key": "k1"}
    first = desk.call("POST", "/v1/teams", {"name": "Sales"}, headers=key)
    assert desk.call("POST", "/v1/teams", {"name": "Sales"}, headers=key) == first
    reused = desk.call("POST", "/v1/teams", {"name": "Sales 2"}, headers=key)
    assert reused[1]["code"] == "idempotency_key_reused"
    assert made["id"] != first[1]["id"]


def test_who_is_not_there_joins_no_team(desk: DeskInProcess) -> None:
    status, problem = desk.call("POST", "/v1/teams", {"name": "Returns", "member_ids": ["agent-1", "nobody"]})
    assert (status, problem["errors"][0]["field"]) == (400, "member_ids[1]")
    assert desk.call("GET", "/v1/teams")[1]["teams"] == []
    many = [f"user-{number}" for number in range(81)]
    assert desk.call("POST", "/v1/teams", {"name": "All", "member_ids": many})[1]["code"] == "too_many_members"


def test_a_team_that_an_account_routes_to_is_not_deleted(desk: DeskInProcess) -> None:
    made = team(desk, "Returns", "agent-1")["id"]
    rule = {"automatic": True, "assign_to": "users_and_teams", "team_ids": [made]}
    path = f"/v1/channel-accounts/{desk.custom.id}"
    version = desk.call("GET", path)[1]["version"]
    assert desk.call("PATCH", path, {"routing": rule, "version": version})[0] == 200
    status, problem = desk.call("DELETE", f"/v1/teams/{made}")
    assert (status, problem["code"]) == (409, "team_in_use")
    assert "the routing of the account 'Chat'" in problem["detail"]


def test_a_role_of_the_desks_own_says_what_its_people_may_do(desk: DeskInProcess) -> None:
    trainee = role(desk, "Trainee", "tickets.read", ticket_access="team")
    eve = invited(desk, "Eve", role_id=trainee)["id"]
    caller = desk.callers.find(eve)
    assert caller
    them = caller.person()
    assert (them.scopes, them.ticket_access) == ({"tickets.read"}, TicketAccess.TEAM)
    me = desk.call("GET", "/v1/me", principal=them)[1]
    assert (me["role"], me["permissions"]) == ({"id": trainee, "name": "Trainee"}, ["tickets.read"])
    path = f"/v1/roles/{trainee}"
    wider = {"permissions": ["users.read", "tickets.read", "tickets.read"], "ticket_access": "own"}
    status, after = desk.call("PATCH", path, wider)
    check_desk_response("PATCH", path, status, after)
    assert (after["permissions"], after["ticket_access"]) == (["tickets.read", "users.read"], "own")
    status, problem = desk.call("DELETE", path)
    assert (status, problem["code"], problem["context"]) == (409, "role_in_use", {"user_ids": [eve]})
    assert "Eve" in problem["detail"]
    assert desk.call("PATCH", f"/v1/users/{eve}", {"role_id": "read_only"})[0] == 200
    assert desk.call("DELETE", path) == (204, None)
    assert desk.call("GET", path)[0] == 404
    assert desk.call("PATCH", f"/v1/users/{eve}", {"role_id": trainee})[1]["code"] == "unknown_role"


def test_the_roles_of_every_desk_stay_as_they_are(desk: DeskInProcess) -> None:
    roles = desk.call("GET", "/v1/roles")[1]["roles"]
    assert [each["id"] for each in roles] == ["administrator", "agent", "read_only"]
    for call in (("PATCH", {"name": "Boss"}), ("DELETE", None)):
        assert desk.call(call[0], "/v1/roles/agent", call[1])[1]["code"] == "role_is_built_in"
    assert desk.call("POST", "/v1/roles", {"name": "AGENT", "permissions": []})[1]["code"] == "name_taken"
    status, problem = desk.call(
        "POST", "/v1/roles", {"name": "X", "permissions": ["conversations.custom_channels.read"]}
    )
    assert (status, problem["errors"][0]["field"]) == (400, "permissions")


@pytest.mark.parametrize("wanted", [{"permissions": ["channels.write"]}, {"permissions": [], "ticket_access": "all"}])
def test_nobody_makes_a_role_that_grants_more_than_they_have(desk: DeskInProcess, wanted: dict[str, object]) -> None:
    scopes = frozenset({Scope.USERS_READ, Scope.USERS_WRITE})
    some = Principal(ActorKind.PERSON, "agent-1", "Ada", scopes, ticket_access=TicketAccess.TEAM)
    status, problem = desk.call("POST", "/v1/roles", {"name": "X", **wanted}, principal=some)
    assert (status, problem["code"]) == (403, "beyond_yours")
