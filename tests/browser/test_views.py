"""Views: lists that are kept under a name, with how many tickets they have."""

import re

from playwright.sync_api import Locator, Page, expect

from tests.browser import samples
from tests.browser.accessibility import check_accessibility
from tests.browser.desk import RecordedDesk, problem

CHATS = "vw_01K9ZX5TQ3W8V1N2M4P6R7S9AB"


def menu(page: Page) -> Locator:
    return page.get_by_role("navigation")


def rows(page: Page) -> Locator:
    return page.get_by_role("region", name="Tickets").get_by_role("listitem")


def furnished(desk: RecordedDesk) -> RecordedDesk:
    """A view of its own, whose tickets are in an order of its own."""
    desk.views = [samples.view(CHATS, "Chats that wait")]
    desk.view_counts |= {CHATS: 3, "closed": 1204}
    desk.of_view = {CHATS: [desk.tickets[at] for at in (7, 2, 5)]}
    return desk


def test_the_menu_counts_the_tickets_of_each_view_m15(desk: RecordedDesk) -> None:
    page = furnished(desk).open("/tickets")
    expect(menu(page).get_by_role("link", name="All open")).to_contain_text("60")
    expect(menu(page).get_by_role("link", name="Closed")).to_contain_text("999+")
    expect(menu(page).get_by_role("link", name="Closed").get_by_title("1,204 tickets")).to_be_visible()
    expect(menu(page).get_by_role("link", name="Unassigned", exact=True)).to_have_text("Unassigned")
    check_accessibility(page)
    desk.pictures("views")


def test_counts_change_while_one_looks_m15(desk: RecordedDesk) -> None:
    page = furnished(desk).open("/tickets")
    expect(menu(page).get_by_role("link", name="Mine")).to_contain_text("2")
    desk.view_counts |= {"mine": 3}
    page.clock.fast_forward(5_000)
    expect(menu(page).get_by_role("link", name="Mine")).to_contain_text("3")


def test_a_view_shows_its_tickets_in_its_order_m15(desk: RecordedDesk) -> None:
    page = furnished(desk).open("/tickets")
    menu(page).get_by_role("link", name="Chats that wait").click()
    expect(page).to_have_url(re.compile(rf"/tickets\?view={CHATS}$"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Chats that wait 3")
    for place, at in enumerate((7, 2, 5)):
        expect(rows(page).nth(place)).to_contain_text(desk.tickets[at]["contact_name"])
    expect(menu(page).get_by_role("link", name="Chats that wait")).to_have_attribute("aria-current", "page")
    call = desk.sent("GET", f"/views/{CHATS}/tickets")[0]
    assert call.query["time_zone"]
    check_accessibility(page)
    desk.pictures("view")


def test_a_ticket_that_comes_into_a_view_is_shown_m15(desk: RecordedDesk) -> None:
    page = furnished(desk).open(f"/tickets?view={CHATS}")
    expect(rows(page)).to_have_count(3)
    desk.of_view[CHATS].insert(1, desk.tickets[11])
    page.clock.fast_forward(5_000)
    expect(rows(page)).to_have_count(4)
    expect(rows(page).nth(1)).to_contain_text(desk.tickets[11]["contact_name"])
    expect(page.get_by_role("heading", level=1)).to_have_text("Chats that wait 4")


def test_further_pages_of_a_view_come_before_one_reaches_the_end_m15(desk: RecordedDesk) -> None:
    furnished(desk).page_size = 20
    desk.of_view = {"waiting": desk.tickets}
    with desk.page.expect_response(re.compile("/views/waiting/tickets.*cursor=20")):
        page = desk.open("/tickets?view=waiting")
    expect(page.get_by_role("heading", level=1)).to_have_text("Waiting 60")
    expect(rows(page).first).to_have_attribute("aria-setsize", "-1")
    with page.expect_response(re.compile("/views/waiting/tickets.*cursor=40")):
        page.locator("[aria-busy]").evaluate("box => box.scrollTo(0, 9000)")
    expect(rows(page).last).to_have_attribute("aria-setsize", "60")


def test_a_view_without_tickets_says_so_m15(desk: RecordedDesk) -> None:
    page = desk.open("/tickets?view=my_mentions")
    expect(page.get_by_text("No tickets in this view")).to_be_visible()
    check_accessibility(page)


def test_a_view_that_is_gone_says_so_in_words_m15(desk: RecordedDesk) -> None:
    desk.visitor.expect_complaint("404")
    desk.on("GET", "/views/{id}/tickets", problem(404, "view_not_found", "There is no view 'vw_x'."))
    page = desk.open("/tickets?view=vw_x")
    expect(page.get_by_text("This view does not exist any more.")).to_be_visible()
    page.get_by_role("link", name="To the tickets").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("All open")


def test_a_desk_without_an_answer_about_counts_shows_none_m15(desk: RecordedDesk) -> None:
    desk.visitor.expect_complaint("503")
    desk.on("GET", "/view-counts", problem(503, "unavailable", "Try again.", retry_after="60"))
    page = desk.open("/tickets")
    expect(rows(page).first).to_contain_text("Ada Lovelace")
    expect(menu(page).get_by_role("link", name="All open")).to_have_text("All open")
