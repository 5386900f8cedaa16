"""A session that ends while somebody works, and what signing out shows."""

import re

from playwright.sync_api import expect

from tests.browser.accessibility import check_accessibility
from tests.browser.desk import RecordedDesk, problem
from tests.browser.site import SIGN_IN_ORIGIN

ALLOWED = {"Access-Control-Allow-Origin": "*"}


def end_elsewhere(desk: RecordedDesk) -> None:
    """Somebody has ended all sessions of this person: the token is refused, and no other is given."""
    desk.visitor.expect_complaint("status of 40")
    desk.on("GET", "/tickets", problem(401, "not_authenticated", "Sign in again."))
    desk.page.route(
        f"{SIGN_IN_ORIGIN}/oauth2/token",
        lambda route: route.fulfill(status=400, json={"error": "invalid_grant"}, headers=ALLOWED),
    )


def test_a_session_that_ended_elsewhere_is_said_and_nothing_goes_away(desk: RecordedDesk) -> None:
    page = desk.open("/tickets")
    first = page.get_by_role("region", name="Tickets").get_by_role("listitem").first
    expect(first).to_be_visible()
    end_elsewhere(desk)
    desk.poll()
    said = page.get_by_role("alert")
    expect(said).to_contain_text("You have been signed out.")
    expect(first).to_be_visible()
    expect(page).to_have_url(re.compile("/tickets$"))
    check_accessibility(page)
    desk.pictures("session-ended")
    with page.expect_request(f"{SIGN_IN_ORIGIN}/oauth2/authorize*") as asked:
        said.get_by_role("button", name="Sign in").click()
    assert "code_challenge_method=S256" in asked.value.url


def test_signing_out_in_one_tab_is_said_in_another(desk: RecordedDesk) -> None:
    page = desk.open("/tickets")
    first = page.get_by_role("region", name="Tickets").get_by_role("listitem").first
    expect(first).to_be_visible()
    other = page.context.new_page()
    other.goto(desk.address + "/favicon.svg")
    other.evaluate("localStorage.removeItem('kanaal.refresh_token')")
    expect(page.get_by_role("alert")).to_contain_text("You have been signed out.")
    expect(first).to_be_visible()


def test_a_person_whom_the_desk_does_not_know_is_not_sent_in_circles(desk: RecordedDesk) -> None:
    desk.visitor.expect_complaint("status of 40")
    desk.on("GET", "/tickets", problem(401, "not_authenticated", "Sign in again."))
    page = desk.open("/tickets")
    expect(page.get_by_role("alert").first).to_contain_text("You have been signed out.")
    expect(page).to_have_url(re.compile("/tickets$"))


def test_a_sign_out_everywhere_that_did_not_happen_is_said(desk: RecordedDesk) -> None:
    desk.visitor.expect_complaint("status of 500")
    page = desk.open("/tickets")
    page.route(f"{SIGN_IN_ORIGIN}/", lambda route: route.fulfill(status=500, headers=ALLOWED))
    page.get_by_role("button", name="Your account").click()
    page.get_by_role("menuitem", name="Sign out everywhere").click()
    said = page.get_by_role("alert")
    expect(said).to_contain_text("You are not signed out everywhere")
    check_accessibility(page)
    said.get_by_role("button", name="Close").click()
    expect(said).to_have_count(0)
    assert page.evaluate("localStorage.getItem('kanaal.refresh_token')") == "refresh-token"


def test_signing_out_ends_on_a_page_that_says_so_and_asks_for_nothing(desk: RecordedDesk) -> None:
    page = desk.open("/signed-out")
    expect(page.get_by_role("heading", name="You are signed out")).to_be_visible()
    assert desk.calls == []
    check_accessibility(page)
    desk.pictures("signed-out")
    page.set_viewport_size({"width": 390, "height": 844})
    check_accessibility(page)
    page.get_by_role("button", name="Sign in").click()
    expect(page).to_have_url(re.compile("/tickets"))
