"""Who gets the tickets of an account: its rule, and its dry run (M6, M7)."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser import samples, samples_channels
from tests.browser.accessibility import check_accessibility
from tests.browser.administration import INBOXES, administered
from tests.browser.desk import RecordedDesk, problem
from tests.browser.samples_people import CLEO_AWAY, RETURNS, decision, staffed

ACCOUNT = samples.account(1)["id"]
SETTINGS = f"/channels/accounts/{ACCOUNT}?tab=settings"


@pytest.fixture
def desk(desk: RecordedDesk) -> RecordedDesk:
    return staffed(administered(desk))


def the_rule(desk: RecordedDesk) -> Page:
    page = desk.open(SETTINGS)
    expect(page.get_by_role("heading", name="Who gets new tickets")).to_be_visible()
    return page


def test_a_whole_rule_is_chosen_by_names_and_nothing_of_it_is_lost(desk: RecordedDesk) -> None:
    skills = [{"property": "language", "of": "contact"}]
    desk.accounts[0]["routing"] = samples.routing_rule(required_skills=skills, answer_within_seconds=700)
    page = the_rule(desk)
    page.get_by_role("switch", name="Assign new tickets automatically").check()
    page.get_by_role("radio", name="The contact's owner").check()
    page.get_by_role("switch", name="Wait for the owner").check()
    expect(page.get_by_text("Owners who are away get an e-mail in both cases.")).to_be_visible()
    fallback = page.get_by_role("radiogroup", name="Where there is no owner")
    fallback.get_by_role("radio", name="Certain people and teams").check()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Choose a person or a team.")).to_be_visible()
    assert not desk.sent("PATCH", "/channel-accounts/{id}", at_least=0)
    page.get_by_role("checkbox", name="Cleo Martin").check()
    page.get_by_role("checkbox", name="Returns").check()
    page.get_by_role("combobox", name="Whose turn it is").select_option(label="One after the other")
    check_accessibility(page)
    page.get_by_role("heading", name="Who gets new tickets").scroll_into_view_if_needed()
    desk.pictures("routing")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Saved.", exact=True).first).to_be_visible()
    [call] = desk.sent("PATCH", "/channel-accounts/{id}")
    assert call.body["routing"] == {
        "automatic": True,
        "assign_to": "contact_owner",
        "user_ids": [],
        "team_ids": [],
        "method": "round_robin",
        "fallback": {"assign_to": "users_and_teams", "user_ids": [samples.CLEO], "team_ids": [RETURNS]},
        "wait_for_owner": True,
        "required_skills": skills,
        "answer_within_seconds": 700,
    }


def test_the_dry_run_asks_by_what_is_not_saved_yet(desk: RecordedDesk) -> None:
    desk.on("POST", "/routing/simulations", decision(trigger="simulated", **CLEO_AWAY))
    page = the_rule(desk)
    page.get_by_role("switch", name="Assign new tickets automatically").check()
    page.get_by_role("radio", name="Certain people and teams").check()
    ask = page.get_by_role("button", name="Ask now")
    expect(ask).to_be_disabled()
    page.get_by_role("checkbox", name="Ben Ito").check()
    page.get_by_role("checkbox", name="Cleo Martin").check()
    ask.click()
    dry = page.get_by_role("region", name="Who would get the next one?")
    expect(dry).to_contain_text("Ben Ito would get it.")
    expect(dry.get_by_role("listitem").filter(has_text="Cleo Martin")).to_contain_text("away · 1 of 5 open tickets")
    expect(dry).to_contain_text(re.compile("And more: 3 . no room"))
    dry.scroll_into_view_if_needed()
    desk.pictures("dry-run")
    check_accessibility(page)
    [call] = desk.sent("POST", "/routing/simulations")
    assert call.body["ticket"] == {"account_id": ACCOUNT}
    assert call.body["rule"]["user_ids"] == [samples.ME, samples.CLEO]
    assert not desk.sent("PATCH", "/channel-accounts/{id}", at_least=0)
    page.get_by_role("checkbox", name="Cleo Martin").uncheck()
    expect(dry).not_to_contain_text("would get it.")
    dry.get_by_label("When").fill("2026-11-27T09:30")
    ask.click()
    expect(dry).to_contain_text("would get it.")
    assert desk.sent("POST", "/routing/simulations", 2)[-1].body["at"] == "2026-11-27T09:30:00.000Z"


def test_the_dry_run_before_an_account_is_connected(desk: RecordedDesk) -> None:
    desk.on("POST", "/routing/simulations", decision(trigger="simulated", **CLEO_AWAY))
    page = desk.open(f"/channels/connect/{samples_channels.HARBOUR}")
    page.get_by_role("switch", name="Assign new tickets automatically").check()
    page.get_by_role("radio", name="Certain people and teams").check()
    page.get_by_role("checkbox", name="Ben Ito").check()
    page.get_by_role("combobox", name="Inbox").select_option(label="Returns")
    page.get_by_role("button", name="Ask now").click()
    dry = page.get_by_role("region", name="Who would get the next one?")
    expect(dry).to_contain_text("Ben Ito would get it.")
    dry.scroll_into_view_if_needed()
    desk.pictures("dry-run-connect")
    check_accessibility(page)
    [call] = desk.sent("POST", "/routing/simulations")
    assert call.body["ticket"] == {"channel": samples_channels.HARBOUR, "inbox_id": INBOXES[1]["id"]}


def test_what_the_desk_refuses_of_a_rule_is_said_where_it_is(desk: RecordedDesk) -> None:
    said = "Cleo Martin was deactivated."
    desk.visitor.expect_complaint("400")
    errors = [{"field": "routing.user_ids[0]", "message": said}]
    desk.on("PATCH", "/channel-accounts/{id}", problem(400, "unroutable", "The rule names nobody.", errors))
    desk.agents[1] |= {"has_service_seat": False}
    page = the_rule(desk)
    page.get_by_role("switch", name="Assign new tickets automatically").check()
    page.get_by_role("radio", name="Certain people and teams").check()
    page.get_by_role("checkbox", name="Cleo Martin (no service seat: gets no tickets)").check()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("group", name="People")).to_contain_text(said)
    expect(page.get_by_text(said)).to_have_count(1)


def test_a_rule_by_owner_says_that_no_mail_is_set_up(desk: RecordedDesk) -> None:
    settings = {"take_on_reply": True, "when_away": "keep", "undo_seconds": 0, "version": 1}
    desk.on("GET", "/settings", settings | {"sends_mail": False})
    said = "This desk has no address to write from"
    page = the_rule(desk)
    page.get_by_role("switch", name="Assign new tickets automatically").check()
    page.get_by_role("radio", name="Certain people and teams").check()
    expect(page.get_by_text(said)).to_have_count(0)
    page.get_by_role("radio", name="The contact's owner").check()
    expect(page.get_by_text(said)).to_be_visible()
    page.get_by_role("switch", name="Wait for the owner").scroll_into_view_if_needed()
    desk.pictures("no-mail")
    check_accessibility(page)


def test_without_a_service_seat_nobody_can_choose_it(desk: RecordedDesk) -> None:
    desk.on("GET", "/me", {**samples.me("admin"), "has_service_seat": False})
    page = the_rule(desk)
    expect(page.get_by_text("Only people with a service seat can choose this.")).to_be_visible()
    expect(page.get_by_role("switch", name="Assign new tickets automatically")).to_be_disabled()
