"""Dry runs: at a later time, and of a channel that is not connected yet."""

from datetime import datetime
from typing import Any

import pytest

from helpdesk.inboxes.models import HELP_DESK_INBOX
from helpdesk.people.principals import Principal
from tests.support.desk import DeskInProcess
from tests.support.integrator import Integrator
from tests.support.people import invited, team
from tests.support.ticket_work import done, patch, read

SATURDAY = datetime.fromisoformat("2026-03-28T12:00:00+00:00")
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday")
HOURS = {
    "time_zone": "Europe/Amsterdam",
    "periods": [{"day": day, "start": "09:00", "end": "17:00"} for day in WEEKDAYS],
}


@pytest.fixture
def ben(desk: DeskInProcess) -> Principal:
    """Who works on weekdays."""
    desk.clock.now = SATURDAY
    found = desk.add_agent("Ben")
    done(desk.call("PUT", "/v1/me/working-hours", HOURS, principal=found))
    return found


def simulated(desk: DeskInProcess, *user_ids: str, **body: Any) -> dict[str, Any]:
    draft = {"automatic": True, "assign_to": "users_and_teams", "user_ids": list(user_ids)}
    found: dict[str, Any] = done(desk.call("POST", "/v1/routing/simulations", {"rule": draft, **body}))
    return found


def refused(desk: DeskInProcess, **body: Any) -> tuple[int, str, list[str]]:
    status, problem = desk.call("POST", "/v1/routing/simulations", body)
    return status, problem["code"], [each["field"] for each in problem.get("errors", [])]


@pytest.mark.parametrize(
    ("at", "reason"),
    [
        (None, "away"),
        ("2026-03-30T08:59:59+02:00", "away"),
        ("2026-03-30T09:00:00+02:00", None),
        ("2026-03-30T07:00:00Z", None),
        ("2026-03-30T17:00:00+02:00", "away"),
    ],
)
def test_who_works_then_is_available_then(
    desk: DeskInProcess, ben: Principal, at: str | None, reason: str | None
) -> None:
    """On a Monday on which the clocks have just changed."""
    found = simulated(desk, ben.id, ticket={"account_id": desk.custom.id}, at=at)
    assert [each["reason"] for each in found["considered"]] == [reason]
    assert found["owner_id"] == (None if reason else ben.id)
    assert at is None or datetime.fromisoformat(found["at"]) == datetime.fromisoformat(at)


def test_a_ticket_and_a_saved_rule_are_asked_for_a_later_time_and_stay_as_they_are(
    desk: DeskInProcess, ben: Principal
) -> None:
    done(desk.call("PUT", "/v1/users/agent-1/out-of-office", {"ends_at": "2026-03-31T00:00:00Z"}))
    members = team(desk, "Everybody", "agent-1", ben.id)["id"]
    ticket = desk.accept().ticket_id
    desk.settle()
    rule = {"automatic": True, "assign_to": "users_and_teams", "team_ids": [members]}
    done(desk.call("PUT", f"/v1/channel-accounts/{desk.custom.id}/routing", rule))
    for at, owner in (("2026-03-30T10:00:00Z", ben.id), ("2026-03-31T22:00:00Z", "agent-1")):
        found = done(desk.call("POST", "/v1/routing/simulations", {"ticket_id": ticket, "at": at}))
        assert (found["owner_id"], found["rule_version"]) == (owner, 2)
    assert read(desk, ticket)["owner_id"] is None


def test_the_owner_of_a_contact_is_asked_for_the_same_time(desk: DeskInProcess, ben: Principal) -> None:
    asked = {"contact_id": "con_unknown", "account_id": desk.custom.id}
    rule = {"automatic": True, "assign_to": "contact_owner"}
    found = done(
        desk.call("POST", "/v1/routing/simulations", {"ticket": asked, "rule": rule, "at": "2026-03-30T10:00:00Z"})
    )
    assert (found["owner_id"], found["code"]) == (None, "no_fallback")


def test_a_time_that_has_passed_or_is_far_away_is_refused(desk: DeskInProcess, ben: Principal) -> None:
    ticket = {"account_id": desk.custom.id}
    for at, code in (("2026-03-28T11:54:00Z", "in_the_past"), ("2027-03-30T00:00:00Z", "too_far_ahead")):
        assert refused(desk, ticket=ticket, at=at) == (400, code, ["at"])
    assert simulated(desk, ben.id, ticket=ticket, at="2026-03-28T11:59:00Z")["code"] == "nobody_eligible"
    assert refused(desk, ticket=ticket, at="2026-03-30T10:00:00")[:2] == (400, "invalid_request")


def test_a_draft_is_tried_before_its_account_is_connected(desk: DeskInProcess) -> None:
    eve = invited(desk, "Eve", capacity={"by_channel": {"custom": 1}})["id"]
    done(patch(desk, desk.accept().ticket_id, owner_id=eve))
    for channel, reason in (("custom", "at_channel_capacity"), ("telegram", None)):
        [considered] = simulated(desk, eve, ticket={"channel": channel})["considered"]
        assert considered["reason"] == reason
    done(desk.call("PATCH", f"/v1/users/{eve}", {"capacity": {"by_channel": {}}}))
    taking_turns = {"automatic": True, "assign_to": "users_and_teams", "user_ids": [eve], "method": "round_robin"}
    assert simulated(desk, ticket={"channel": "custom"}, rule=taking_turns)["owner_id"] == eve
    returns = team(desk, "Returns", "agent-1")["id"]
    done(desk.call("PUT", f"/v1/inboxes/{HELP_DESK_INBOX}/teams", {"team_ids": [returns]}))
    other = done(desk.call("POST", "/v1/inboxes", {"name": "Other"}))["id"]
    assert simulated(desk, eve, ticket={"channel": "custom"})["considered"][0]["reason"] == "no_inbox_access"
    assert simulated(desk, eve, ticket={"channel": "custom", "inbox_id": other})["owner_id"] == eve


def test_what_describes_no_ticket_is_refused(desk: DeskInProcess) -> None:
    rule = {"automatic": False, "assign_to": "none"}
    for ticket in ({}, {"account_id": desk.custom.id, "channel": "custom"}, {"account_id": "1", "inbox_id": "1"}):
        assert refused(desk, ticket=ticket, rule=rule)[:2] == (400, "invalid_request")
    assert refused(desk, ticket={"channel": "custom"})[:2] == (400, "invalid_request")
    unknown = {"channel": "custom", "inbox_id": "99"}
    assert refused(desk, ticket=unknown, rule=rule) == (400, "unknown_inbox", ["ticket.inbox_id"])


def test_a_channel_that_there_is_not_is_refused_with_those_that_there_are(
    desk: DeskInProcess, monkeypatch: pytest.MonkeyPatch
) -> None:
    app, rule = Integrator(desk), {"automatic": False, "assign_to": "none"}
    channel, archived = app.register(), app.register(name="Old line")
    app.done("DELETE", f"/{archived}")

    def named(channel_id: str) -> str:
        body = {"ticket": {"channel": channel_id}, "rule": rule}
        status, problem = desk.call("POST", "/v1/routing/simulations", body)
        assert (status, problem["code"], problem["errors"][0]["field"]) == (400, "unknown_channel", "ticket.channel")
        return str(problem["errors"][0]["message"])

    expected = f"custom, telegram, {channel}. GET /v1/channels lists them."
    assert named("smoke") == f"There is no channel 'smoke', but {expected}"
    assert named(archived) == f"There is no channel {archived!r}, but {expected}"
    simulated(desk, ticket={"channel": channel}, rule=rule)
    monkeypatch.setattr("helpdesk.connecting.catalogue._NAMED", 1)
    assert ", …" in named("smoke")
