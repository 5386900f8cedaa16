"""Routing gives tickets only to people who may answer customers."""

from typing import Any

import pytest

from tests.support.desk import DeskInProcess
from tests.support.people import invited, role, team
from tests.support.routing import decisions, ruled
from tests.support.ticket_work import done, read

READING = ("tickets.read", "conversations.read")


@pytest.fixture(params=["read_only", "of its own"])
def silent(request: pytest.FixtureRequest, desk: DeskInProcess) -> dict[str, Any]:
    """Somebody with a seat whose role does not let them answer."""
    role_id = "read_only" if request.param == "read_only" else role(desk, "Auditor", *READING)
    return invited(desk, "Rita", role_id=role_id)


def opened(desk: DeskInProcess, number: int = 1) -> str:
    ticket: str = desk.accept(thread=f"t{number}", key=f"m{number}").ticket_id
    desk.settle()
    return ticket


def test_whoever_may_not_reply_is_passed_over(desk: DeskInProcess, silent: dict[str, Any]) -> None:
    support = team(desk, "Support", silent["id"])["id"]
    ruled(desk, automatic=True, assign_to="users_and_teams", team_ids=[support])
    ticket = opened(desk)
    [decision] = decisions(desk, ticket)
    assert decision["code"] == "nobody_eligible"
    assert [(each["user_id"], each["reason"]) for each in decision["considered"]] == [(silent["id"], "may_not_reply")]
    refused = desk.call("PUT", f"/v1/tickets/{ticket}/owner", {"owner_id": silent["id"]})[1]
    assert refused["code"] == "may_not_reply", "as people are refused"


def test_a_rule_that_names_somebody_who_may_not_reply_is_refused(desk: DeskInProcess, silent: dict[str, Any]) -> None:
    rule = {"automatic": True, "assign_to": "users_and_teams", "user_ids": ["agent-1", silent["id"]]}
    status, refused = desk.call("PUT", f"/v1/channel-accounts/{desk.custom.id}/routing", rule)
    assert (status, refused["code"]) == (400, "unroutable")
    [error] = refused["errors"]
    assert error["field"] == "routing.user_ids[1]"
    assert error["message"] == "Rita gets no tickets: their role does not let them answer customers."


def test_a_changed_role_counts_from_its_change(desk: DeskInProcess) -> None:
    helper = role(desk, "Helper", *READING, "conversations.write")
    nora = invited(desk, "Nora", role_id=helper)["id"]
    ruled(desk, automatic=True, assign_to="users_and_teams", user_ids=[nora])
    assert read(desk, opened(desk, 1))["owner_id"] == nora
    done(desk.call("PATCH", f"/v1/roles/{helper}", {"permissions": list(READING)}))
    waiting = opened(desk, 2)
    assert decisions(desk, waiting)[0]["considered"][0]["reason"] == "may_not_reply"
    done(desk.call("PATCH", f"/v1/roles/{helper}", {"permissions": [*READING, "conversations.write"]}))
    desk.settle()
    assert read(desk, waiting)["owner_id"] == nora
