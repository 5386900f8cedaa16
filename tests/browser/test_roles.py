"""Roles of the desk's own, as administrators keep them (M4)."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser import samples
from tests.browser.accessibility import check_accessibility
from tests.browser.desk import Answer, Call, Json, RecordedDesk, problem
from tests.browser.samples_people import ROLES, TRAINEE, staffed


@pytest.fixture
def roles(desk: RecordedDesk) -> list[Json]:
    roles = [dict(each) for each in ROLES]
    staffed(desk).on("GET", "/roles", lambda _: {"roles": roles})
    desk.on("GET", "/roles/{id}", lambda call: _of(roles, call))
    return roles


def _of(roles: list[Json], call: Call) -> Json:
    [found] = [each for each in roles if each["id"] == call.path.split("/")[2]]
    return found


def region(page: Page) -> Any:
    return page.get_by_role("region", name="Roles")


def test_m4_a_role_is_created(desk: RecordedDesk, roles: list[Json]) -> None:
    def create(call: Call) -> Answer:
        roles.append(TRAINEE | {"id": "rol_2"} | call.body)
        return Answer(201, roles[-1])

    desk.on("POST", "/roles", create)
    page = desk.open("/settings/agents")
    expect(region(page)).to_contain_text("Trainee: Only their own tickets")
    region(page).get_by_role("link", name="New role").click()
    page.get_by_role("radio", name="Tickets of their teams").check()
    page.get_by_role("button", name="Create").click()
    expect(page.get_by_text("This is needed.")).to_be_visible()
    page.get_by_role("textbox", name="Name").fill("Repairs")
    page.get_by_role("checkbox", name="Change tickets and contacts").check()
    page.get_by_role("checkbox", name="See channels and inboxes").uncheck()
    desk.pictures("role")
    check_accessibility(page)
    page.get_by_role("button", name="Create").click()
    expect(region(page)).to_contain_text("Repairs: Tickets of their teams")
    [call] = desk.sent("POST", "/roles")
    granted = ["conversations.read", "tickets.read", "tickets.write", "users.read"]
    assert call.body == {"name": "Repairs", "ticket_access": "team", "permissions": granted}
    assert call.headers["idempotency-key"]


def test_m4_a_role_is_changed_and_only_what_differs_is_sent(desk: RecordedDesk, roles: list[Json]) -> None:
    def change(call: Call) -> Json:
        roles[2] |= {**call.body, "version": 2}
        return roles[2]

    desk.on("PATCH", "/roles/{id}", change)
    page = desk.open("/settings/roles/rol_1")
    reading = page.get_by_role("checkbox", name="Read conversations")
    reading.uncheck()
    reading.check()
    expect(page.get_by_role("button", name="Save")).to_be_disabled()
    page.get_by_role("radio", name="All tickets").check()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Saved.").first).to_be_visible()
    [call] = desk.sent("PATCH", "/roles/{id}")
    assert (call.body, call.headers["if-match"]) == ({"ticket_access": "all"}, '"1"')


def test_a_role_that_somebody_has_is_kept_and_it_is_said_who(desk: RecordedDesk, roles: list[Json]) -> None:
    desk.on("DELETE", "/roles/{id}", lambda _: (roles.pop(), Answer(204))[1])
    desk.agents[1]["role_id"] = "rol_1"
    page = desk.open("/settings/roles/rol_1")
    page.get_by_role("button", name="Delete").click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("These people have it: Cleo Martin. Give them another role first.")
    expect(dialog.get_by_role("button", name="Delete")).to_be_disabled()
    desk.agents[1]["role_id"] = "agent"
    page.reload()
    page.get_by_role("button", name="Delete").click()
    dialog.get_by_role("button", name="Delete").click()
    expect(region(page)).not_to_contain_text("Trainee")
    assert desk.sent("DELETE", "/roles/{id}")[0].headers["if-match"] == '"1"'


def test_what_every_desk_has_is_shown_as_it_is(desk: RecordedDesk, roles: list[Json]) -> None:
    assert roles
    page = desk.open("/settings/roles/agent")
    expect(page.get_by_role("heading", name="Agent", level=1)).to_be_visible()
    expect(page.get_by_role("main")).to_contain_text("Write to customers, and notes")
    expect(page.get_by_role("main")).not_to_contain_text("Manage people")
    expect(page.get_by_role("button", name="Delete")).to_have_count(0)
    expect(page.get_by_role("textbox", name="Name")).to_have_count(0)
    check_accessibility(page)


def test_nobody_gives_what_they_do_not_have(desk: RecordedDesk, roles: list[Json]) -> None:
    assert roles
    limited = samples.me("admin")
    limited["permissions"] = [each for each in limited["permissions"] if each != "settings.write"]
    desk.on("GET", "/me", limited)
    desk.visitor.expect_complaint("403")
    desk.on("PATCH", "/roles/{id}", problem(403, "beyond_yours", "The role grants more than you have."))
    page = desk.open("/settings/roles/rol_1")
    expect(page.get_by_role("checkbox", name="Change pipelines")).to_be_disabled()
    page.get_by_role("radio", name="All tickets").check()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("alert")).to_contain_text("That grants more than you have.")
