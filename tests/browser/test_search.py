"""Search: the field, the hits with their marks, the filters in the address, and what is said when there are none."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser import samples
from tests.browser import samples_conversation as thread
from tests.browser.accessibility import check_accessibility
from tests.browser.desk import Answer, Call, Json, RecordedDesk, problem
from tests.browser.samples_channels import channels
from tests.browser.samples_search import Searching, hit
from tests.browser.samples_views import keeps_views, view_property

FOUND = "/search?q=broken vase"


@pytest.fixture
def searching(desk: RecordedDesk) -> Searching:
    return Searching(desk)


def hits(page: Page) -> Locator:
    return page.get_by_role("region", name="Hits").get_by_role("listitem")


def field(page: Page) -> Locator:
    return page.get_by_role("searchbox", name="Search messages, names, numbers")


def test_words_are_searched_from_anywhere_and_marked_where_they_are(searching: Searching) -> None:
    page = searching.desk.open("/settings/me")
    expect(page.get_by_role("heading", name="Your settings")).to_be_visible()
    page.keyboard.press("/")
    expect(field(page)).to_be_focused()
    page.keyboard.type("broken vase")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/search\?q=broken\+vase$"))
    expect(hits(page)).to_have_count(6)
    expect(page.get_by_role("status").filter(has_text="6 hits")).to_be_visible()
    assert searching.asked == [{"query": "broken vase", "filters": [], "order": "newest", "limit": 25}]
    first = hits(page).first
    expect(first).to_contain_text(re.compile("Ada Lovelace.*The vase is broken.*#1000.*Message.*My parcel is here"))
    expect(first.locator("mark")).to_have_text(["vase", "broken"])
    expect(first).to_contain_text("Custom channel")
    expect(hits(page).nth(1)).to_contain_text("Note")
    expect(hits(page).nth(2)).to_contain_text("File")
    expect(hits(page).nth(3)).to_contain_text("Closed")
    expect(hits(page).nth(4)).to_contain_text("Contact")
    expect(hits(page).nth(5)).to_contain_text("Name")
    searching.desk.pictures("search")
    check_accessibility(page)


def test_text_that_looks_like_html_is_text(searching: Searching) -> None:
    searching.hits = [hit(searching.desk.tickets[0], "<img src=x> <b>*vase*</b>")]
    page = searching.desk.open(FOUND)
    expect(hits(page).first).to_contain_text("<img src=x> <b>vase</b>")
    expect(page.locator("main img[src=x], main b")).to_have_count(0)


def test_filters_are_in_the_address_and_in_the_question(searching: Searching) -> None:
    page = searching.desk.open(FOUND)
    expect(hits(page)).to_have_count(6)
    filters = page.get_by_role("group", name="Filters")
    filters.get_by_label("Found in").select_option("Messages")
    filters.get_by_label("Status").select_option("Closed")
    filters.get_by_label("Channel").select_option("Paper plane")
    filters.get_by_label("Account").select_option("Flower shop")
    filters.get_by_label("Owner").select_option("Me")
    filters.get_by_label("Team").select_option("My teams")
    filters.get_by_label("From").fill("2026-11-01")
    filters.get_by_label("Until").fill("2026-11-25")
    filters.get_by_label("Order").select_option("Best first")
    address = page.url.partition("?")[2]
    wanted = "kind=message&status=closed&channel=1840229173&account=6919636285649002&owner=me&team=my_teams"
    assert set(f"{wanted}&after=2026-11-01&before=2026-11-25&order=best".split("&")) <= set(address.split("&"))
    expect(page.get_by_role("region", name="Hits")).to_have_attribute("aria-busy", "false")
    last = searching.asked[-1]
    by = {each["property"]: each["value"] for each in last["filters"]}
    assert by == {
        "status": "closed",
        "channel_id": samples.PAPER_PLANE,
        "account_id": "6919636285649002",
        "owner_id": "me",
        "team_id": "my_teams",
    }
    assert {each["operator"] for each in last["filters"]} == {"is"}
    assert (last["types"], last["order"]) == (["message"], "best")
    days = page.evaluate("[new Date(2026, 10, 1), new Date(2026, 10, 26)].map((day) => day.toISOString())")
    assert [last["after"], last["before"]] == days
    page.reload()
    expect(filters.get_by_label("Status")).to_have_value("closed")
    filters.get_by_role("link", name="Remove filters").click()
    expect(page).to_have_url(re.compile(r"\?q=broken\+vase&order=best$"))
    page.go_back()
    expect(filters.get_by_label("Owner")).to_have_value("me")


def test_other_words_keep_the_filters(searching: Searching) -> None:
    page = searching.desk.open(f"{FOUND}&status=open")
    expect(field(page)).to_have_value("broken vase")
    field(page).fill("parcel")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"\?q=parcel&status=open$"))
    expect(page.get_by_role("heading", name="“parcel”")).to_be_visible()


def test_what_makes_no_sense_in_an_address_is_left_out(searching: Searching) -> None:
    page = searching.desk.open(f"{FOUND}&status=lost&after=2026-13-40&owner=nobody-knows&account=12&order=worst")
    expect(hits(page)).to_have_count(6)
    expect(page).to_have_url(re.compile(r"\?q=broken\+vase$"))


def test_further_hits_come_on_scrolling(searching: Searching) -> None:
    ticket = searching.desk.tickets
    searching.hits = [hit(ticket[number], f"*vase* {number}") for number in range(60)]
    page = searching.desk.open(FOUND)
    expect(hits(page)).to_have_count(25)
    expect(page.get_by_role("status").filter(has_text="60 hits")).to_be_visible()
    page.mouse.move(700, 500)
    page.mouse.wheel(0, 20_000)
    expect(hits(page)).to_have_count(50)
    page.mouse.wheel(0, 20_000)
    expect(hits(page)).to_have_count(60)
    expect(page.get_by_text("That is all.")).to_be_visible()
    assert [each.get("cursor") for each in searching.asked] == [None, "25", "50"]


def test_pages_without_hits_are_passed_over(searching: Searching) -> None:
    wanted = searching.hits[:1]

    def answers(call: Call) -> Json:
        searching.asked.append(call.body)
        page = int(call.body.get("cursor") or 0)
        found = wanted if page == 3 else []
        return {"hits": found, "count": None, "next_cursor": str(page + 1) if page < 3 else None}

    searching.desk.on("POST", "/search", answers)
    page = searching.desk.open(FOUND)
    expect(hits(page)).to_have_count(1)
    expect(page.get_by_role("status").filter(has_text="More hits than are counted")).to_be_visible()
    assert len(searching.asked) == 4


def test_keys_walk_through_the_hits_and_open_one_at_its_message(searching: Searching) -> None:
    page = searching.desk.open(FOUND)
    expect(hits(page)).to_have_count(6)
    links = hits(page).get_by_role("link")
    page.keyboard.press("j")
    expect(links.nth(0)).to_be_focused()
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("k")
    expect(links.nth(1)).to_be_focused()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(rf"/tickets/{thread.TICKET}#nte_00001$"))
    page.go_back()
    expect(hits(page).nth(1).get_by_role("link")).to_have_attribute("data-opened", "true")
    page.keyboard.press("j")
    expect(links.nth(2)).to_be_focused()


def test_a_ticket_opens_at_the_message_that_was_found(searching: Searching) -> None:
    desk = searching.desk
    messages = [thread.message(number, f"Line {number}") for number in range(1, 121)]

    def timeline(call: Call) -> Json:
        end = int(call.query.get("cursor", 120))
        start = max(0, end - 50)
        older = str(start) if start else None
        return {"entries": messages[start:end], "older_cursor": older, "newer_cursor": None}

    desk.tickets[0] |= {"id": thread.TICKET, "conversation_id": thread.CONVERSATION, "last_sequence": 120}
    desk.on("GET", "/conversations/{id}/timeline", timeline)
    page = desk.open(FOUND)
    hits(page).first.get_by_role("link").click()
    expect(page).to_have_url(re.compile("#" + thread.message_id(1)))
    found = page.get_by_text("Line 1", exact=True)
    expect(found).to_be_in_viewport(ratio=1)
    # Whoever scrolls on afterwards is not taken back.
    page.get_by_role("region", name="Messages").evaluate("box => box.scrollTo(0, box.scrollHeight)")
    expect(page.get_by_text("Line 120", exact=True)).to_be_in_viewport()


def test_nothing_found_says_what_to_try(searching: Searching) -> None:
    searching.hits = []
    page = searching.desk.open(f"{FOUND}&status=open")
    expect(page.get_by_text("Nothing found")).to_be_visible()
    page.get_by_role("main").get_by_role("link", name="Remove filters").last.click()
    expect(page.get_by_text("Try fewer words")).to_be_visible()
    expect(page.get_by_text("the name, number and contact of its ticket count, too")).to_be_visible()
    searching.desk.pictures("search-none")
    check_accessibility(page)


@pytest.mark.parametrize(
    ("words", "says"), [("…", "Write at least one letter or digit"), ("a" * 1001, "at most 1,000 characters")]
)
def test_what_cannot_be_searched_is_said_without_asking(searching: Searching, words: str, says: str) -> None:
    page = searching.desk.open(f"/search?q={words}")
    expect(page.get_by_text(says)).to_be_visible()
    assert searching.asked == []


def test_words_that_the_desk_refuses_are_not_asked_again(searching: Searching) -> None:
    searching.desk.visitor.expect_complaint("400")
    errors = [{"field": "q", "message": "Write at least one letter or digit."}]
    searching.desk.on("POST", "/search", problem(400, "nothing_to_search", "Write at least one.", errors))
    page = searching.desk.open(FOUND)
    expect(page.get_by_text("Write at least one letter or digit.")).to_be_visible()
    expect(page.get_by_role("button", name="Try again")).to_have_count(0)


def test_a_failure_is_said_and_tried_again(searching: Searching) -> None:
    searching.desk.visitor.expect_complaint("404")
    searching.desk.on("POST", "/search", problem(404, "user_not_found", "Nobody has this id."))
    page = searching.desk.open(FOUND)
    again = page.get_by_role("button", name="Try again")
    expect(again).to_be_visible()
    searching.desk.on("POST", "/search", searching.find)
    again.click()
    expect(hits(page)).to_have_count(6)


def test_a_failure_further_down_keeps_what_was_found(searching: Searching) -> None:
    searching.desk.visitor.expect_complaint("404")
    searching.hits *= 5
    for number, each in enumerate(searching.hits):
        searching.hits[number] = {**each, "message_id": f"msg_{number}_1_1"}

    def answers(call: Call) -> Json | Answer:
        return (
            problem(404, "user_not_found", "Nobody has this id.") if call.body.get("cursor") else searching.find(call)
        )

    searching.desk.on("POST", "/search", answers)
    page = searching.desk.open(FOUND)
    expect(hits(page)).to_have_count(25)
    page.mouse.move(700, 500)
    page.mouse.wheel(0, 20_000)
    again = page.get_by_role("alert").get_by_role("button", name="Try again")
    expect(again).to_be_visible()
    searching.desk.on("POST", "/search", searching.find)
    again.click()
    expect(hits(page)).to_have_count(30)


def test_recent_searches_stay_on_this_browser_and_can_be_deleted(searching: Searching) -> None:
    page = searching.desk.open(FOUND)
    for words in ("parcel", "invoice"):
        expect(hits(page)).to_have_count(6)
        field(page).fill(words)
        page.keyboard.press("Enter")
        expect(page.get_by_role("heading", name=f"“{words}”")).to_be_visible()
    expect(page.get_by_role("region", name="Hits")).to_have_attribute("aria-busy", "false")
    page.goto(searching.desk.address + "/search")
    recent = page.get_by_role("region", name="Recent searches")
    expect(recent.get_by_role("link")).to_have_text(["invoice", "parcel", "broken vase"])
    searching.desk.pictures("search-recent")
    check_accessibility(page)
    recent.get_by_role("button", name="Forget: parcel").click()
    expect(recent.get_by_role("link")).to_have_text(["invoice", "broken vase"])
    recent.get_by_role("link", name="invoice").click()
    expect(hits(page)).to_have_count(6)
    page.go_back()
    recent.get_by_role("button", name="Forget all").click()
    expect(recent).to_have_count(0)
    assert page.evaluate("localStorage.getItem('kanaal.searches')") == "{}"


def test_the_filters_of_a_search_become_a_view(searching: Searching) -> None:
    desk = keeps_views(searching.desk)
    desk.view_properties.append(view_property("channel_id", "Channel", "channel"))
    channel = channels()[0]["id"]
    page = desk.open(f"{FOUND}&kind=note&order=best")
    expect(hits(page)).to_have_count(6)
    link = page.get_by_role("link", name="New view with these filters")
    expect(link).to_have_count(0)  # the words, and where they are, are nothing that a list of tickets has
    page.get_by_label("Owner").select_option(label="Me")
    page.get_by_label("Channel").select_option(value=channel)
    link.click()
    page.get_by_role("textbox", name="Name", exact=True).fill("Mine there")
    page.get_by_role("button", name="Create").click()
    expect(page).to_have_url(re.compile(r"/tickets\?view=vw_0$"))
    assert desk.sent("POST", "/views")[0].body["filters"] == [
        {"property": "channel_id", "operator": "is", "value": channel},
        {"property": "owner_id", "operator": "is", "value": "me"},
    ]


def test_the_palette_ends_with_a_search_for_what_was_typed(searching: Searching) -> None:
    page = searching.desk.open("/tickets")
    expect(page.get_by_role("region", name="Tickets").get_by_role("listitem").first).to_be_visible()
    page.keyboard.press("Control+k")
    page.get_by_placeholder("Search tickets and actions").fill("omar")
    entries = page.get_by_role("dialog").get_by_role("option").or_(page.get_by_role("dialog").locator("button"))
    expect(entries.last).to_contain_text("Search everything for “omar”")
    page.get_by_placeholder("Search tickets and actions").fill("broken vase")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/search\?q=broken\+vase$"))


@pytest.mark.parametrize("width", [390, 820])
def test_narrow_windows(searching: Searching, width: int) -> None:
    page = searching.desk.page
    page.set_viewport_size({"width": width, "height": 844})
    searching.desk.open(FOUND)
    expect(hits(page)).to_have_count(6)
    searching.desk.pictures(f"search-{width}")
    opener = page.get_by_role("button", name="Filters")
    if width == 390:
        expect(page.get_by_label("Status")).to_be_hidden()
        opener.click()
        expect(page.get_by_label("Status")).to_be_visible()
        searching.desk.pictures("search-390-filters")
        field(page).focus()
        searching.desk.pictures("search-390-field")
        check_accessibility(page)
    else:
        expect(opener).to_be_hidden()
