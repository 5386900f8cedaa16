"""People and teams, as administrators keep them (M4)."""

from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser import samples, samples_channels
from tests.browser.accessibility import check_accessibility
from tests.browser.desk import Answer, Call, Json, RecordedDesk, problem
from tests.browser.samples_people import RETURNS, ROLES, TURNS, staffed, team


@pytest.fixture
def desk(desk: RecordedDesk) -> RecordedDesk:
    desk.on("GET", "/roles", {"roles": ROLES})
    desk.on("GET", "/channels", {"channels": samples_channels.channels(), "next_cursor": None})
    desk.on("GET", "/users/{id}/availability/history", {"changes": TURNS, "next_cursor": None})
    desk.on("GET", "/users/{id}", lambda _: _single(desk.agents[1]))
    return staffed(desk)


def _single(listed: Json, **changes: Any) -> Json:
    return {name: value for name, value in (listed | changes).items() if name != "open_tickets"}


def test_m4_somebody_is_invited(desk: RecordedDesk) -> None:
    eve = _single(samples.user("usr_eve", "Eve Adams", "eve@example.com", "rol_1"))
    desk.on("POST", "/users", lambda call: Answer(201, eve | call.body))
    page = desk.open("/settings/agents")
    expect(page.get_by_role("row", name="Cleo Martin")).to_contain_text("Available")
    expect(page.get_by_role("region", name="Teams")).to_contain_text("Returns: Cleo Martin")
    desk.pictures("people")
    check_accessibility(page)
    page.get_by_role("link", name="Invite somebody").click()
    page.get_by_role("textbox", name="Name").fill("Eve Adams")
    page.get_by_role("button", name="Create").click()
    expect(page.get_by_text("This is needed.")).to_be_visible()
    page.get_by_role("textbox", name="E-mail address").fill("eve@example.com")
    page.get_by_role("combobox", name="Role").select_option(label="Trainee")
    page.get_by_role("checkbox", name="Returns").check()
    page.get_by_role("textbox", name="Open tickets at most").fill("8")
    page.get_by_role("textbox", name="Skills").fill("Dutch, repairs")
    desk.pictures("invite")
    check_accessibility(page)
    page.get_by_role("button", name="Create").click()
    expect(page.get_by_role("heading", name="Agents", level=1)).to_be_visible()
    [call] = desk.sent("POST", "/users")
    assert call.body == {
        "email": "eve@example.com",
        "name": "Eve Adams",
        "role_id": "rol_1",
        "has_service_seat": True,
        "team_ids": [RETURNS],
        "main_team_id": RETURNS,
        "skills": ["Dutch", "repairs"],
        "capacity": {"total": 8, "by_channel": {}},
    }
    assert call.headers["idempotency-key"]


def test_m4_only_what_was_changed_is_sent_and_each_channel_has_its_own_limit(desk: RecordedDesk) -> None:
    desk.agents[1]["capacity"] = {"total": 5, "by_channel": {"telegram": 2}}

    def change(call: Call) -> Json:
        desk.agents[1] |= {**call.body, "version": 2}
        return _single(desk.agents[1])

    desk.on("PATCH", "/users/{id}", change)
    page = desk.open(f"/settings/agents/{samples.CLEO}")
    page.get_by_role("textbox", name="Open tickets at most").fill("7")
    limits = page.get_by_role("group", name="Open tickets at most, by channel")
    expect(limits.get_by_role("textbox", name="Telegram")).to_have_value("2")
    limits.get_by_role("textbox", name="Paper plane").fill("0")
    page.get_by_role("switch", name="Can sign in").uncheck()
    page.get_by_role("button", name="Save").click()
    expect(limits.get_by_text("A whole number from 1 to 1000, or nothing.")).to_be_visible()
    limits.get_by_role("textbox", name="Paper plane").fill("3")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Saved.").first).to_be_visible()
    [call] = desk.sent("PATCH", "/users/{id}")
    limited = {"telegram": 2, samples.PAPER_PLANE: 3}
    assert call.body == {"capacity": {"total": 7, "by_channel": limited}, "is_active": False}
    assert call.headers["if-match"] == '"1"'


def test_the_last_administrator_stays(desk: RecordedDesk) -> None:
    desk.visitor.expect_complaint("409")
    desk.on("PATCH", "/users/{id}", problem(409, "last_administrator", "Nobody would manage people any more."))
    page = desk.open(f"/settings/agents/{samples.CLEO}")
    page.get_by_role("switch", name="Can sign in").uncheck()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("alert")).to_be_visible()
    expect(page.get_by_role("switch", name="Can sign in")).not_to_be_checked()


def test_m4_a_team_is_made_changed_and_deleted(desk: RecordedDesk) -> None:
    def made(call: Call) -> Answer:
        desk.teams.append(team("tem_new", call.body["name"], *call.body["member_ids"]))
        return Answer(201, desk.teams[-1])

    desk.on("POST", "/teams", made)
    desk.on("GET", "/teams/{id}", lambda _: desk.teams[-1])
    desk.on("DELETE", "/teams/{id}", lambda _: (desk.teams.pop(), Answer(204))[1])
    page = desk.open("/settings/agents")
    page.get_by_role("link", name="New team").click()
    page.get_by_role("textbox", name="Name").fill("Repairs")
    page.get_by_role("checkbox", name="Ben Ito").check()
    check_accessibility(page)
    page.get_by_role("button", name="Create").click()
    teams = page.get_by_role("region", name="Teams")
    expect(teams).to_contain_text("Repairs: Ben Ito")
    teams.get_by_role("link", name="Repairs").click()
    page.get_by_role("button", name="Delete").click()
    page.get_by_role("dialog").get_by_role("button", name="Delete").click()
    expect(teams).not_to_contain_text("Repairs")


def test_who_may_not_sees_no_way_to_it(desk: RecordedDesk) -> None:
    desk.role = "agent"
    page = desk.open(f"/settings/agents/{samples.CLEO}")
    expect(page.get_by_text("You may not do this. An administrator can.")).to_be_visible()
