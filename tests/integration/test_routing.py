"""Routing through the desk: by the rule of an account, explained, and again as soon as somebody can take a ticket."""

from typing import Any

from tests.support.desk import DeskInProcess
from tests.support.ticket_work import done, read


def ruled(desk: DeskInProcess, **rule: Any) -> dict[str, Any]:
    found: dict[str, Any] = done(desk.call("PUT", f"/v1/channel-accounts/{desk.custom.id}/routing", rule))
    desk.settle()
    return found


def decisions(desk: DeskInProcess, ticket: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = done(desk.call("GET", f"/v1/tickets/{ticket}/routing-decisions"))["decisions"]
    return found


def opened(desk: DeskInProcess, number: int) -> str:
    ticket: str = desk.accept(thread=f"t{number}", key=f"m{number}").ticket_id
    desk.settle()
    return ticket


def test_a_new_ticket_goes_to_whom_the_rule_of_its_account_names_and_says_why(desk: DeskInProcess) -> None:
    rule = ruled(desk, automatic=True, assign_to="users_and_teams", user_ids=["agent-1"])
    assert (rule["method"], rule["version"]) == ("balanced", 2)
    ticket = opened(desk, 1)
    assert read(desk, ticket)["owner_id"] == "agent-1"
    [decision] = decisions(desk, ticket)
    considered = [{"user_id": "agent-1", "eligible": True, "reason": None, "open_tickets": 0, "capacity": None}]
    assert decision["considered"] == considered
    assert (decision["outcome"], decision["owner_id"], decision["code"]) == ("assigned", "agent-1", "chosen")
    assert (decision["rule_version"], decision["trigger"], decision["others"]) == (2, "opened", {})


def test_without_a_rule_a_ticket_stays_with_nobody_and_says_why(desk: DeskInProcess) -> None:
    ticket = opened(desk, 1)
    [decision] = decisions(desk, ticket)
    assert (decision["outcome"], decision["code"], decision["considered"]) == ("unassigned", "assignment_off", [])


def test_a_dry_run_says_who_would_get_it_by_a_draft_and_changes_nothing(desk: DeskInProcess) -> None:
    ticket = opened(desk, 1)
    draft = {"automatic": True, "assign_to": "users_and_teams", "user_ids": ["agent-1"]}
    found = done(desk.call("POST", "/v1/routing/simulations", {"ticket_id": ticket, "rule": draft}))
    assert (found["owner_id"], found["code"], found["trigger"]) == ("agent-1", "chosen", "simulated")
    described = {"account_id": desk.custom.id, "priority": "high"}
    saved = done(desk.call("POST", "/v1/routing/simulations", {"ticket": described}))
    assert (saved["owner_id"], saved["code"]) == (None, "assignment_off")
    assert read(desk, ticket)["owner_id"] is None
    assert len(decisions(desk, ticket)) == 1


def test_a_rule_that_is_switched_on_takes_up_nothing_that_was_left_with_nobody(desk: DeskInProcess) -> None:
    ticket = opened(desk, 1)
    ruled(desk, automatic=True, assign_to="users_and_teams", user_ids=["agent-1"])
    assert read(desk, ticket)["owner_id"] is None
