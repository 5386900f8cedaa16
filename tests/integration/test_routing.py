"""Routing through the desk: by the rule of an account, explained, and again as soon as somebody can take a ticket."""

from dataclasses import replace
from typing import Any

import pytest

from helpdesk.people.repository import UserRepository
from helpdesk.people.roster import Capacity
from helpdesk.people.roster_repository import RosterRepository
from helpdesk.tickets.waiting import WaitingRepository
from infra.workbench.tables import CONVERSATIONS, DIRECTORY
from tests.support.desk import DeskInProcess, queue_event
from tests.support.routing import decisions, leaves, returns, ruled
from tests.support.ticket_work import done, patch, read


def opened(desk: DeskInProcess, number: int, **more: Any) -> str:
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


def test_a_changed_rule_routes_what_waits_and_is_named_as_the_reason(desk: DeskInProcess) -> None:
    ben = desk.add_agent("Ben").id
    leaves(desk, "agent-1")
    rule = {"automatic": True, "assign_to": "users_and_teams"}
    ruled(desk, **rule, user_ids=["agent-1"])
    ticket = opened(desk, 1)
    assert read(desk, ticket)["owner_id"] is None
    ruled(desk, **rule, user_ids=["agent-1", ben])
    assert read(desk, ticket)["owner_id"] == ben
    newest = decisions(desk, ticket)[0]
    assert (newest["trigger"], newest["rule_version"]) == ("rule_changed", 3)


@pytest.fixture
def team(desk: DeskInProcess) -> DeskInProcess:
    """Ada and Ben, who take one ticket each."""
    ada, ben, directory = "agent-1", desk.add_agent("Ben").id, desk.database.table(DIRECTORY)
    rosters, users = RosterRepository(directory), UserRepository(directory)
    for each in (ada, ben):
        user = users.get(each)
        assert user
        limited = replace(user, capacity=Capacity(1))
        before = rosters.get()
        directory.transact(
            [users.changing(user, limited), rosters.changing(before, before.with_member(limited.member(0)))]
        )
    ruled(desk, automatic=True, assign_to="users_and_teams", user_ids=[ada, ben])
    return desk


def owners(desk: DeskInProcess, *tickets: str) -> list[str | None]:
    return [read(desk, ticket)["owner_id"] for ticket in tickets]


def test_a_ticket_waits_until_somebody_closes_one(team: DeskInProcess) -> None:
    tickets = [opened(team, number) for number in range(4)]
    assert {*owners(team, *tickets[:2])} == {"agent-1", "agent-ben"}
    assert owners(team, *tickets[2:]) == [None, None]
    [newest] = decisions(team, tickets[3])
    assert (newest["outcome"], newest["code"]) == ("unassigned", "behind_others")
    [waiting] = decisions(team, tickets[2])
    assert {(each["user_id"], each["reason"]) for each in waiting["considered"]} == {
        ("agent-1", "at_capacity"),
        ("agent-ben", "at_capacity"),
    }
    freed = owners(team, tickets[0])[0]
    done(patch(team, tickets[0], status="closed"))
    team.settle()
    assert owners(team, *tickets[2:]) == [freed, None]
    assert decisions(team, tickets[2])[0]["trigger"] == "somebody_eligible"


def test_the_most_urgent_ticket_that_waits_is_next(team: DeskInProcess) -> None:
    tickets = [opened(team, number) for number in range(4)]
    done(patch(team, tickets[3], priority="urgent"))
    done(patch(team, tickets[0], status="closed"))
    team.settle()
    assert owners(team, *tickets[2:])[0] is None
    assert owners(team, *tickets[2:])[1] is not None


def test_a_ticket_that_somebody_takes_or_closes_waits_no_more(team: DeskInProcess) -> None:
    tickets = [opened(team, number) for number in range(4)]
    done(patch(team, tickets[2], owner_id="agent-1"))
    done(patch(team, tickets[3], status="closed"))
    team.settle()
    assert not WaitingRepository(team.database.table(CONVERSATIONS)).any()


def test_whoever_is_away_gets_nothing_until_they_return(team: DeskInProcess) -> None:
    leaves(team, "agent-1")
    leaves(team, "agent-ben")
    ticket = opened(team, 1)
    assert owners(team, ticket) == [None]
    returns(team, "agent-ben")
    assert owners(team, ticket) == ["agent-ben"]


@pytest.mark.parametrize(("when_away", "expected"), [("keep", "agent-1"), ("return", "agent-ben")])
def test_whoever_goes_away_keeps_their_tickets_or_returns_them(
    team: DeskInProcess, when_away: str, expected: str
) -> None:
    done(team.call("PATCH", "/v1/settings", {"when_away": when_away}))
    leaves(team, "agent-ben")
    ticket = opened(team, 1)
    assert owners(team, ticket) == ["agent-1"]
    returns(team, "agent-ben")
    leaves(team, "agent-1")
    assert owners(team, ticket) == [expected]


def test_a_ticket_that_is_not_answered_in_time_goes_to_the_next_one(team: DeskInProcess) -> None:
    ruled(
        team,
        automatic=True,
        assign_to="users_and_teams",
        user_ids=["agent-1", "agent-ben"],
        answer_within_seconds=600,
    )
    ticket = opened(team, 1)
    [first] = owners(team, ticket)
    come_due(team, 700)
    [second] = owners(team, ticket)
    assert {first, second} == {"agent-1", "agent-ben"}
    assert [each["reason"] for each in decisions(team, ticket)[0]["considered"]] == [None, "did_not_answer"]
    come_due(team, 700)
    assert owners(team, ticket) == [None], "nobody is left who has not had it"
    assert decisions(team, ticket)[0]["code"] == "nobody_eligible"


def test_an_answer_in_time_keeps_the_ticket(team: DeskInProcess) -> None:
    rule = {"automatic": True, "assign_to": "users_and_teams", "user_ids": ["agent-1"], "answer_within_seconds": 600}
    ruled(team, **rule)
    accepted = team.accept(thread="t9", key="m9")
    team.settle()
    done(team.call("POST", f"/v1/conversations/{accepted.conversation_id}/replies", {"text": "Hello"}))
    team.settle()
    come_due(team, 700)
    assert owners(team, accepted.ticket_id) == ["agent-1"]


def test_a_customer_who_writes_again_gets_whom_they_had_or_the_next(team: DeskInProcess) -> None:
    ticket = opened(team, 1)
    [first] = owners(team, ticket)
    done(patch(team, ticket, status="closed"))
    team.settle()
    team.accept("Again", thread="t1", key="m1b")
    team.settle()
    assert owners(team, ticket) == [first]
    assert decisions(team, ticket)[0]["code"] == "kept_owner"
    done(patch(team, ticket, status="closed"))
    team.settle()
    others = [opened(team, number) for number in (2, 3)]
    assert {*owners(team, *others)} == {"agent-1", "agent-ben"}
    team.accept("And again", thread="t1", key="m1c")
    team.settle()
    assert owners(team, ticket) == [None], "whoever had it has no room, and nobody else has"
    done(patch(team, others[0], status="closed"))
    team.settle()
    assert owners(team, ticket)[0] is not None


def come_due(desk: DeskInProcess, seconds: int) -> None:
    desk.clock.forward(seconds=seconds)
    for message in desk.schedules.due(desk.clock.now, "routing"):
        assert not desk.router(queue_event(message.body))["batchItemFailures"]
    desk.settle()
