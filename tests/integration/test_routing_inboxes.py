"""Routing to people and teams who see the inbox: it may be limited to teams."""

from typing import Any

from tests.support.desk import DeskInProcess
from tests.support.people import invited, team
from tests.support.ticket_work import done, read


def limited(desk: DeskInProcess, *team_ids: str) -> None:
    done(desk.call("PUT", "/v1/inboxes/1/teams", {"team_ids": list(team_ids)}))
    desk.settle()


def decided(desk: DeskInProcess, ticket: str) -> dict[str, Any]:
    [newest, *_] = done(desk.call("GET", f"/v1/tickets/{ticket}/routing-decisions"))["decisions"]
    found: dict[str, Any] = newest
    return found


def test_only_who_sees_the_inbox_gets_its_tickets(desk: DeskInProcess) -> None:
    eve = invited(desk, "Eve")["id"]
    returns = team(desk, "Returns", eve)["id"]
    others = team(desk, "Others")["id"]
    rule = {"automatic": True, "assign_to": "users_and_teams", "user_ids": ["agent-1", eve]}
    done(desk.call("PUT", f"/v1/channel-accounts/{desk.custom.id}/routing", rule))
    limited(desk, returns)
    ticket = desk.accept(thread="t1", key="m1").ticket_id
    desk.settle()
    assert read(desk, ticket)["owner_id"] == eve
    reasons = {each["user_id"]: each["reason"] for each in decided(desk, ticket)["considered"]}
    assert reasons == {eve: None, "agent-1": "no_inbox_access"}
    limited(desk, others)
    waiting = desk.accept(thread="t2", key="m2").ticket_id
    desk.settle()
    assert (read(desk, waiting)["owner_id"], decided(desk, waiting)["code"]) == (None, "nobody_eligible")
    limited(desk)
    assert read(desk, waiting)["owner_id"] == "agent-1"
    assert decided(desk, waiting)["trigger"] == "somebody_eligible"


def test_new_tickets_are_given_to_no_team_that_does_not_see_their_inbox(desk: DeskInProcess) -> None:
    returns, others = team(desk, "Returns")["id"], team(desk, "Others")["id"]
    inbox = done(desk.call("POST", "/v1/inboxes", {"name": "Other"}))["id"]
    limited(desk, returns)
    account, connections = f"/v1/channel-accounts/{desk.custom.id}", "/v1/channels/custom/connections"
    of_others, of_returns = ({"ticket_properties": {"team_id": each}} for each in (others, returns))
    move = {"inbox_id": inbox, "open_conversations": "stay"}
    back = {"inbox_id": "1", "open_conversations": "stay"}
    new = {"name": "Line", "credentials": {"delivery_url": "https://chat.example/in"}, **of_others}

    def refused(method: str, path: str, body: dict[str, Any]) -> bool:
        status, problem = desk.call(method, path, body)
        named = [each["field"] for each in problem.get("errors", [])]
        return (status, problem.get("code"), named) == (400, "no_inbox_access", ["ticket_properties.team_id"])

    assert refused("PATCH", account, of_others)
    assert refused("POST", connections, new)
    assert done(desk.call("PATCH", account, of_returns))["ticket_properties"] == of_returns["ticket_properties"]
    done(desk.call("PATCH", account, {**move, **of_others}))
    assert desk.call("POST", connections, {**new, "inbox_id": inbox})[0] == 201
    assert refused("PATCH", account, back)
    assert done(desk.call("PATCH", account, {**back, **of_returns}))["inbox_id"] == "1"
