"""Row M18: the queue of a team, out of which its members take tickets."""

from typing import Any

import pytest

from tests.support.desk import DeskInProcess
from tests.support.people import team
from tests.support.ticket_work import AGENT, done, history, patch, read


def given(desk: DeskInProcess, ticket: str, **to: Any) -> tuple[int, Any]:
    return desk.call("PUT", f"/v1/tickets/{ticket}/owner", to, principal=AGENT)


def opened(desk: DeskInProcess, number: int = 1) -> str:
    ticket: str = desk.accept(thread=f"t{number}", key=f"m{number}").ticket_id
    return ticket


def test_m18_a_ticket_goes_into_the_queue_of_a_team(desk: DeskInProcess) -> None:
    returns = team(desk, "Returns", "agent-1")["id"]
    ticket = opened(desk)
    done(given(desk, ticket, owner_id="agent-1"))
    moved = done(given(desk, ticket, team_id=returns))
    assert (moved["owner_id"], moved["team_id"]) == (None, returns)
    changes = [(each["details"]["from"], each["details"]["to"]) for each in history(desk, moved, "owner_changed")]
    assert changes == [(None, "agent-1"), ("agent-1", None)]
    taken = done(given(desk, ticket, owner_id="agent-1"))
    assert (taken["owner_id"], taken["team_id"]) == ("agent-1", returns), "who takes it is of the team, which it keeps"
    both = done(given(desk, ticket, owner_id="agent-1", team_id=None))
    assert (both["owner_id"], both["team_id"]) == ("agent-1", None)
    for nobody in ({}, {"team_id": None}):
        assert given(desk, ticket, **nobody)[1]["errors"][0]["field"] == "owner_id"
    assert given(desk, ticket, team_id="t1")[1]["code"] == "unknown_team"


def test_the_queue_of_a_team_is_a_list(desk: DeskInProcess) -> None:
    returns, others = (team(desk, name, "agent-1")["id"] for name in ("Returns", "Others"))
    tickets = [opened(desk, number) for number in range(4)]
    for ticket, team_id in zip(tickets, (returns, returns, others), strict=False):
        done(given(desk, ticket, team_id=team_id))
    done(given(desk, tickets[0], owner_id="agent-1"))

    def listed(**query: str) -> list[str]:
        return [each["id"] for each in done(desk.call("GET", "/v1/tickets", query=query))["tickets"]]

    assert sorted(listed(team_id=returns)) == sorted(tickets[:2])
    assert listed(team_id=returns, owner_id="none") == [tickets[1]]
    assert listed(team_id=returns, owner_id="agent-1") == [tickets[0]]
    first = done(desk.call("GET", "/v1/tickets", query={"team_id": returns, "limit": "1"}))
    second = listed(team_id=returns, cursor=first["next_cursor"])
    assert {first["tickets"][0]["id"], *second} == {*tickets[:2]}
    wrong = desk.call("GET", "/v1/tickets", query={"team_id": others, "cursor": first["next_cursor"]})
    assert wrong[1]["code"] == "bad_cursor"
    assert desk.call("GET", "/v1/tickets", query={"team_id": "t1"})[1]["code"] == "unknown_team"


def test_the_rule_gives_nothing_away_that_was_given_to_a_team_before_the_router_saw_it(desk: DeskInProcess) -> None:
    returns = team(desk, "Returns", "agent-1")["id"]
    rule = {"automatic": True, "assign_to": "users_and_teams", "user_ids": ["agent-1"]}
    done(desk.call("PUT", f"/v1/channel-accounts/{desk.custom.id}/routing", rule))
    ticket = opened(desk)
    done(given(desk, ticket, team_id=returns))
    desk.settle()
    found = read(desk, ticket)
    assert (found["owner_id"], found["team_id"], found["number"]) == (None, returns, 1)
    assert (found["routing"]["decision"], found["routing"]["code"]) == ("unassigned", "given_to_team")
    assert history(desk, found, "routed") == []
    assert done(given(desk, ticket, team_id=returns))["version"] == found["version"], "nothing changes"


def test_what_is_given_to_a_team_waits_no_more_for_the_rule_of_its_account(desk: DeskInProcess) -> None:
    returns = team(desk, "Returns", "agent-1")["id"]
    rule = {"automatic": True, "assign_to": "users_and_teams", "user_ids": ["agent-1"]}
    done(desk.call("PUT", f"/v1/channel-accounts/{desk.custom.id}/routing", rule))
    done(desk.call("PUT", "/v1/me/availability", {"state": "away"}))
    tickets = [opened(desk, number) for number in (1, 2)]
    desk.settle()
    assert read(desk, tickets[0])["routing"]["code"] == "nobody_eligible"
    assert done(given(desk, tickets[0], team_id=returns))["routing"]["code"] == "given_to_team"
    done(patch(desk, tickets[1], team_id=returns))
    done(desk.call("PUT", "/v1/me/availability", {"state": "available"}))
    desk.settle()
    owners = [read(desk, ticket)["owner_id"] for ticket in tickets]
    assert owners == [None, "agent-1"], "a label alone leaves the other one where it was"


def test_a_team_is_not_deleted_while_open_tickets_are_in_its_queue(desk: DeskInProcess) -> None:
    returns = team(desk, "Returns", "agent-1")["id"]
    queued, taken = (opened(desk, number) for number in (1, 2))
    for ticket in (queued, taken):
        done(given(desk, ticket, team_id=returns))
    done(given(desk, taken, owner_id="agent-1"))
    status, refused = desk.call("DELETE", f"/v1/teams/{returns}")
    assert (status, refused["code"]) == (409, "team_in_use")
    assert f"GET /v1/tickets?team_id={returns}&owner_id=none" in refused["detail"]
    done(patch(desk, queued, status="closed"))
    assert desk.call("DELETE", f"/v1/teams/{returns}")[0] == 204
    found = done(desk.call("GET", "/v1/tickets", query={"team_id": returns}))["tickets"]
    assert [each["id"] for each in found] == [taken], "tickets of a deleted team can be found"


@pytest.mark.parametrize(("read_at_most", "status"), [(12, 409), (8, 204)])
def test_the_queue_of_a_team_is_looked_for_among_so_many_tickets(
    desk: DeskInProcess, monkeypatch: pytest.MonkeyPatch, read_at_most: int, status: int
) -> None:
    returns = team(desk, "Returns", "agent-1")["id"]
    for number in range(1, 9):
        opened(desk, number)
    desk.clock.forward(seconds=1)
    newest = opened(desk, 0)
    done(given(desk, newest, team_id=returns))
    monkeypatch.setattr("helpdesk.tickets.queues._READ_AT_MOST", read_at_most)
    assert desk.call("DELETE", f"/v1/teams/{returns}")[0] == status


def test_a_team_that_gets_the_new_tickets_of_an_account_is_not_deleted(desk: DeskInProcess) -> None:
    returns, path = team(desk, "Returns", "agent-1")["id"], f"/v1/channel-accounts/{desk.custom.id}"
    done(desk.call("PATCH", path, {"ticket_properties": {"team_id": returns}}))
    status, refused = desk.call("DELETE", f"/v1/teams/{returns}")
    assert (status, refused["code"]) == (409, "team_in_use")
    assert "the account 'Chat'" in refused["detail"]
    done(desk.call("PATCH", path, {"ticket_properties": {}}))
    assert desk.call("DELETE", f"/v1/teams/{returns}")[0] == 204
