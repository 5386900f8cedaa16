"""Inboxes, agents, the audit trail and files."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser import samples, samples_channels
from tests.browser.accessibility import check_accessibility
from tests.browser.administration import INBOXES, administered
from tests.browser.desk import Answer, Call, Json, RecordedDesk, problem
from tests.browser.samples_people import RETURNS, staffed


@pytest.fixture
def desk(desk: RecordedDesk) -> RecordedDesk:
    return administered(desk)


def test_inboxes_are_listed_and_created(desk: RecordedDesk) -> None:
    made = {"id": "01m82crewcj3bkcmh240am6jhj", "name": "Sales", "team_ids": [], "created_at": samples.moment()}
    answers = [problem(503, "busy", "Later."), Answer(201, made)]
    desk.on("POST", "/inboxes", lambda _: answers.pop(0))
    desk.visitor.expect_complaint("503")
    page = desk.open("/settings/inboxes")
    expect(page.get_by_role("row").filter(has_text="Help desk")).to_contain_text("Paper plane, Flower shop")
    name = page.get_by_role("textbox", name="Name")
    name.fill("Returns")
    expect(page.get_by_text("There is an inbox of this name.")).to_be_visible()
    name.fill(" Sales ")
    page.keyboard.press("Enter")
    expect(page.get_by_role("main").get_by_role("alert")).to_contain_text("try again")
    expect(name).to_have_value(" Sales ")
    page.keyboard.press("Enter")
    expect(name).to_have_value("")
    assert [call.body for call in desk.sent("POST", "/inboxes", 2)] == [{"name": "Sales"}] * 2
    desk.pictures("inboxes")
    check_accessibility(page)


def test_an_inbox_is_limited_to_teams(desk: RecordedDesk) -> None:
    inboxes = [dict(each) for each in INBOXES]
    desk.on("GET", "/inboxes", lambda _: {"inboxes": inboxes, "next_cursor": None})

    def limit(call: Call) -> Json:
        inboxes[1] |= call.body
        return inboxes[1]

    desk.on("PUT", "/inboxes/{id}/teams", limit)
    page = staffed(desk).open("/settings/inboxes")
    expect(page.get_by_role("row").filter(has_text="Help desk")).to_contain_text("Everybody")
    page.get_by_role("button", name="Who sees Returns").click()
    dialog = page.get_by_role("dialog", name="Who sees Returns")
    dialog.get_by_role("checkbox", name="Returns").check()
    desk.pictures("inbox-teams")
    check_accessibility(page)
    dialog.get_by_role("button", name="Save").click()
    expect(dialog).to_have_count(0)
    expect(page.get_by_role("row").last).to_contain_text("Returns")
    expect(page.get_by_role("row").filter(has_text="Everybody")).to_have_count(1)
    assert [call.body for call in desk.sent("PUT", "/inboxes/{id}/teams")] == [{"team_ids": [RETURNS]}]


def test_without_teams_an_inbox_stays_open_and_it_is_said_why(desk: RecordedDesk) -> None:
    page = desk.open("/settings/inboxes")
    page.get_by_role("button", name="Who sees Help desk").click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("The desk has no teams yet.")
    expect(dialog.get_by_role("button", name="Save")).to_be_disabled()


def test_agents_are_listed_with_role_and_seat(desk: RecordedDesk) -> None:
    desk.agents[1]["has_service_seat"] = False
    page = desk.open("/settings/agents")
    expect(page.get_by_role("row").filter(has_text="Ben Ito")).to_contain_text("Administrator")
    expect(page.get_by_role("row").filter(has_text="Cleo Martin")).to_contain_text("No service seat")
    desk.pictures("agents")
    check_accessibility(page)


def test_the_audit_trail_has_filters_and_goes_further_back(desk: RecordedDesk) -> None:
    events = [samples_channels.audit_event(number) for number in range(3)]
    events[1] |= {"type": "channel_account.switched_off", "details": {"active": {"from": True, "to": False}}}
    rule = {"automatic": True, "assign_to": "contact_owner"}
    events[2]["details"] = {"routing": {"from": None, "to": rule}, "inbox_id": {"from": "1", "to": "77"}}
    events[2]["webhook"] |= {
        "status": "FAILED",
        "failure_code": "not_reached",
        "failure_reason": "The receiver could not be reached.",
    }

    def audit(call: Call) -> Json:
        if "cursor" in call.query:
            return {"events": [samples_channels.audit_event(9)], "next_cursor": None}
        return {"events": events, "next_cursor": "older"}

    desk.on("GET", "/audit", audit)
    page = desk.open("/settings/audit")
    expect(page.get_by_role("row")).to_have_count(4)
    expect(page.get_by_role("row").nth(2)).to_contain_text("Switched off")
    expect(page.get_by_role("row").nth(2)).to_contain_text("In useYesNo")
    expect(page.get_by_title("In the API: active")).to_be_visible()
    newest = page.get_by_role("row").nth(3)
    expect(newest).to_contain_text("Who gets new tickets")
    expect(newest).to_contain_text("The contact's owner")
    expect(newest).to_contain_text("InboxHelp desk77")
    expect(newest).to_contain_text("Its app could not be notified: The other side could not be reached.")
    expect(newest.get_by_title('In the API: {"automatic":true,"assign_to":"contact_owner"}')).to_be_visible()
    desk.pictures("audit")
    check_accessibility(page)
    page.get_by_role("button", name="Further back").click()
    expect(page.get_by_role("row")).to_have_count(5)
    page.get_by_role("combobox", name="Change").select_option(label="Switched off")
    expect(page.get_by_role("row")).to_have_count(2)
    page.get_by_role("combobox", name="Account").select_option(label="Web chat")
    expect(page).to_have_url(
        re.compile(r"type=channel_account.switched_off&account=6919636285649003$|account=\d+&type=")
    )
    desk.until(
        lambda: desk.sent("GET", "/audit")[-1].query.get("account_id") == "6919636285649003", "its trail asked for"
    )


def test_the_trail_leads_to_what_was_changed(desk: RecordedDesk) -> None:
    named = {"name": {"from": "Repair", "to": "Repairs"}}
    kinds = (
        ("pipeline", "01m82crewcj3bkcmh240am6jr1", "pipeline.updated", named, "/settings/pipelines/01m8"),
        (
            "ticket_property",
            "team",
            "ticket_property.created",
            {"label": {"from": None, "to": "Team"}},
            "properties/team",
        ),
        ("snippet", "snp_00001", "snippet.updated", {}, "/settings/snippets/snp_00001"),
        ("library_entry", "lib_00001", "library_entry.updated", {}, "/settings/library/lib_00001"),
        ("desk", "desk", "settings.updated", {"undo_seconds": {"from": 0, "to": 10}}, None),
        ("snippet", "snp_00009", "snippet.deleted", {"name": {"from": "Old", "to": None}}, None),
    )
    events = [
        samples_channels.audit_event(
            number,
            subject={"kind": kind, "id": subject},
            type=type_,
            details=details,
            account_id=None,
            channel_id=None,
            webhook=None,
        )
        for number, (kind, subject, type_, details, _) in enumerate(kinds)
    ]
    desk.on("GET", "/audit", {"events": events, "next_cursor": None})
    page = desk.open("/settings/audit")
    for number, (*_, leads) in enumerate(kinds, start=1):
        links = page.get_by_role("row").nth(number).get_by_role("link")
        if leads:
            expect(links).to_have_attribute("href", re.compile(leads))
        else:
            expect(links).to_have_count(0)
    expect(page.get_by_role("row").nth(6)).to_contain_text("Old")
    check_accessibility(page)


def test_an_account_that_is_unknown_is_no_filter_of_the_trail(desk: RecordedDesk) -> None:
    desk.on("GET", "/audit", {"events": [samples_channels.audit_event(1)], "next_cursor": None})
    page = desk.open("/settings/audit?account=1&type=nonsense")
    expect(page).to_have_url(f"{desk.address}/settings/audit")
    expect(page.get_by_role("combobox", name="Account")).to_have_value("")
    assert "account_id" not in desk.sent("GET", "/audit")[-1].query


def test_files_say_what_a_choice_means(desk: RecordedDesk) -> None:
    desk.on("GET", "/settings/files", {"serve_unscanned": False})
    desk.on("PUT", "/settings/files", {"serve_unscanned": True})
    page = desk.open("/settings/files")
    page.get_by_role("radio", name="Also files that were not scanned").check()
    expect(page.get_by_text("A file that was not scanned may do harm")).to_be_visible()
    expect(page.get_by_text("Saved.", exact=True).last).to_be_visible()
    assert desk.sent("PUT", "/settings/files")[0].body == {"serve_unscanned": True}
    desk.pictures("files")
    check_accessibility(page)


def test_a_refused_change_is_said_and_not_shown_as_done(desk: RecordedDesk) -> None:
    desk.on("GET", "/settings/files", {"serve_unscanned": False})
    desk.on("PUT", "/settings/files", problem(403, "scope_missing", "You may not."))
    desk.visitor.expect_complaint("403")
    page = desk.open("/settings/files")
    page.get_by_role("radio", name="Also files").click()
    expect(page.get_by_role("main").get_by_role("alert")).to_contain_text("An administrator can.")
    expect(page.get_by_role("radio", name="Only files")).to_be_checked()


def test_an_agent_is_told_that_the_trail_is_not_theirs(desk: RecordedDesk) -> None:
    desk.role = "agent"
    page = desk.open("/settings/audit")
    expect(page.get_by_text("You may not do this. An administrator can.")).to_be_visible()
    assert not desk.sent("GET", "/audit", at_least=0)


def test_in_dutch(desk: RecordedDesk) -> None:
    desk.page.add_init_script("localStorage.setItem('kanaal.language', '\"nl\"')")
    page = desk.open("/channels")
    expect(page.get_by_role("heading", name="Kanalen", level=1)).to_be_visible()
    expect(page.get_by_text("Toestemming nodig")).to_be_visible()
