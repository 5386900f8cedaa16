"""Ticket properties: made, changed, deleted; and what a channel account gives its tickets (M5)."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser import samples
from tests.browser.accessibility import check_accessibility
from tests.browser.administration import administered
from tests.browser.desk import Json, RecordedDesk, problem
from tests.browser.samples_settings import Configured

ACCOUNT = f"/channels/accounts/{samples.account(1)['id']}?tab=settings"


@pytest.fixture
def desk(desk: RecordedDesk) -> RecordedDesk:
    return administered(desk)


def test_properties_are_listed_own_ones_first(desk: RecordedDesk) -> None:
    page = desk.open("/settings/properties")
    expect(page.get_by_role("listitem").filter(has_text="Order number")).to_contain_text("Required")
    expect(page.get_by_role("link", name="Priority")).to_have_count(0)
    desk.pictures("properties")
    check_accessibility(page)


def test_one_is_created_with_its_choices(desk: RecordedDesk) -> None:
    page = desk.open("/settings/properties")
    page.get_by_role("link", name="New property").click()
    page.get_by_role("textbox", name="Label").fill("Größe (cm)")
    expect(page.get_by_role("textbox", name="Name for programs")).to_have_attribute("placeholder", "grosse_cm")
    page.get_by_role("combobox", name="Type").select_option(label="One choice")
    page.get_by_role("button", name="Add a choice").click()
    expect(page.get_by_role("textbox", name="Choice 1", exact=True)).to_be_focused()
    page.keyboard.type("Small")
    page.get_by_role("button", name="Add a choice").click()
    page.get_by_role("button", name="Create").click()
    expect(page.get_by_text("This is needed.")).to_be_visible()
    expect(page.get_by_role("textbox", name="Choice 2", exact=True)).to_be_focused()
    page.keyboard.type("Large")
    page.get_by_role("button", name="Move Large", exact=True).press("ArrowUp")
    page.get_by_role("combobox", name="Value at the beginning").select_option(label="Small")
    page.get_by_role("switch", name="Required").check()
    desk.pictures("property")
    check_accessibility(page)
    page.get_by_role("button", name="Create").click()
    expect(page.get_by_role("heading", name="Größe (cm)", level=1)).to_be_visible()
    [call] = desk.sent("POST", "/ticket-properties")
    assert call.body == {
        "name": "grosse_cm",
        "label": "Größe (cm)",
        "type": "choice",
        "description": None,
        "required_on_creation": True,
        "default": "small",
        "choices": [
            {"value": "large", "label": "Large", "retired": False},
            {"value": "small", "label": "Small", "retired": False},
        ],
    }


def test_a_choice_is_retired_and_offered_again(desk: RecordedDesk) -> None:
    page = desk.open("/settings/properties/solution")
    page.get_by_role("button", name="Retire: Repaired").click()
    page.get_by_role("button", name="Offer again: Lost").click()
    page.get_by_role("combobox", name="Value at the beginning").select_option(label="Replaced")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Saved.", exact=True).last).to_be_visible()
    [call] = desk.sent("PATCH", "/ticket-properties/solution")
    assert [each["retired"] for each in call.body["choices"]] == [False, True, False]
    assert call.body["default"] == "replaced"
    assert call.headers["if-match"] == '"3"'


def test_what_the_api_refuses_is_said_at_its_field(desk: RecordedDesk) -> None:
    errors: list[Json] = [
        {"field": "choices[1].value", "message": "'small' is there twice", "capability": None},
        {"field": "default", "message": "it is no choice", "capability": None},
    ]
    desk.on("PATCH", "/ticket-properties/solution", problem(400, "invalid_request", "Invalid.", errors))
    desk.visitor.expect_complaint("400")
    page = desk.open("/settings/properties/solution")
    page.get_by_role("textbox", name="Label").fill("How it was solved")
    page.get_by_role("button", name="Save").click()
    for error in errors:
        expect(page.get_by_role("main").get_by_text(error["message"])).to_be_visible()
    expect(page.get_by_role("textbox", name="Choice 2", exact=True)).to_be_focused()
    expect(page.get_by_role("textbox", name="Label")).to_have_value("How it was solved")


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("name_reserved", "Every ticket has a property of this name."),
        ("property_differs", "A property of this name exists already."),
    ],
)
def test_a_name_that_cannot_be_had(desk: RecordedDesk, code: str, said: str) -> None:
    status = 400 if code == "name_reserved" else 409
    errors: list[Json] = [{"field": "name", "message": "Choose another name.", "capability": None}]
    desk.on("POST", "/ticket-properties", problem(status, code, "No.", errors if status == 400 else []))
    desk.visitor.expect_complaint(str(status))
    page = desk.open("/settings/properties/+")
    page.get_by_role("textbox", name="Label").fill("Owner")
    page.get_by_role("button", name="Create").click()
    expect(page.get_by_text("Choose another name." if status == 400 else said).first).to_be_visible()
    expect(page.get_by_role("textbox", name="Label")).to_have_value("Owner")


def test_somebody_elses_change_is_taken(desk: RecordedDesk) -> None:
    configured = Configured(desk)
    desk.visitor.expect_complaint("412")
    page = desk.open("/settings/properties/team")
    page.get_by_role("textbox", name="Label").fill("Crew")
    [theirs] = [each for each in configured.properties if each["name"] == "team"]
    theirs |= {"label": "Squad", "version": 4}
    page.get_by_role("button", name="Save").click()
    page.get_by_role("button", name="Load what is there now").click()
    expect(page.get_by_role("textbox", name="Label")).to_have_value("Squad")
    expect(page.get_by_role("button", name="Save")).to_be_disabled()


def test_one_in_use_says_where(desk: RecordedDesk) -> None:
    where = "'Solution' is still used: the status 'Closed' of the pipeline 'Repairs'. Remove it there first."
    desk.on("DELETE", "/ticket-properties/{name}", problem(409, "property_in_use", where))
    desk.visitor.expect_complaint("409")
    page = desk.open("/settings/properties/solution")
    page.get_by_role("button", name="Delete", exact=True).click()
    dialog = page.get_by_role("dialog", name="Delete Solution?")
    dialog.get_by_role("button", name="Delete").click()
    expect(dialog).to_contain_text("the status 'Closed' of the pipeline 'Repairs'")
    check_accessibility(page)


def test_one_is_deleted(desk: RecordedDesk) -> None:
    page = desk.open("/settings/properties/team")
    page.get_by_role("button", name="Delete", exact=True).click()
    page.get_by_role("dialog").get_by_role("button", name="Delete").click()
    expect(page).to_have_url(re.compile("/settings/properties$"))
    expect(page.get_by_role("link", name="Team", exact=True)).to_have_count(0)


def test_an_account_gives_its_tickets_properties_of_the_desk_m5(desk: RecordedDesk) -> None:
    desk.accounts[0]["ticket_properties"] = {"priority": "low", "campaign": "spring"}
    page = desk.open(ACCOUNT)
    expect(page.get_by_role("combobox", name="Priority")).to_have_value("low")
    expect(page.get_by_text("The desk has no such property.")).to_be_visible()
    page.get_by_role("button", name="Remove campaign").click()
    for name in ("Pipeline", "Status", "Weight (kg)", "It is a present", "Collected"):
        page.get_by_role("button", name="Add a property").click()
        page.get_by_role("menuitem", name=name, exact=True).click()
    page.get_by_role("combobox", name="Pipeline").select_option(label="Repairs")
    status = page.get_by_role("combobox", name="Status")
    expect(status.locator("option")).to_have_text(["\u2013", "Received", "With the workshop", "Ready to collect"])
    status.select_option(label="Received")
    page.get_by_role("textbox", name="Weight (kg)").fill("heavy")
    expect(page.get_by_text("This is not a number.")).to_be_visible()
    page.get_by_role("textbox", name="Weight (kg)").fill("1.5")
    page.get_by_role("combobox", name="It is a present").select_option(label="No")
    page.get_by_role("textbox", name="Collected").fill("2026-11-27T10:00")
    desk.pictures("account-properties")
    check_accessibility(page)
    page.get_by_role("button", name="Save").first.click()
    expect(page.get_by_text("Saved.", exact=True).last).to_be_visible()
    [call] = desk.sent("PATCH", "/channel-accounts/{id}")
    kept = call.body["ticket_properties"]
    assert kept.pop("collected_at").startswith("2026-11-27T")
    assert kept == {
        "priority": "low",
        "pipeline_id": "01m82crewcj3bkcmh240am6jr1",
        "status_id": "received",
        "weight": 1.5,
        "gift": False,
    }


def test_a_value_that_the_desk_refuses_is_said_at_its_field_m5(desk: RecordedDesk) -> None:
    errors: list[Json] = [
        {"field": "ticket_properties.team", "message": "it has at most 500 characters", "capability": None}
    ]
    desk.on("PATCH", "/channel-accounts/{id}", problem(400, "invalid_properties", "Invalid.", errors))
    desk.visitor.expect_complaint("400")
    page = desk.open(ACCOUNT)
    page.get_by_role("button", name="Add a property").click()
    page.get_by_role("menuitem", name="Team").click()
    expect(page.get_by_role("textbox", name="Team", exact=True)).to_be_focused()
    page.keyboard.type("returns")
    page.get_by_role("button", name="Save").first.click()
    expect(page.get_by_text("it has at most 500 characters")).to_be_visible()
    expect(page.get_by_role("textbox", name="Team", exact=True)).to_have_value("returns")
