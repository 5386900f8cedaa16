"""What is around every screen: menu, palette, keys, settings, connection."""

import re

import pytest
from playwright.sync_api import Page, ViewportSize, expect

from tests.browser import samples
from tests.browser.accessibility import check_accessibility
from tests.browser.desk import Answer, Call, Json, RecordedDesk, problem
from tests.browser.held import Held
from tests.browser.site import SIGN_IN_ORIGIN
from tests.support.browser import Visitor

PHONE, TABLET = ViewportSize(width=390, height=844), ViewportSize(width=820, height=1180)


def ready(page: Page) -> Page:
    expect(page.get_by_role("region", name="Tickets").get_by_role("listitem").first).to_be_visible()
    return page


def test_the_palette_finds_tickets_and_actions(desk: RecordedDesk) -> None:
    page = ready(desk.open("/tickets"))
    page.keyboard.press("Control+k")
    search = page.get_by_placeholder("Search tickets and actions")
    expect(search).to_be_focused()
    desk.pictures("palette")
    search.fill("Omar")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/tickets/tkt_00001$"))
    page.keyboard.press("Control+k")
    search.fill("closed")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("status=closed"))


def test_the_palette_does_what_a_key_does(desk: RecordedDesk) -> None:
    page = ready(desk.open("/tickets"))
    page.get_by_role("button", name="Search or do").click()
    page.get_by_placeholder("Search tickets and actions").fill("next ticket")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/tickets/tkt_00000$"))


def test_on_a_phone_a_sign_opens_the_palette_and_the_field_has_the_room(desk: RecordedDesk) -> None:
    desk.page.set_viewport_size(PHONE)
    page = ready(desk.open("/tickets"))
    expect(page.get_by_role("search").locator("kbd")).to_be_hidden()
    field, sign = page.get_by_role("searchbox"), page.get_by_role("button", name="Search or do")
    assert field.evaluate("field => field.offsetWidth") > 3 * sign.evaluate("sign => sign.offsetWidth")
    desk.pictures("shell-phone")
    sign.click()
    expect(page.get_by_placeholder("Search tickets and actions")).to_be_focused()
    page.keyboard.press("Escape")
    page.set_viewport_size({"width": 1280, "height": 800})
    expect(page.get_by_role("search").locator("kbd")).to_have_text("Ctrl K")


def test_the_palette_is_accessible(desk: RecordedDesk) -> None:
    page = ready(desk.open("/tickets"))
    page.keyboard.press("Control+k")
    expect(page.get_by_placeholder("Search tickets and actions")).to_be_focused()
    check_accessibility(page)


def test_the_question_mark_lists_all_keys(desk: RecordedDesk) -> None:
    page = ready(desk.open("/tickets"))
    page.keyboard.press("?")
    sheet = page.get_by_role("dialog", name="Keys")
    expect(sheet).to_contain_text("Next ticket")
    desk.pictures("keys")
    check_accessibility(page)
    page.keyboard.press("Escape")
    expect(sheet).to_have_count(0)


def test_single_keys_can_be_switched_off(desk: RecordedDesk) -> None:
    page = desk.open("/settings/me")
    # By key: what is above it moves while the page is loaded.
    switch = page.get_by_role("switch", name="Single keys")
    switch.press("Space")
    expect(switch).not_to_be_checked()
    page.get_by_role("button", name="Show all keys").click()
    expect(page.get_by_role("dialog", name="Keys")).to_contain_text("Single keys are off")
    page.keyboard.press("Escape")
    page.get_by_role("link", name="All open").click()
    ready(page)
    page.keyboard.press("j")
    page.keyboard.press("Control+k")
    expect(page.get_by_placeholder("Search tickets and actions")).to_be_focused()
    expect(page).to_have_url(re.compile("/tickets$"))


def test_settings_are_kept_on_this_browser(desk: RecordedDesk) -> None:
    page = desk.open("/settings/me")
    expect(page.get_by_role("heading", name="Your settings")).to_be_visible()
    desk.pictures("me")
    check_accessibility(page)
    page.get_by_text("Dark", exact=True).click()
    page.get_by_text("Compact", exact=True).click()
    page.reload()
    expect(page.locator("html")).to_have_attribute("data-mantine-color-scheme", "dark")
    expect(page.locator("html")).to_have_css("--density", "0.75")


def test_another_language(desk: RecordedDesk) -> None:
    page = desk.open("/settings/me")
    page.get_by_text("Nederlands").click()
    expect(page.get_by_role("heading", name="Uw instellingen")).to_be_visible()
    expect(page.locator("html")).to_have_attribute("lang", "nl")
    page.get_by_role("link", name="Alle open").click()
    ready(page)
    desk.pictures("list-nl")
    page.reload()
    expect(page.get_by_role("heading", name="Alle open")).to_be_visible()


def test_another_language_chosen_in_another_tab(desk: RecordedDesk) -> None:
    page = ready(desk.open("/tickets"))
    other = page.context.new_page()
    other.goto(desk.address + "/favicon.svg")
    other.evaluate("localStorage.setItem('kanaal.language', '\"nl\"')")
    expect(page.get_by_role("heading", name="Alle open")).to_be_visible()


@pytest.mark.parametrize("density", ["compact", "roomy"])
def test_densities(desk: RecordedDesk, density: str) -> None:
    desk.page.add_init_script(f"localStorage.setItem('kanaal.density', '\"{density}\"')")
    ready(desk.open("/tickets"))
    desk.pictures(f"list-{density}")


def test_an_agent_does_not_see_what_only_administrators_do(visitor: Visitor, address: str) -> None:
    desk = RecordedDesk(visitor, address, role="agent")
    page = ready(desk.open("/tickets"))
    expect(page.get_by_role("button", name="Your account: Ben Ito")).to_be_visible()
    expect(page.get_by_role("link", name="Audit trail")).to_have_count(0)
    page.keyboard.press("Control+k")
    page.get_by_placeholder("Search tickets and actions").fill("audit")
    expect(page.get_by_role("dialog").get_by_role("button")).to_have_text(["Search everything for “audit”"])


def test_a_desk_that_does_not_answer_is_said_and_recovered_from(desk: RecordedDesk) -> None:
    desk.visitor.expect_complaint("503")
    page = ready(desk.open("/tickets"))
    desk.on("GET", "/tickets", problem(503, "unavailable", "Try again.", retry_after="1"))
    page.clock.fast_forward(5_000)
    alert = page.get_by_role("alert")
    expect(alert).to_contain_text("The desk does not answer")
    desk.pictures("unavailable")
    desk.forget()
    page.clock.fast_forward(40_000)
    expect(alert).to_have_count(0)


def test_offline_is_said_and_recovered_from(desk: RecordedDesk) -> None:
    desk.visitor.expect_complaint("ERR_INTERNET_DISCONNECTED")
    page = ready(desk.open("/tickets"))
    page.route("**/v1/tickets*", lambda route: route.abort("internetdisconnected"))
    page.clock.fast_forward(5_000)
    expect(page.get_by_role("alert")).to_contain_text("No connection")
    page.unroute("**/v1/tickets*")
    page.evaluate("dispatchEvent(new Event('online'))")
    expect(page.get_by_role("alert")).to_have_count(0)


def test_a_token_that_ended_is_renewed(desk: RecordedDesk) -> None:
    desk.visitor.expect_complaint("401")
    refused: list[str] = []

    def once(call: Call) -> Answer | Json:
        if not refused:
            refused.append("yes")
            return problem(401, "not_authenticated", "The token has expired.")
        return desk.list_tickets(call)

    desk.on("GET", "/tickets", once)
    ready(desk.open("/tickets"))
    assert refused == ["yes"]


def test_a_new_version_is_offered(desk: RecordedDesk) -> None:
    page = ready(desk.open("/tickets"))
    desk.config["version"] = "2"
    page.clock.fast_forward(5 * 60_000)
    page.get_by_role("button", name="Load it").click()
    ready(page)
    expect(page.get_by_text("There is a new version")).to_have_count(0)


def test_a_part_of_an_older_version_that_is_gone_is_loaded_anew(desk: RecordedDesk) -> None:
    desk.visitor.expect_complaint("404")
    desk.visitor.expect_complaint("dynamically imported module")
    desk.page.route("**/assets/Me-*.js", lambda route: route.fulfill(status=404))
    page = desk.open("/settings/me")
    load = page.get_by_role("button", name="Load it")
    expect(load).to_be_visible()
    desk.page.unroute("**/assets/Me-*.js")
    load.click()
    expect(page.get_by_role("heading", name="Your settings")).to_be_visible()


def test_an_address_that_leads_nowhere(desk: RecordedDesk) -> None:
    page = desk.open("/nowhere")
    page.get_by_role("link", name="Go to the tickets").click()
    ready(page)


def test_a_phone_shows_one_pane(desk: RecordedDesk) -> None:
    desk.page.set_viewport_size(PHONE)
    page = ready(desk.open("/tickets"))
    desk.pictures("phone-list")
    page.get_by_role("button", name="Menu").click()
    desk.pictures("phone-menu")
    page.get_by_role("dialog").get_by_role("link", name="Unassigned").click()
    expect(page.get_by_role("dialog")).to_have_count(0)
    ready(page)
    page.get_by_role("region", name="Tickets").get_by_role("link").first.click()
    expect(page.get_by_role("region", name="Tickets")).to_be_hidden()


def test_a_tablet_shows_list_and_conversation(desk: RecordedDesk) -> None:
    desk.page.set_viewport_size(TABLET)
    ready(desk.open("/tickets"))
    desk.pictures("tablet")


def test_right_to_left(desk: RecordedDesk) -> None:
    desk.right_to_left = True
    page = ready(desk.open("/tickets"))
    menu, listed = (
        page.get_by_role("navigation").bounding_box(),
        page.get_by_role("region", name="Tickets").bounding_box(),
    )
    assert menu
    assert listed
    assert menu["x"] > listed["x"]
    desk.pictures("rtl")


def test_the_keyboard_alone(desk: RecordedDesk) -> None:
    page = ready(desk.open("/tickets"))
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Go to the content")).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Choose several")).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Status")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("menu").locator("[data-autofocus]")).to_be_focused()
    # A menu of Mantine's takes the focus twice as it opens, before it is drawn and after.
    page.evaluate(
        "() => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(drawn))))"
    )
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("menuitemradio", name="Open")).to_be_focused()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("status=closed"))


def test_the_title_counts_what_is_unread(desk: RecordedDesk) -> None:
    desk.tickets = desk.tickets[:3]
    page = ready(desk.open("/tickets"))
    expect(page).to_have_title("(3) Kanaal")
    page.evaluate('localStorage.setItem(\'kanaal.seen\', \'{"cnv_00000_1": 1, "cnv_00001_1": 2, "cnv_00002_1": 3}\')')
    page.reload()
    ready(page)
    expect(page).to_have_title("Kanaal")


def test_signing_out_everywhere_that_is_not_reached_is_said(desk: RecordedDesk) -> None:
    desk.visitor.expect_complaint("ERR_FAILED")
    page = ready(desk.open("/tickets"))
    page.route(f"{SIGN_IN_ORIGIN}/", lambda route: route.abort())
    page.get_by_role("button", name="Your account").click()
    page.get_by_role("menuitem", name="Sign out everywhere").click()
    expect(page.get_by_role("alert")).to_be_visible()
    expect(page).to_have_url(re.compile("/tickets$"))


def test_c_starts_a_conversation(desk: RecordedDesk) -> None:
    desk.on("GET", "/channels", {"channels": [], "next_cursor": None})
    page = ready(desk.open("/tickets"))
    expect(page.get_by_role("link", name="New conversation")).to_be_visible()
    page.keyboard.press("c")
    expect(page).to_have_url(re.compile("/start$"))


def test_a_desk_with_many_accounts_has_its_menu_at_once_and_only_some_of_them_in_it(desk: RecordedDesk) -> None:
    accounts = [samples.account(number, name=f"Shop {number:03}") for number in range(1, 151)]

    def page_of(call: Call) -> Json:
        begin = int(call.query.get("cursor", "0"))
        return {"accounts": accounts[begin : begin + 100], "next_cursor": "100" if begin == 0 else None}

    later = Held(desk.page, "**/v1/channel-accounts?*cursor=100*")
    desk.on("GET", "/channel-accounts", page_of)
    page = desk.open("/tickets")
    menu = page.get_by_role("navigation", name="Menu")
    expect(menu.get_by_role("link", name=re.compile("^Shop"))).to_have_count(15)
    expect(menu.get_by_text("Administration")).to_be_visible()
    later.let_go()
    menu.get_by_role("button", name="Show all 150").click()
    expect(menu.get_by_role("link", name=re.compile("^Shop"))).to_have_count(150)
