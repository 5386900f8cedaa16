"""Statuses into which only some teams move tickets."""

from dataclasses import replace
from typing import Any

from helpdesk.platform.attributes import Item, Key
from infra.workbench.tables import DIRECTORY
from tests.support.desk import DeskInProcess
from tests.support.people import team
from tests.support.ticket_work import AGENT, done, read


def pipeline(team_ids: list[str], who: str = "teams") -> dict[str, Any]:
    return {
        "name": "Repairs",
        "statuses": [
            {"id": "new", "name": "New", "category": "open"},
            {"id": "paid_back", "name": "Paid back", "category": "waiting", "who": who, "team_ids": team_ids},
            {"id": "closed", "name": "Closed", "category": "closed"},
        ],
        "is_default": True,
    }


def test_members_of_a_team_and_administrators_move_a_ticket(desk: DeskInProcess) -> None:
    money = team(desk, "Money", "agent-1")["id"]
    made = done(desk.call("POST", "/v1/pipelines", pipeline([money])))
    assert (made["statuses"][1]["who"], made["statuses"][1]["team_ids"]) == ("teams", [money])
    desk.restart()
    other, member = replace(AGENT, team_ids=("t1",)), replace(AGENT, team_ids=("t1", money))
    ticket = desk.accept().ticket_id
    path, wanted = f"/v1/tickets/{ticket}/status", {"status_id": "paid_back"}
    status, refused = desk.call("PUT", path, wanted, principal=other)
    assert (status, refused["code"], refused["allowed_status_ids"]) == (409, "status_refused", ["closed"])
    assert "teams" in refused["detail"]
    reply = {"text": "Done", "set_status": wanted}
    replies = f"/v1/conversations/{read(desk, ticket)['conversation_id']}/replies"
    assert desk.call("POST", replies, reply, principal=other)[1]["code"] == "status_refused"
    change = {"ticket_ids": [ticket], "change": wanted}
    for caller, failures in ((other, ["status_refused"]), (member, [])):
        job = desk.call("POST", "/v1/tickets/bulk", change, principal=caller)[1]["id"]
        desk.settle()
        assert [each["code"] for each in desk.call("GET", f"/v1/jobs/{job}")[1]["failures"]] == failures
    for caller in (member, None):
        done(desk.call("PUT", path, {"status_id": "new"}))
        assert done(desk.call("PUT", path, wanted, principal=caller))["status_id"] == "paid_back"
    done(desk.call("PUT", path, {"status_id": "new"}))
    assert desk.call("POST", replies, reply, principal=member)[0] == 201
    assert read(desk, ticket)["status_id"] == "paid_back"


def test_teams_that_do_not_exist_or_are_not_named_are_refused(desk: DeskInProcess) -> None:
    money = team(desk, "Money")["id"]
    for body, field in (
        (pipeline(["t1"]), "statuses[1].team_ids[0]"),
        (pipeline([]), "statuses[1].team_ids"),
        (pipeline([money], "anybody"), "statuses[1].team_ids"),
        (pipeline([money], "administrators"), "statuses[1].team_ids"),
        (pipeline([money], "money"), "statuses[1].who"),
    ):
        status, problem = desk.call("POST", "/v1/pipelines", body)
        assert (status, [each["field"] for each in problem["errors"]]) == (400, [field])


def test_a_team_that_moves_tickets_is_not_deleted(desk: DeskInProcess) -> None:
    money = team(desk, "Money")["id"]
    made = done(desk.call("POST", "/v1/pipelines", pipeline([money])))
    status, refused = desk.call("DELETE", f"/v1/teams/{money}")
    assert (status, refused["code"]) == (409, "team_in_use")
    assert "'Paid back'" in refused["detail"]
    statuses = [{**each, "who": "anybody", "team_ids": []} for each in made["statuses"]]
    done(desk.call("PATCH", f"/v1/pipelines/{made['id']}", {"statuses": statuses}))
    assert desk.call("DELETE", f"/v1/teams/{money}")[0] == 204


def test_a_team_that_was_deleted_just_before_its_status_was_written_refuses_no_other_change(
    desk: DeskInProcess,
) -> None:
    money = team(desk, "Money")["id"]
    made = done(desk.call("POST", "/v1/pipelines", pipeline([money])))
    path, directory = f"/v1/pipelines/{made['id']}", desk.database.table(DIRECTORY)
    becomes: Item = {"archived_at": "2026-11-22T09:00:00.000000Z"}
    directory.write(directory.changing(Key("teams", money), "attribute_exists(#pk)", becomes))
    assert done(desk.call("PATCH", path, {"name": "Mending"}))["name"] == "Mending"
    new, paid, closed = made["statuses"]
    assert done(desk.call("PATCH", path, {"statuses": [new, {**paid, "name": "Refunded"}, closed]}))
    for team_ids in ([money, "t1"], ["t1"]):
        status, problem = desk.call("PATCH", path, {"statuses": [new, {**paid, "team_ids": team_ids}, closed]})
        assert (status, problem["errors"][0]["field"]) == (400, f"statuses[1].team_ids[{len(team_ids) - 1}]")
    wanted = [new, {**paid, "team_ids": [money]}, {**closed, "id": "end", "who": "teams", "team_ids": [money]}]
    problem = desk.call("PATCH", path, {"statuses": wanted, "moves": {"closed": "end"}})[1]
    assert [each["field"] for each in problem["errors"]] == ["statuses[2].team_ids[0]"], "another status is new to it"
