"""M4: people, teams, roles and tokens on the deployed stack, with the user pool: who sees what, and until when."""

import uuid
from typing import Any

import pytest

from tests.support.deployed_client import Desk, eventually


def signed_in(desk: Desk, email: str) -> str:
    """An access token of somebody who was invited, and has chosen a password."""
    pool, password = desk.aws("cognito-idp"), f"Aa1!{uuid.uuid4()}"
    outputs = desk.description["outputs"]
    pool.admin_set_user_password(UserPoolId=outputs["UserPoolId"], Username=email, Password=password, Permanent=True)
    signed = pool.initiate_auth(
        ClientId=outputs["UserPoolClientId"],
        AuthFlow="USER_PASSWORD_AUTH",
        AuthParameters={"USERNAME": email, "PASSWORD": password},
    )
    token: str = signed["AuthenticationResult"]["AccessToken"]
    return token


def made(desk: Desk, path: str, body: dict[str, Any]) -> dict[str, Any]:
    answer = desk.call("POST", path, body)
    assert answer.status == 201, answer.body
    created: dict[str, Any] = answer.body
    return created


@pytest.mark.waits
def test_somebody_is_invited_sees_their_teams_tickets_and_is_out_within_a_minute(desk: Desk) -> None:
    mark = uuid.uuid4().hex[:8]
    team, other = (made(desk, "/teams", {"name": f"{name} {mark}"})["id"] for name in ("Returns", "Sales"))
    scopes = ["tickets.read", "conversations.read"]
    role = made(desk, "/roles", {"name": f"Trainee {mark}", "permissions": scopes, "ticket_access": "team"})["id"]
    wanted = {"email": f"eve-{mark}@desk.example", "name": "Eve", "role_id": role, "team_ids": [team]}
    eve = made(desk, "/users", wanted)["id"]
    theirs, hidden = (desk.open_conversation()["ticket_id"] for _ in range(2))
    for ticket, team_id in ((theirs, team), (hidden, other)):
        assert desk.call("PATCH", f"/tickets/{ticket}", {"team_id": team_id}).status == 200
    token = signed_in(desk, wanted["email"])
    me = desk.call("GET", "/me", token=token).body
    assert (me["id"], me["role"]["id"], me["ticket_access"], me["permissions"]) == (eve, role, "team", sorted(scopes))
    assert desk.call("GET", f"/tickets/{theirs}", token=token).status == 200
    assert desk.call("GET", f"/tickets/{hidden}", token=token).status == 404
    listed = [ticket["id"] for ticket in desk.call("GET", "/tickets?limit=100", token=token).body["tickets"]]
    assert theirs in listed
    assert hidden not in listed
    assert desk.call("PATCH", f"/tickets/{theirs}", {"priority": "high"}, token=token).status == 403
    robot = made(desk, "/api-tokens", {"name": "Robot", "scopes": ["tickets.read"], "owner_id": eve})["token"]
    assert desk.call("GET", f"/tickets/{hidden}", token=robot).status == 404
    assert desk.call("PATCH", f"/users/{eve}", {"is_active": False}).body["is_active"] is False
    eventually(lambda: desk.call("GET", "/tickets", token=token).status == 401, seconds=75)
    eventually(lambda: desk.call("GET", "/tickets", token=robot).status == 401, seconds=75)
