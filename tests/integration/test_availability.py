"""Availability through the API."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from helpdesk.people.load_repository import LoadRepository
from helpdesk.people.models import BuiltIn
from helpdesk.people.principals import Principal
from helpdesk.people.roles import scopes_of
from helpdesk.platform.clock import to_text
from helpdesk.staff.users import Users
from infra.workbench.tables import CONVERSATIONS, DIRECTORY
from tests.support.described import check_desk_response
from tests.support.desk import DeskInProcess, queue_event

WEEKDAYS = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
HOURS = {
    "time_zone": "Europe/Amsterdam",
    "periods": [{"day": day, "start": "09:00", "end": "17:00"} for day in WEEKDAYS],
}
AVAILABLE = {"state": "available", "reason": None, "until": None}


@pytest.fixture
def agent(desk: DeskInProcess) -> Principal:
    return desk.add_agent("Bob")


def put(desk: DeskInProcess, path: str, body: Any, principal: Principal | None = None, **headers: str) -> Any:
    status, answer = desk.call("PUT", path, body, principal=principal, headers=headers)
    check_desk_response("PUT", path, status, answer)
    return status, answer


def later(desk: DeskInProcess, **ahead: float) -> str:
    return to_text(desk.clock.now + timedelta(**ahead))


def held(answer: dict[str, Any]) -> dict[str, Any]:
    return {name: answer[name] for name in ("state", "reason", "until")}


def is_away(desk: DeskInProcess, user_id: str) -> bool:
    return LoadRepository(desk.database.table(CONVERSATIONS)).read().is_away(user_id)


@pytest.mark.both_backends
def test_m9_an_agent_is_away_and_comes_back(desk: DeskInProcess, agent: Principal) -> None:
    """Row M9: available or away, chosen by the agent."""
    assert held(desk.call("GET", "/v1/me/availability", principal=agent)[1]) == AVAILABLE
    status, away = put(desk, "/v1/me/availability", {"state": "away"}, agent)
    assert (status, held(away)) == (200, {"state": "away", "reason": "chosen", "until": None})
    assert is_away(desk, agent.id)
    assert desk.call("GET", f"/v1/users/{agent.id}/availability")[1] == away, "one value, wherever it is shown"
    listed = {user["id"]: user["availability"] for user in desk.call("GET", "/v1/users")[1]["users"]}
    assert listed == {"agent-1": AVAILABLE, agent.id: held(away)}
    for path in (f"/v1/users/{agent.id}", "/v1/me"):
        assert desk.call("GET", path, principal=agent)[1]["availability"] == held(away)
    assert held(put(desk, "/v1/me/availability", {"state": "available"}, agent)[1])["reason"] == "chosen"
    assert not is_away(desk, agent.id)


def test_working_hours_decide_what_nobody_chose(desk: DeskInProcess, agent: Principal) -> None:
    desk.clock.now = datetime.fromisoformat("2026-03-28T12:00:00+00:00")
    shown = put(desk, "/v1/me/working-hours", HOURS, agent)[1]
    assert held(shown) == AVAILABLE | {"until": "2026-03-28T16:00:00.000000Z"}
    assert shown["working_hours"] == HOURS
    assert held(put(desk, "/v1/me/availability", {"state": "away"}, agent)[1])["until"] == shown["until"]
    desk.settle()
    desk.clock.now = datetime.fromisoformat("2026-03-28T16:00:03+00:00")
    for message in desk.schedules.due(desk.clock.now, "routing"):
        desk.router(queue_event(message.body))
    evening = desk.call("GET", "/v1/me/availability", principal=agent)[1]
    # clocks are put forward in this night
    assert held(evening) == {"state": "away", "reason": "working_hours", "until": "2026-03-29T07:00:00.000000Z"}
    assert (evening["choice"], is_away(desk, agent.id)) == (None, True)
    status, deleted = desk.call("DELETE", "/v1/me/working-hours", principal=agent)
    assert (status, held(deleted), is_away(desk, agent.id)) == (200, AVAILABLE, False)


def test_out_of_office_is_stronger_than_a_choice(desk: DeskInProcess, agent: Principal) -> None:
    ends = later(desk, days=7)
    shown = put(desk, "/v1/me/out-of-office", {"ends_at": ends}, agent)[1]
    assert held(shown) == {"state": "away", "reason": "out_of_office", "until": ends}
    status, problem = put(desk, "/v1/me/availability", {"state": "available"}, agent)
    assert (status, problem["code"]) == (409, "out_of_office")
    assert ends in problem["detail"]
    status, back = desk.call("DELETE", "/v1/me/out-of-office", principal=agent)
    assert (status, held(back), back["out_of_office"]) == (200, AVAILABLE, None)
    soon = {"starts_at": later(desk, days=1), "ends_at": ends}
    assert held(put(desk, "/v1/me/out-of-office", soon, agent)[1]) == AVAILABLE | {"until": soon["starts_at"]}


def test_what_an_administrator_does_to_others_is_in_the_audit_trail(desk: DeskInProcess, agent: Principal) -> None:
    path = f"/v1/users/{agent.id}"
    assert held(put(desk, f"{path}/availability", {"state": "away"})[1])["reason"] == "administrator"
    put(desk, f"{path}/working-hours", HOURS)
    put(desk, f"{path}/out-of-office", {"ends_at": later(desk, days=1)})
    for what in ("out-of-office", "working-hours"):
        assert desk.call("DELETE", f"{path}/{what}")[0] == 200
    put(desk, "/v1/me/availability", {"state": "away"})
    events = desk.call("GET", "/v1/audit")[1]["events"]
    assert [event["type"] for event in events] == ["user.availability_updated"] * 5
    assert {event["subject"]["id"] for event in events} == {agent.id}
    assert list(events[-1]["details"]) == ["choice"]
    # the agent may come back
    assert held(put(desk, "/v1/me/availability", {"state": "available"}, agent)[1])["reason"] == "chosen"


def test_the_history_says_what_held_and_who_changed_it(desk: DeskInProcess, agent: Principal) -> None:
    put(desk, "/v1/me/availability", {"state": "away", "until": later(desk, hours=1)}, agent)
    desk.clock.forward(seconds=1)
    put(desk, f"/v1/users/{agent.id}/availability", {"state": "available"})
    path = f"/v1/users/{agent.id}/availability/history"
    status, first = desk.call("GET", path, query={"limit": "1"})
    check_desk_response("GET", path, status, first)
    second = desk.call("GET", path, query={"limit": "1", "cursor": first["next_cursor"]})[1]
    [newest], [oldest] = first["changes"], second["changes"]
    assert (newest["state"], newest["reason"], newest["by"]["id"]) == ("available", "administrator", "agent-1")
    assert (oldest["state"], oldest["reason"], oldest["by"]["id"]) == ("away", "chosen", agent.id)
    assert second["next_cursor"] is None


@pytest.mark.parametrize(
    ("what", "body", "code", "field"),
    [
        ("availability", {"state": "busy"}, "invalid_request", "state"),
        ("availability", {"state": "away", "until": "2020-01-01T00:00:00Z"}, "in_the_past", "until"),
        ("availability", {"state": "away", "until": "2099-01-01T00:00:00Z"}, "invalid_request", "until"),
        ("working-hours", HOURS | {"time_zone": "Mars/Base"}, "unknown_time_zone", "time_zone"),
        ("working-hours", HOURS | {"periods": []}, "never_open", "periods"),
        ("working-hours", HOURS | {"periods": HOURS["periods"][:1] * 2}, "periods_overlap", "periods[0]"),
        (
            "working-hours",
            HOURS | {"periods": [{"day": "monday", "start": "9:00", "end": "24:00"}]},
            "invalid_request",
            "periods[0].start",
        ),
        (
            "out-of-office",
            {"starts_at": "2027-02-01T00:00:00Z", "ends_at": "2027-01-01T00:00:00Z"},
            "ends_before_it_starts",
            "ends_at",
        ),
        ("out-of-office", {"ends_at": "2020-01-01T00:00:00Z"}, "in_the_past", "ends_at"),
    ],
)
def test_what_makes_no_sense_is_refused_with_what_to_do(
    desk: DeskInProcess, what: str, body: dict[str, Any], code: str, field: str
) -> None:
    status, problem = put(desk, f"/v1/me/{what}", body)
    assert (status, problem["code"], problem["errors"][0]["field"]) == (400, code, field)
    assert desk.call("GET", "/v1/me/availability")[1]["version"] == 1


def test_a_change_of_another_version_is_refused(desk: DeskInProcess) -> None:
    response = desk.respond("PUT", "/v1/me/availability", {"state": "away"})
    assert response["headers"]["etag"] == '"2"'
    status, problem = put(desk, "/v1/me/working-hours", HOURS, **{"if-match": '"1"'})
    assert (status, problem["code"]) == (412, "version_differs")
    assert put(desk, "/v1/me/working-hours", HOURS, **{"if-match": '"2"'})[0] == 200


def test_only_administrators_change_others(desk: DeskInProcess, agent: Principal) -> None:
    for what, body in (("availability", {"state": "away"}), ("working-hours", HOURS)):
        status, problem = put(desk, f"/v1/users/agent-1/{what}", body, agent)
        assert (status, problem["code"]) == (403, "missing_scope")
    assert scopes_of(BuiltIn.AGENT) == agent.scopes
    status, problem = put(desk, "/v1/users/nobody/availability", {"state": "away"})
    assert (status, problem["code"]) == (404, "user_not_found")


def test_somebody_who_is_deactivated_is_away_whatever_was_planned(desk: DeskInProcess, agent: Principal) -> None:
    users = Users.on(desk.database.table(DIRECTORY), desk.clock)

    def active(at: str | None) -> None:
        users.change(agent.id, lambda user, _: replace(user, deactivated_at=at), desk.principal.actor())

    put(desk, "/v1/me/working-hours", HOURS, agent)
    active(to_text(desk.clock.now))
    shown = desk.call("GET", f"/v1/users/{agent.id}/availability")[1]
    assert held(shown) == {"state": "away", "reason": "deactivated", "until": None}
    assert shown["working_hours"] == HOURS
    assert desk.call("GET", f"/v1/users/{agent.id}")[1]["availability"] == held(shown)
    active(None)
    assert desk.call("GET", f"/v1/users/{agent.id}/availability")[1]["reason"] in {None, "working_hours"}
