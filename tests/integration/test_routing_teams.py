"""Rules that name teams: who is in them now, and whose ticket it is then."""

from typing import Any

from tests.support.desk import DeskInProcess
from tests.support.people import team
from tests.support.routing import decisions, ruled
from tests.support.ticket_work import done, read


def opened(desk: DeskInProcess, number: int = 1) -> str:
    ticket: str = desk.accept(thread=f"t{number}", key=f"m{number}").ticket_id
    desk.settle()
    return ticket


def to_teams(desk: DeskInProcess, *team_ids: str, **more: Any) -> None:
    ruled(desk, automatic=True, assign_to="users_and_teams", team_ids=team_ids, **more)


def test_a_ticket_waits_for_the_first_member_of_a_team_that_was_emptied(desk: DeskInProcess) -> None:
    returns = team(desk, "Returns", "agent-1")["id"]
    to_teams(desk, returns)
    done(desk.call("PATCH", f"/v1/teams/{returns}", {"member_ids": []}))
    ticket = opened(desk)
    [decision] = decisions(desk, ticket)
    assert (decision["outcome"], decision["code"], decision["considered"]) == ("unassigned", "nobody_eligible", [])
    done(desk.call("PATCH", "/v1/users/agent-1", {"team_ids": [returns]}))
    desk.settle()
    assert read(desk, ticket)["owner_id"] == "agent-1"
