"""M18 and M4: tickets are given away by hand, and API tokens end, on the deployed stack with its permissions."""

import uuid
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.support.deployed_client import Desk, eventually


def made(desk: Desk, path: str, body: dict[str, Any], status: int = 201) -> dict[str, Any]:
    answer = desk.call("POST", path, body)
    assert answer.status == status, answer.body
    created: dict[str, Any] = answer.body
    return created


def test_tickets_go_to_somebody_beyond_what_they_can_take_and_to_a_team_m18(desk: Desk) -> None:
    mark = uuid.uuid4().hex[:8]
    team = made(desk, "/teams", {"name": f"Repairs {mark}"})["id"]
    wanted = {"email": f"fay-{mark}@desk.example", "name": "Fay", "capacity": {"total": 1}}
    fay = made(desk, "/users", wanted)["id"]
    tickets = [desk.open_conversation()["ticket_id"] for _ in range(3)]
    given = [desk.call("PUT", f"/tickets/{each}/owner", {"owner_id": fay}).body for each in tickets[:2]]
    assert [[each["code"] for each in answer["warnings"]] for answer in given] == [[], ["at_capacity"]]
    for change, owner, team_id, warned in (
        ({"owner_id": fay}, fay, None, ["Fay has 3 open tickets now, and can take 1."]),
        ({"owner_id": None, "team_id": team}, None, team, ["Nobody who is active is in this team."]),
    ):
        job_id = made(desk, "/tickets/bulk", {"ticket_ids": tickets, "change": change}, 202)["id"]
        job = eventually(
            lambda job_id=job_id: (
                found if (found := desk.call("GET", f"/jobs/{job_id}").body)["state"] == "done" else None
            ),
            seconds=30,
        )
        assert (job["failures"], [each["message"] for each in job["warnings"]]) == ([], warned)
        shown = [desk.call("GET", f"/tickets/{each}").body for each in tickets]
        assert {(each["owner_id"], each["team_id"]) for each in shown} == {(owner, team_id)}
    assert desk.call("PUT", f"/tickets/{tickets[0]}/owner", {"team_id": team}).body["owner_id"] is None
    assert desk.call("PATCH", f"/users/{fay}", {"is_active": False}).status == 200
    refused = desk.call("PUT", f"/tickets/{tickets[0]}/owner", {"owner_id": fay})
    assert (refused.status, refused.body["code"]) == (400, "user_inactive")


@pytest.mark.waits
def test_an_api_token_says_what_it_may_whose_it_is_and_when_it_was_used_until_it_ends_m4(desk: Desk) -> None:
    ends = (datetime.now(UTC) + timedelta(minutes=1)).isoformat()
    body = {"name": "CRM", "scopes": ["tickets.read"]}
    kept, short = made(desk, "/api-tokens", body), made(desk, "/api-tokens", {**body, "expires_at": ends})
    for each in (kept, short):
        assert desk.call("GET", "/tickets", token=each["token"]).status == 200
    assert desk.call("GET", "/channel-accounts", token=kept["token"]).body["code"] == "missing_scope"
    me = desk.call("GET", "/me", token=kept["token"]).body
    assert (me["permissions"], me["program"]["id"]) == (["tickets.read"], kept["id"])

    def listed(token_id: str) -> dict[str, Any]:
        found: list[dict[str, Any]] = desk.call("GET", "/api-tokens").body["api_tokens"]
        return next(each for each in found if each["id"] == token_id)

    shown = listed(kept["id"])
    assert (shown["owner_id"], shown["scopes"], shown["expires_at"]) == (me["id"], ["tickets.read"], None)
    assert shown["last_used_at"] is not None
    assert "token" not in shown
    assert desk.call("DELETE", f"/api-tokens/{kept['id']}").status == 204
    assert listed(kept["id"])["revoked_at"] is not None
    # One has a minute to live, and the gateway remembers callers for another.
    for each in (kept, short):
        eventually(lambda each=each: desk.call("GET", "/tickets", token=each["token"]).status == 401, seconds=150)
