"""Row M18: tickets are given to users and teams, one or many; it may exceed what somebody can take, and says so."""

from dataclasses import replace
from typing import Any

import pytest

from helpdesk.people.principals import TicketAccess
from tests.support.desk import DeskInProcess
from tests.support.people import invited, role, team
from tests.support.ticket_work import AGENT, done, patch, read


def given(desk: DeskInProcess, ticket: str, **to: Any) -> tuple[int, Any]:
    return desk.call("PUT", f"/v1/tickets/{ticket}/owner", to, principal=AGENT)


def opened(desk: DeskInProcess, number: int = 1) -> str:
    ticket: str = desk.accept(thread=f"t{number}", key=f"m{number}").ticket_id
    return ticket


def bulk(desk: DeskInProcess, tickets: list[str], **change: Any) -> dict[str, Any]:
    status, job = desk.call("POST", "/v1/tickets/bulk", {"ticket_ids": tickets, "change": change}, principal=AGENT)
    assert status == 202, job
    desk.settle()
    found: dict[str, Any] = done(desk.call("GET", f"/v1/jobs/{job['id']}", principal=AGENT))
    assert (found["state"], found["done"]) == ("done", len(tickets))
    return found


def codes(answer: dict[str, Any]) -> list[str]:
    return [each["code"] for each in answer["warnings"]]


def test_m18_a_ticket_goes_to_somebody_and_says_what_speaks_against_it(desk: DeskInProcess) -> None:
    eve = invited(desk, "Eve", capacity={"total": 2, "by_channel": {"custom": 1}})["id"]
    first, second, third = (opened(desk, number) for number in range(3))
    assert done(given(desk, first, owner_id=eve))["warnings"] == []
    assert codes(done(given(desk, second, owner_id=eve))) == ["at_channel_capacity"]
    done(desk.call("PUT", f"/v1/users/{eve}/availability", {"state": "away"}))
    answer = done(patch(desk, third, owner_id=eve))
    assert answer["owner_id"] == eve
    assert answer["warnings"] == [
        {"code": "away", "message": "Eve is away."},
        {"code": "at_capacity", "message": "Eve has 3 open tickets now, and can take 2."},
        {
            "code": "at_channel_capacity",
            "message": "Eve has 3 open tickets of the channel 'custom' now, and can take 1.",
        },
    ]
    assert done(given(desk, third, owner_id=eve))["warnings"] == [], "nothing changes"
    done(patch(desk, third, owner_id=None, status="closed"))
    assert done(given(desk, third, owner_id=eve))["warnings"] == [], "a closed one is no work"


def test_m18_many_tickets_go_to_somebody_or_to_a_team(desk: DeskInProcess) -> None:
    eve, returns = invited(desk, "Eve", capacity={"total": 1})["id"], team(desk, "Returns", "agent-1")["id"]
    tickets = [opened(desk, number) for number in range(3)]
    job = bulk(desk, tickets, owner_id=eve)
    assert job["warnings"] == [{"code": "at_capacity", "message": "Eve has 3 open tickets now, and can take 1."}]
    assert {read(desk, ticket)["owner_id"] for ticket in tickets} == {eve}
    assert bulk(desk, tickets, owner_id=None, team_id=returns)["warnings"] == []
    assert {(read(desk, each)["owner_id"], read(desk, each)["team_id"]) for each in tickets} == {(None, returns)}
    assert bulk(desk, ["tkt_unknown"], owner_id=eve)["warnings"] == [], "nobody got anything"


def test_a_team_without_active_members_gets_tickets_with_a_warning(desk: DeskInProcess) -> None:
    eve = invited(desk, "Eve")["id"]
    left, returns = team(desk, "Left", eve)["id"], team(desk, "Returns", "agent-1")["id"]
    done(desk.call("PATCH", f"/v1/users/{eve}", {"is_active": False}))
    first, second = opened(desk, 1), opened(desk, 2)
    answer = done(given(desk, first, team_id=left))
    assert answer["warnings"] == [{"code": "team_without_members", "message": "Nobody who is active is in this team."}]
    assert done(given(desk, first, team_id=left))["warnings"] == [], "nothing changes"
    assert done(given(desk, first, team_id=returns))["warnings"] == []
    assert codes(bulk(desk, [first, second], owner_id=None, team_id=left)) == ["team_without_members"]


@pytest.mark.parametrize("code", ["user_inactive", "may_not_reply", "no_service_seat"])
def test_who_cannot_answer_gets_no_ticket(desk: DeskInProcess, code: str) -> None:
    reader = role(desk, "Reader", "tickets.read", "conversations.read")
    eve = invited(desk, "Eve", role_id="agent" if code != "may_not_reply" else reader)["id"]
    change = {"user_inactive": {"is_active": False}, "no_service_seat": {"has_service_seat": False}}.get(code)
    if change:
        done(desk.call("PATCH", f"/v1/users/{eve}", change))
    ticket = opened(desk)
    if code == "no_service_seat":
        assert codes(done(given(desk, ticket, owner_id=eve))) == [code], "they may answer"
        return
    body = {"ticket_ids": [ticket], "change": {"owner_id": eve}}
    for status, problem in (
        given(desk, ticket, owner_id=eve),
        patch(desk, ticket, owner_id=eve),
        desk.call("POST", "/v1/tickets/bulk", body, principal=AGENT),
    ):
        assert (status, problem["code"]) == (400, code)
        assert problem["errors"][0]["field"].endswith("owner_id")
    assert read(desk, ticket)["owner_id"] is None


def test_who_does_not_see_the_inbox_gets_no_ticket_of_it(desk: DeskInProcess) -> None:
    eve = invited(desk, "Eve")["id"]
    returns, others = team(desk, "Returns", "agent-1")["id"], team(desk, "Others", eve)["id"]
    ticket, had = opened(desk, 1), opened(desk, 2)
    done(given(desk, had, owner_id=eve))
    done(desk.call("PUT", "/v1/inboxes/1/teams", {"team_ids": [returns]}))
    for to in ({"owner_id": eve}, {"team_id": others}):
        name = next(iter(to))
        for status, problem in (given(desk, ticket, **to), patch(desk, ticket, **to)):
            assert (status, problem["code"], problem["errors"][0]["field"]) == (400, "no_inbox_access", name)
        assert [each["code"] for each in bulk(desk, [ticket], **to)["failures"]] == ["no_inbox_access"]
    reply = {
        "text": "Eve will help.",
        "set_status": {"status_id": "waiting_on_contact", "properties": {"owner_id": eve}},
    }
    status, problem = desk.call("POST", f"/v1/conversations/{ticket.replace('tkt', 'cnv')}/replies", reply)
    assert (status, problem["code"]) == (400, "no_inbox_access")
    assert problem["errors"][0]["field"] == "set_status.properties.owner_id"
    assert done(patch(desk, had, owner_id=eve, priority="high"))["priority"] == "high", "they have it already"
    assert done(given(desk, ticket, team_id=returns))["team_id"] == returns
    # Whoever replies takes a ticket that nobody has: it must exist for them.
    closed = replace(AGENT, id=eve, ticket_access=TicketAccess.ALL, closed_inboxes=("1",))
    path = f"/v1/conversations/{read(desk, ticket)['conversation_id']}/replies"
    assert desk.call("POST", path, {"text": "Mine"}, principal=closed)[0] == 404
