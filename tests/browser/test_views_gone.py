"""A view that is on the screen is deleted, or names what is deleted: the list says so, and what to do."""

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser import samples
from tests.browser.accessibility import check_accessibility
from tests.browser.desk import RecordedDesk, problem
from tests.browser.live import Live
from tests.browser.samples_views import LATE, flaw, keeps_views, late

GONE = problem(404, "view_not_found", "There is no view 'vw_…'. GET /v1/views lists them.")
BROKEN = problem(409, "view_broken", "This view cannot be shown. filters[3].property: there is no property.")


@pytest.fixture
def desk(desk: RecordedDesk) -> RecordedDesk:
    desk.views = [late()]
    desk.of_view = {LATE: desk.tickets[3:6]}
    desk.view_counts |= {LATE: 3}
    return keeps_views(desk)


def rows(page: Page) -> Locator:
    return page.get_by_role("region", name="Tickets").get_by_role("listitem")


def entry(page: Page) -> Locator:
    return page.get_by_role("navigation").get_by_role("link", name="Late")


def opened(desk: RecordedDesk) -> Page:
    page = desk.open(f"/tickets?view={LATE}")
    expect(rows(page)).to_have_count(3)
    expect(entry(page)).to_contain_text("3")
    return page


def deleted(desk: RecordedDesk) -> None:
    desk.visitor.expect_complaint("404")
    desk.views.clear()
    del desk.view_counts[LATE]
    desk.on("GET", "/views/{id}/tickets", GONE)


def broken(desk: RecordedDesk, **changes: str) -> None:
    desk.visitor.expect_complaint("409")
    filters = [*late()["filters"], {"property": "properties.colour", "operator": "is", "value": "red"}]
    desk.views = [late(filters=filters, problems=[flaw("filters[3].property", "there is none")], **changes)]
    desk.view_counts[LATE] = None
    desk.on("GET", "/views/{id}/tickets", BROKEN)


def test_a_view_that_was_deleted_says_so_at_once(desk: RecordedDesk) -> None:
    live = Live(desk)
    page = opened(desk)
    expect(page.locator("[data-live]")).to_be_attached()
    deleted(desk)
    live.ends(f"view:{LATE}", "view_not_found")
    expect(page.get_by_text("This view does not exist any more.")).to_be_visible()
    expect(rows(page)).to_have_count(0)
    expect(entry(page)).to_have_count(0)
    check_accessibility(page)
    # It is not asked for again, and the rest of the page is told what happens.
    before = len(desk.sent("GET", f"/views/{LATE}/tickets", at_least=0))
    for _ in range(3):
        with page.expect_response("**/v1/view-counts?*"):
            page.clock.fast_forward(16_000)
    expect(page.locator("[data-live]")).to_be_attached()
    assert len(desk.sent("GET", f"/views/{LATE}/tickets", before)) == before
    page.get_by_role("link", name="To the tickets").click()
    expect(rows(page).first).to_be_visible()


def test_without_a_connection_a_deleted_view_says_so_when_it_is_read_again(desk: RecordedDesk) -> None:
    page = opened(desk)
    deleted(desk)
    page.clock.fast_forward(6_000)
    expect(page.get_by_text("This view does not exist any more.")).to_be_visible()
    expect(entry(page)).to_have_count(0)


def test_a_view_whose_property_was_deleted_leads_to_its_editor(desk: RecordedDesk) -> None:
    live = Live(desk)
    page = opened(desk)
    expect(page.locator("[data-live]")).to_be_attached()
    broken(desk)
    live.ends(f"view:{LATE}", "view_broken")
    expect(page.get_by_text("This view names something that is not there any more.")).to_be_visible()
    expect(rows(page)).to_have_count(0)
    expect(entry(page).get_by_role("img", name="must be changed")).to_be_visible()
    check_accessibility(page)
    desk.pictures("view-broken-list")
    page.get_by_text("Open the view: what must be changed is marked.").wait_for()
    # As a button, and as the pencil above the list.
    page.get_by_role("link", name="Change this view").last.click()
    expect(page.get_by_text("This property does not exist any more. Choose another one")).to_be_visible()


def test_a_view_that_somebody_has_repaired_is_shown_and_watched_again(desk: RecordedDesk) -> None:
    live = Live(desk)
    broken(desk)
    live.refusals[f"view:{LATE}"] = "view_broken"
    page = desk.open(f"/tickets?view={LATE}")
    expect(page.get_by_text("This view names something that is not there any more.")).to_be_visible()
    expect(page.locator("[data-live]")).to_be_attached()
    live.refusals.clear()
    desk.on("GET", "/views/{id}/tickets", {"tickets": desk.tickets[:2], "count": 2, "next_cursor": None})
    page.get_by_role("button", name="Try again").click()
    expect(rows(page)).to_have_count(2)
    live.until_watched(f"view:{LATE}")
    before = len(desk.sent("GET", f"/views/{LATE}/tickets", at_least=0))
    live.happens("ticket.changed", desk.tickets[0], f"view:{LATE}")
    desk.sent("GET", f"/views/{LATE}/tickets", at_least=before + 1)


def test_whoever_may_not_change_it_is_told_who_may(desk: RecordedDesk) -> None:
    desk.role = "agent"
    broken(desk, owner_id=samples.CLEO, visibility="everyone")
    page = desk.open(f"/tickets?view={LATE}")
    expect(page.get_by_text("Its owner or an administrator can change it.")).to_be_visible()
    expect(page.get_by_role("link", name="Change this view")).to_have_count(0)
