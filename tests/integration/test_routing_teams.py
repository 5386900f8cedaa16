"""Rules that name teams: who is in them now, and whose ticket it is then."""

from typing import Any

from helpdesk.people.actors import ActorKind
from helpdesk.people.models import BuiltIn
from helpdesk.people.principals import Principal, TicketAccess
from helpdesk.people.roles import scopes_of
from tests.support.desk import DeskInProcess
from tests.support.people import team
from tests.support.routing import decisions, leaves, ruled
from tests.support.ticket_work import done, history, patch, read


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
    done(desk.call("PATCH", f"/v1/teams/{returns}", {"member_ids": ["agent-1"]}))
    desk.settle()
    assert shown(read(desk, ticket)) == ("agent-1", returns)


def shown(ticket: Any) -> tuple[str | None, str | None]:
    return ticket["owner_id"], ticket["team_id"]


def test_colleagues_see_a_ticket_that_was_routed_through_their_team(desk: DeskInProcess) -> None:
    returns = team(desk, "Returns", "agent-1", desk.add_agent("Ben").id)["id"]
    leaves(desk, "agent-ben")
    to_teams(desk, returns)
    ticket = opened(desk)
    found = read(desk, ticket)
    assert shown(found) == ("agent-1", returns)
    assert decisions(desk, ticket)[0]["team_id"] == returns
    [given] = history(desk, found, "owner_changed")
    assert given["details"]["team_id"] == returns
    ben = Principal(
        ActorKind.PERSON,
        "agent-ben",
        "Ben",
        scopes_of(BuiltIn.AGENT),
        ticket_access=TicketAccess.TEAM,
        team_ids=(returns,),
    )
    assert desk.call("GET", f"/v1/tickets/{ticket}", principal=ben)[0] == 200
    dry = done(desk.call("POST", "/v1/routing/simulations", {"ticket": {"account_id": desk.custom.id}}))
    assert shown(dry) == ("agent-1", returns)


def test_whoever_a_rule_names_themselves_gets_it_without_a_team(desk: DeskInProcess) -> None:
    returns = team(desk, "Returns", "agent-1")["id"]
    to_teams(desk, returns, user_ids=["agent-1"])
    assert shown(read(desk, opened(desk))) == ("agent-1", None)


def test_a_ticket_that_goes_to_somebody_else_gets_their_team(desk: DeskInProcess) -> None:
    first, second = team(desk, "First", "agent-1")["id"], team(desk, "Second", desk.add_agent("Ben").id)["id"]
    done(desk.call("PATCH", "/v1/settings", {"when_away": "return"}))
    leaves(desk, "agent-ben")
    to_teams(desk, first, second)
    ticket, kept = opened(desk, 1), opened(desk, 2)
    assert shown(read(desk, ticket)) == ("agent-1", first)
    labelled = team(desk, "Labelled")["id"]
    done(patch(desk, kept, team_id=labelled))
    done(desk.call("PUT", "/v1/users/agent-ben/availability", {"state": "available"}))
    desk.settle()
    leaves(desk, "agent-1")
    assert shown(read(desk, ticket)) == ("agent-ben", second)
    assert shown(read(desk, kept)) == ("agent-ben", labelled), "what somebody has set stays"
    leaves(desk, "agent-ben")
    assert shown(read(desk, ticket)) == (None, None)
    assert shown(read(desk, kept)) == (None, labelled)


def test_a_ticket_that_is_opened_again_stays_with_its_owner_and_team(desk: DeskInProcess) -> None:
    returns = team(desk, "Returns", "agent-1")["id"]
    to_teams(desk, returns)
    ticket = opened(desk)
    done(patch(desk, ticket, status="closed"))
    desk.accept(thread="t1", key="m2")
    desk.settle()
    found = read(desk, ticket)
    assert (found["routing"]["code"], *shown(found)) == ("kept_owner", "agent-1", returns)


def test_the_team_of_the_account_stays(desk: DeskInProcess) -> None:
    returns, other = team(desk, "Returns", "agent-1")["id"], team(desk, "Other", "agent-1")["id"]
    to_teams(desk, returns)
    path = f"/v1/channel-accounts/{desk.custom.id}"
    version = done(desk.call("GET", path))["version"]
    done(desk.call("PATCH", path, {"ticket_properties": {"team_id": other}, "version": version}))
    ticket = desk.accept(account=desk.accounts.get(desk.custom.id, consistent=True)).ticket_id
    desk.settle()
    assert shown(read(desk, ticket)) == ("agent-1", other)
