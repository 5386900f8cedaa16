"""Routing to people who see the inbox: an inbox may be limited to teams."""

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
