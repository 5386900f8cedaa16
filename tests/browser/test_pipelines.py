"""Pipelines: made, changed, deleted."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.accessibility import check_accessibility
from tests.browser.administration import administered
from tests.browser.desk import Json, RecordedDesk, problem
from tests.browser.samples_people import RETURNS, staffed
from tests.browser.samples_settings import JOB, Configured, job

REPAIRS = "/settings/pipelines/01m82crewcj3bkcmh240am6jr1"


@pytest.fixture
def desk(desk: RecordedDesk) -> RecordedDesk:
    return administered(desk)


def names(page: Page) -> list[str]:
    return [each.input_value() for each in page.get_by_role("textbox", name=re.compile("Name of status")).all()]


def changed(desk: RecordedDesk, times: int = 1) -> Json:
    body: Json = desk.sent("PATCH", "/pipelines/{id}", times)[-1].body
    return body


def save(page: Page) -> None:
    page.get_by_role("button", name="Save").click()


def test_pipelines_are_listed_with_their_statuses(desk: RecordedDesk) -> None:
    page = desk.open("/settings/pipelines")
    first = page.get_by_role("listitem").filter(has_text="Support")
    expect(first.first).to_contain_text("Waiting on contact")
    expect(first.first).to_contain_text("Default")
    desk.pictures("pipelines")
    check_accessibility(page)
    page.get_by_role("link", name="Repairs").click()
    expect(page.get_by_role("heading", name="Repairs", level=1)).to_be_visible()
    assert names(page) == ["Received", "With the workshop", "Ready to collect", "Closed"]


def test_one_is_created_from_a_beginning_that_works(desk: RecordedDesk) -> None:
    page = desk.open("/settings/pipelines")
    page.get_by_role("link", name="New pipeline").click()
    expect(page.get_by_role("button", name="Create")).to_be_disabled()
    page.get_by_role("button", name="Add a status").click()
    expect(page.get_by_role("textbox", name="Name of status 2")).to_be_focused()
    page.keyboard.type("Waiting on the bank")
    page.get_by_role("combobox", name="Category of Waiting on the bank").select_option(label="Waiting: others act")
    page.get_by_role("button", name="Create").click()
    expect(page.get_by_role("textbox", name="Name", exact=True)).to_be_focused()
    page.keyboard.type("Refunds")
    page.get_by_role("combobox", name="When an agent replies").select_option(label="Waiting on the bank")
    page.get_by_role("button", name="Create").click()
    expect(page.get_by_role("heading", name="Refunds", level=1)).to_be_visible()
    [call] = desk.sent("POST", "/pipelines")
    free = {"required_properties": [], "next_status_ids": None, "who": "anybody", "team_ids": []}
    assert call.body == {
        "name": "Refunds",
        "is_default": False,
        "on_customer_message": None,
        "on_reply": "waiting_on_the_bank",
        "statuses": [
            {"id": "new", "name": "New", "category": "open", **free},
            {"id": "waiting_on_the_bank", "name": "Waiting on the bank", "category": "waiting", **free},
            {"id": "closed", "name": "Closed", "category": "closed", **free},
        ],
    }


def test_statuses_are_put_in_order_by_keys_and_by_dragging(desk: RecordedDesk) -> None:
    page = desk.open(REPAIRS)
    handle = page.get_by_role("button", name="Move Ready to collect")
    handle.focus()
    page.keyboard.press("ArrowUp")
    expect(handle).to_be_focused()
    assert names(page) == ["Received", "Ready to collect", "With the workshop", "Closed"]
    expect(page.get_by_text("Ready to collect is now 2 of 4.")).to_be_attached()
    box = page.get_by_role("button", name="Move Received").bounding_box()
    last = page.get_by_role("button", name="Move Closed").bounding_box()
    assert box
    assert last
    page.mouse.move(box["x"] + 9, box["y"] + 9)
    page.mouse.down()
    page.mouse.move(box["x"] + 9, last["y"] + 60, steps=8)
    page.mouse.up()
    assert names(page) == ["Ready to collect", "With the workshop", "Closed", "Received"]
    save(page)
    expect(page.get_by_text("Saved.", exact=True).last).to_be_visible()
    body = changed(desk)
    assert list(body) == ["statuses"]
    assert [each["id"] for each in body["statuses"]] == ["ready", "workshop", "closed", "received"]


def test_what_a_status_needs_and_what_may_follow(desk: RecordedDesk) -> None:
    page = desk.open(REPAIRS)
    page.get_by_role("button", name="Ready to collect: No rules").click()
    page.get_by_role("group", name="Required here").get_by_role("checkbox", name="Priority").check()
    page.get_by_role("combobox", name="Who may move a ticket here").select_option(label="Administrators only")
    page.get_by_role("combobox", name="What may follow").select_option(label="Only some of them")
    page.get_by_role("group", name="These may follow").get_by_role("checkbox", name="Received").uncheck()
    desk.pictures("pipeline")
    check_accessibility(page)
    save(page)
    expect(page.get_by_text("Saved.", exact=True).last).to_be_visible()
    assert changed(desk)["statuses"][2] == {
        "id": "ready",
        "name": "Ready to collect",
        "category": "open",
        "required_properties": ["priority"],
        "next_status_ids": ["workshop", "closed"],
        "who": "administrators",
        "team_ids": [],
    }


def test_only_members_of_some_teams_move_tickets_into_a_status(desk: RecordedDesk) -> None:
    staffed(desk)
    page = desk.open(REPAIRS)
    page.get_by_role("button", name="Ready to collect: No rules").click()
    page.get_by_role("combobox", name="Who may move a ticket here").select_option(label="Members of teams")
    page.get_by_role("group", name="These teams").get_by_role("checkbox", name="Returns").check()
    expect(page.get_by_role("button", name="Ready to collect: Some teams only")).to_be_visible()
    desk.pictures("pipeline-teams")
    check_accessibility(page)
    save(page)
    expect(page.get_by_text("Saved.", exact=True).last).to_be_visible()
    ready = changed(desk)["statuses"][2]
    assert (ready["who"], ready["team_ids"]) == ("teams", [RETURNS])


def test_a_deleted_status_asks_where_its_tickets_go(desk: RecordedDesk) -> None:
    page = desk.open(REPAIRS)
    page.get_by_role("button", name="Delete With the workshop").click()
    save(page)
    to = page.get_by_role("combobox", name="Tickets in “With the workshop” go to")
    expect(to).to_be_focused()
    expect(page.get_by_text("This is needed.")).to_be_visible()
    desk.pictures("pipeline-moves")
    check_accessibility(page)
    to.select_option(label="Received")
    save(page)
    expect(page.get_by_text("Saved.", exact=True).last).to_be_visible()
    body = changed(desk)
    assert body["moves"] == {"workshop": "received"}
    assert [each["id"] for each in body["statuses"]] == ["received", "ready", "closed"]


def test_a_deleted_status_comes_back_as_it_was(desk: RecordedDesk) -> None:
    page = desk.open(REPAIRS)
    page.get_by_role("button", name="Delete With the workshop").click()
    page.get_by_role("button", name="Keep it after all").click()
    expect(page.get_by_role("button", name="With the workshop: Then: Ready to collect, Closed")).to_be_visible()
    expect(page.get_by_text("Where do their tickets go?")).to_have_count(0)


def test_what_the_api_refuses_is_said_at_its_field(desk: RecordedDesk) -> None:
    said = {
        "statuses": "a pipeline needs at least one status of the category 'closed'",
        "statuses[1].next_status_ids": "a ticket could never be closed from 'With the workshop'",
        "on_reply": "it must be a status of the category 'open' or 'waiting'",
    }
    errors: list[Json] = [{"field": field, "message": message, "capability": None} for field, message in said.items()]
    desk.on("PATCH", "/pipelines/{id}", problem(400, "invalid_pipeline", "Invalid.", errors))
    desk.visitor.expect_complaint("400")
    page = desk.open(REPAIRS)
    page.get_by_role("textbox", name="Name", exact=True).fill("Repair")
    save(page)
    for message in said.values():
        expect(page.get_by_role("main").get_by_text(message)).to_be_visible()
    expect(page.get_by_role("group", name="These may follow")).to_be_visible()
    expect(page.get_by_role("textbox", name="Name", exact=True)).to_have_value("Repair")
    check_accessibility(page)


def test_a_name_that_is_taken(desk: RecordedDesk) -> None:
    desk.on("PATCH", "/pipelines/{id}", problem(409, "name_taken", "Another pipeline is called 'Support'."))
    desk.visitor.expect_complaint("409")
    page = desk.open(REPAIRS)
    page.get_by_role("textbox", name="Name", exact=True).fill("Support")
    save(page)
    expect(page.get_by_text("This name belongs to another one.").first).to_be_visible()


def test_somebody_elses_change_is_said_and_mine_goes_on_top(desk: RecordedDesk) -> None:
    configured = Configured(desk)
    page = desk.open(REPAIRS)
    name = page.get_by_role("textbox", name="Name", exact=True)
    name.fill("Repair shop")
    [theirs] = [each for each in configured.pipelines if each["name"] == "Repairs"]
    theirs |= {"on_reply": "workshop", "version": 4}
    desk.visitor.expect_complaint("412")
    save(page)
    alert = page.get_by_role("main").get_by_role("alert")
    expect(alert).to_contain_text("Somebody else has changed this")
    expect(name).to_have_value("Repair shop")
    desk.pictures("pipeline-differs")
    check_accessibility(page)
    alert.get_by_role("button", name="Keep what I changed").click()
    expect(page.get_by_role("combobox", name="When an agent replies")).to_have_value("workshop")
    expect(name).to_have_value("Repair shop")
    save(page)
    expect(page.get_by_text("Saved.", exact=True).last).to_be_visible()
    assert changed(desk, 2) == {"name": "Repair shop"}
    assert desk.sent("PATCH", "/pipelines/{id}", 2)[-1].headers["if-match"] == '"4"'


def test_what_was_typed_survives_a_reload(desk: RecordedDesk) -> None:
    page = desk.open(REPAIRS)
    page.get_by_role("textbox", name="Name of status 3").fill("Ready to")
    page.reload()
    expect(page.get_by_role("textbox", name="Name of status 3")).to_have_value("Ready to")


def test_deleting_says_where_its_tickets_go_and_how_far_they_are(desk: RecordedDesk) -> None:
    steps = [job("running", 12)]
    desk.on("GET", "/jobs/{id}", lambda _: steps[0])
    page = desk.open(REPAIRS)
    page.get_by_role("button", name="Delete", exact=True).click()
    dialog = page.get_by_role("dialog", name="Delete Repairs?")
    expect(dialog.get_by_role("button", name="Delete")).to_be_disabled()
    dialog.get_by_role("combobox", name="Its tickets go to").select_option(label="Support")
    desk.pictures("pipeline-delete")
    check_accessibility(page)
    dialog.get_by_role("button", name="Delete").click()
    expect(page).to_have_url(re.compile("/settings/pipelines"))
    expect(page.get_by_role("link", name="Repairs")).to_have_count(0)
    expect(page.get_by_text("12 of 40")).to_be_visible()
    desk.pictures("pipeline-moving")
    check_accessibility(page)
    steps[:] = [job("done", 40)]
    page.clock.fast_forward(3000)
    expect(page.get_by_text("There were 40 tickets.")).to_be_visible()
    [call] = desk.sent("DELETE", "/pipelines/{id}")
    assert call.query == {"move_to": "1"}
    assert call.headers["if-match"] == '"3"'


def test_tickets_that_could_not_be_moved_are_named(desk: RecordedDesk) -> None:
    failed = {"ticket_id": "tkt_00007", "code": "conflict", "message": "It is changed all the time.", "more": {}}
    desk.on("GET", "/jobs/{id}", job("done", 40, failures=[failed]))
    configured = Configured(desk)
    configured.pipelines[1]["job_id"] = JOB
    page = desk.open(REPAIRS)
    main = page.get_by_role("main")
    expect(main).to_contain_text("1 ticket stayed where it was:")
    expect(main.get_by_role("link", name="tkt_00007")).to_have_attribute("href", re.compile("/tickets/tkt_00007"))
    check_accessibility(page)


def test_the_default_is_not_deleted(desk: RecordedDesk) -> None:
    page = desk.open("/settings/pipelines/1")
    expect(page.get_by_text("To delete this pipeline, make another one the default first.")).to_be_visible()
    expect(page.get_by_role("switch", name="New tickets go here")).to_be_disabled()


@pytest.mark.parametrize(
    "place",
    [
        "/settings/pipelines",
        "/settings/pipelines/new",
        "/settings/properties",
        "/settings/properties/team",
        "/settings/snippets",
        "/settings/snippets/new",
        "/settings/library",
        "/settings/library/new",
        "/settings/desk",
    ],
)
def test_an_agent_sees_none_of_it(desk: RecordedDesk, place: str) -> None:
    desk.role = "agent"
    page = desk.open(place)
    expect(page.get_by_text("You may not do this. An administrator can.")).to_be_visible()
    expect(page.get_by_role("main").get_by_role("textbox")).to_have_count(0)
    expect(page.get_by_role("main").get_by_role("link", name=re.compile("New|Add"))).to_have_count(0)
    expect(page.get_by_role("navigation").get_by_role("link", name="Pipelines")).to_have_count(0)
