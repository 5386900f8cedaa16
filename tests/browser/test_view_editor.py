"""The editor of views: filters by the type of their property, a preview, and what the desk says of them."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser import samples
from tests.browser.accessibility import check_accessibility
from tests.browser.desk import Json, RecordedDesk, problem
from tests.browser.samples_views import LATE, TEAM, flaw, keeps_views, late


@pytest.fixture
def desk(desk: RecordedDesk) -> RecordedDesk:
    desk.views = [late()]
    return keeps_views(desk)


_IN_WORDS = "all => all.map(each => each.selectedOptions?.[0].text ?? each.value).join(' ')"
"""What stands in fields, as one reads it."""


def part(page: Page, what: str, n: int) -> Locator:
    return page.get_by_label(f"{what} of filter {n}", exact=True)


def add(page: Page, n: int, name: str, operator: str | None = None) -> Locator:
    """Its value's field."""
    page.get_by_role("button", name="Add a filter").click()
    part(page, "Property", n).select_option(label=name)
    if operator:
        part(page, "Comparison", n).select_option(label=operator)
    return part(page, "Value", n)


def preview(page: Page) -> Locator:
    return page.get_by_role("region", name="Preview")


def test_a_view_is_made_with_filters_of_every_type_m15(desk: RecordedDesk) -> None:
    page = desk.open("/tickets")
    page.get_by_role("navigation").get_by_role("link", name="New view").click()
    expect(part(page, "Value", 1)).to_have_value("open")
    page.get_by_role("textbox", name="Name", exact=True).fill("Late and large")
    add(page, 2, "Owner", "is one of")
    owners = page.get_by_role("group", name="Value of filter 2", exact=True)
    owners.get_by_label("Whoever looks (me)").check()
    owners.get_by_label("Nobody", exact=True).check()
    add(page, 3, "Size").select_option(label="Large")
    add(page, 4, "Customer waits since", "is before").select_option(label="… ago")
    page.get_by_label("Value of filter 4: how many").fill("2")
    written = page.get_by_role("listitem").filter(has=part(page, "Value", 4)).locator("input, select")
    assert written.evaluate_all(_IN_WORDS) == "Customer waits since is before 2 days … ago"
    add(page, 5, "It is a present").select_option(label="No")
    add(page, 6, "Number", "is at least").fill("12,5")
    add(page, 7, "Subject", "is one of").fill("Vase\n\nBroken vase ")
    add(page, 8, "Due", "in the last")
    page.get_by_label("Value of filter 8: how many").fill("3")
    page.get_by_label("Value of filter 8: of what").select_option(label="weeks")
    add(page, 9, "Priority", "has no value")
    add(page, 10, "Team").select_option(label="Teams of whoever looks")
    expect(preview(page).get_by_role("status")).to_have_text("50 tickets now")
    page.get_by_label("Sorted by").select_option(label="Subject")
    expect(page.get_by_label("Direction").locator("option")).to_have_text(["A to Z", "Z to A"])
    page.get_by_label("Sorted by").select_option(label="Customer waits since")
    page.get_by_label("Direction").select_option(label="Oldest first")
    page.get_by_role("button", name="Create").click()
    expect(page).to_have_url(re.compile(r"/tickets\?view=vw_1$"))
    expect(page.get_by_role("navigation").get_by_role("link", name="Late and large")).to_be_visible()
    [call] = desk.sent("POST", "/views")
    assert call.headers["idempotency-key"]
    assert call.body == {
        "name": "Late and large",
        "filters": [
            {"property": "status", "operator": "is", "value": "open"},
            {"property": "owner_id", "operator": "in", "value": ["me", "none"]},
            {"property": "properties.size", "operator": "is", "value": "large"},
            {"property": "waiting_since", "operator": "before", "value": "-2d"},
            {"property": "properties.gift", "operator": "is", "value": False},
            {"property": "number", "operator": "at_least", "value": 12.5},
            {"property": "name", "operator": "in", "value": ["Vase", "Broken vase"]},
            {"property": "properties.due", "operator": "within_last", "value": "3w"},
            {"property": "priority", "operator": "is_empty", "value": None},
            {"property": "team_id", "operator": "is", "value": "my_teams"},
        ],
        "sort": [{"property": "waiting_since", "direction": "ascending"}],
        "visibility": "private",
        "team_id": None,
    }


def test_a_filter_is_added_by_keyboard_alone_m15(desk: RecordedDesk) -> None:
    page = desk.open("/views/new")
    page.get_by_role("button", name="Add a filter").focus()
    page.keyboard.press("Enter")
    expect(part(page, "Property", 2)).to_be_focused()
    page.keyboard.type("Siz")
    page.keyboard.press("Tab")
    expect(part(page, "Comparison", 2)).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.type("Lar")
    expect(part(page, "Value", 2).locator("option:checked")).to_have_text("Large")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(part(page, "Property", 3)).to_be_focused()


def test_what_it_has_is_seen_while_one_edits_m15(desk: RecordedDesk) -> None:
    page = desk.open(f"/views/{LATE}")
    expect(preview(page).get_by_role("status")).to_have_text("57 tickets now")
    expect(preview(page).get_by_role("listitem")).to_have_count(5)
    asked = desk.sent("POST", "/tickets/query")[-1].body
    assert asked["limit"] == 5
    assert asked["time_zone"]
    assert asked["filters"] == late()["filters"]
    add(page, 4, "Size")
    expect(preview(page).get_by_text("A filter without a value is left out here")).to_be_visible()
    part(page, "Value", 4).select_option(label="Small")
    expect(preview(page).get_by_role("status")).to_have_text("56 tickets now")
    page.get_by_role("button", name="Remove filter 2").click()
    expect(preview(page).get_by_role("status")).to_have_text("57 tickets now")
    check_accessibility(page)
    desk.pictures("view-editor")


def test_one_is_changed_if_nobody_else_has_changed_it_m15(desk: RecordedDesk) -> None:
    page = desk.open(f"/tickets?view={LATE}")
    page.get_by_role("link", name="Change this view").click()
    page.get_by_role("textbox", name="Name", exact=True).fill("Very late")
    page.get_by_label("Value of filter 3: how many").fill("5")
    desk.views[0] |= {"name": "Too late", "version": 4}
    desk.visitor.expect_complaint("412")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("Somebody else has changed this since you opened it")).to_be_visible()
    page.get_by_role("button", name="Load what is there now").click()
    expect(page.get_by_role("textbox", name="Name", exact=True)).to_have_value("Too late")
    page.get_by_label("Value of filter 3: how many").fill("4")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page).to_have_url(re.compile(rf"/tickets\?view={LATE}$"))
    call = desk.sent("PATCH", f"/views/{LATE}", 2)[-1]
    assert call.headers["if-match"] == '"4"'
    assert list(call.body) == ["filters"]
    assert call.body["filters"][2]["value"] == "-4d"


def test_what_is_wrong_stands_at_its_filter_m15(desk: RecordedDesk) -> None:
    wrong: list[Json] = [
        {**flaw("filters[2].value", "must be a date such as 2026-11-26", "not_day"), "capability": None}
    ]
    desk.on("PATCH", "/views/{id}", problem(400, "invalid_view", "Invalid.", wrong))
    desk.visitor.expect_complaint("400")
    page = desk.open(f"/views/{LATE}")
    page.get_by_role("textbox", name="Name", exact=True).fill("Very late")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(part(page, "Value", 3)).to_be_focused()
    expect(page.get_by_role("listitem").filter(has=part(page, "Value", 3))).to_contain_text("Choose a day.")
    page.get_by_role("button", name="Remove filter 1").click()
    expect(page.get_by_role("listitem").filter(has=part(page, "Value", 2))).to_contain_text("Choose a day.")
    part(page, "Value", 2).select_option(label="today")
    expect(page.get_by_text("Choose a day.")).to_have_count(0)


def test_a_filter_without_a_value_is_not_saved_m15(desk: RecordedDesk) -> None:
    page = desk.open(f"/views/{LATE}")
    add(page, 4, "Size")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(part(page, "Value", 4)).to_be_focused()
    expect(page.get_by_text("This is needed.")).to_be_visible()
    assert not desk.sent("PATCH", "/views/{id}", at_least=0)


def test_a_broken_view_opens_with_what_is_wrong_at_its_filter_m15(desk: RecordedDesk) -> None:
    filters = [*late()["filters"], {"property": "properties.colour", "operator": "is", "value": "red"}]
    said = "there is no property 'properties.colour'"
    desk.views = [late(filters=filters, problems=[flaw("filters[3].property", said, "unknown_property")])]
    flaws: list[Json] = [{**flaw("filters[3].property", said, "unknown_property"), "capability": None}]
    desk.on("POST", "/tickets/query", problem(400, "invalid_view", "Invalid.", flaws))
    desk.visitor.expect_complaint("400")
    page = desk.open(f"/views/{LATE}")
    broken = page.get_by_role("listitem").filter(has=part(page, "Property", 4))
    expect(broken).to_contain_text("This property does not exist any more.")
    expect(page.get_by_text(said)).to_have_count(0)
    expect(part(page, "Property", 4).locator("option:checked")).to_have_text("properties.colour (not there any more)")
    expect(preview(page)).to_contain_text("The filters that are marked cannot be asked like this.")
    check_accessibility(page)
    desk.pictures("view-broken")
    part(page, "Property", 4).select_option(label="Size")
    expect(page.get_by_text("This property does not exist any more.")).to_have_count(0)


def test_the_filters_of_the_list_become_a_view_m15(desk: RecordedDesk) -> None:
    account = desk.accounts[0]
    page = desk.open(f"/tickets?status=closed&account={account['id']}&owner=me")
    page.get_by_role("link", name="Save as view").click()
    page.get_by_role("textbox", name="Name", exact=True).fill("Done by me")
    page.get_by_role("button", name="Create").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Done by me")
    assert desk.sent("POST", "/views")[0].body["filters"] == [
        {"property": "status", "operator": "is", "value": "closed"},
        {"property": "account_id", "operator": "is", "value": account["id"]},
        {"property": "owner_id", "operator": "is", "value": "me"},
    ]


def test_a_view_of_others_can_be_saved_as_a_new_one_m15(desk: RecordedDesk) -> None:
    desk.role = "agent"
    desk.views = [late(owner_id=samples.CLEO, visibility="everyone")]
    page = desk.open(f"/views/{LATE}")
    expect(page.get_by_text("Only its owner or an administrator")).to_be_visible()
    expect(page.get_by_role("button", name="Save", exact=True)).to_have_count(0)
    expect(page.get_by_role("button", name="Delete")).to_have_count(0)
    page.get_by_label("Who sees it").select_option(label="Only you")
    expect(page.get_by_label("Who sees it").locator("option")).to_have_text(["Only you"])
    page.get_by_role("button", name="Save as new").click()
    expect(page).to_have_url(re.compile(r"/tickets\?view=vw_1$"))
    [call] = desk.sent("POST", "/views")
    assert (call.body["name"], call.body["visibility"]) == ("Late (copy)", "private")


def test_one_is_shared_with_a_team_or_everybody_m15(desk: RecordedDesk) -> None:
    me = {**samples.me("admin"), "teams": [TEAM], "main_team_id": TEAM["id"]}
    desk.on("GET", "/me", me)
    page = desk.open(f"/views/{LATE}")
    seen = page.get_by_label("Who sees it")
    expect(seen.locator("option")).to_have_text(["Only you", "A team", "Everybody"])
    seen.select_option(label="A team")
    expect(page.get_by_label("Which team")).to_have_value(TEAM["id"])
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page).to_have_url(re.compile(r"/tickets\?view="))
    assert desk.sent("PATCH", f"/views/{LATE}")[0].body == {"visibility": "team", "team_id": TEAM["id"]}


def test_one_is_deleted_after_a_question_m15(desk: RecordedDesk) -> None:
    page = desk.open(f"/views/{LATE}")
    page.get_by_role("button", name="Delete", exact=True).click()
    page.get_by_role("dialog", name="Delete Late?").get_by_role("button", name="Delete").click()
    expect(page).to_have_url(re.compile(r"/tickets$"))
    expect(page.get_by_role("navigation").get_by_role("link", name="Late")).to_have_count(0)
    [call] = desk.sent("DELETE", f"/views/{LATE}")
    assert call.headers["if-match"] == '"3"'
