"""The list of tickets."""

import re
from copy import deepcopy
from datetime import timedelta
from email.utils import format_datetime

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from infra.workbench.page import ROWS, editor
from tests.browser import samples
from tests.browser.accessibility import check_accessibility
from tests.browser.desk import Answer, Call, RecordedDesk, problem
from tests.browser.held import Held
from tests.browser.samples_composer import Writing

HOSTILE = "<img src=x onerror=\"document.title='run'\">"


def rows(page: Page) -> Locator:
    return page.get_by_role("region", name="Tickets").get_by_role("listitem")


def row(page: Page, text: str) -> Locator:
    return rows(page).filter(has_text=text)


def until_asked(desk: RecordedDesk, filters: dict[str, str]) -> None:
    """Until the list was last asked for with exactly these."""

    def holds() -> bool:
        asked = desk.sent("GET", "/tickets")[-1].query
        return {name: value for name, value in asked.items() if name not in {"limit", "cursor"}} == filters

    desk.until(holds, f"the list asked for with {filters}")


def test_it_shows_open_tickets_newest_activity_first(desk: RecordedDesk) -> None:
    page = desk.open("/")
    expect(page).to_have_url(re.compile("/tickets$"))
    expect(rows(page).first).to_contain_text("Ada Lovelace")
    expect(rows(page).nth(1)).to_contain_text("Omar Haddad")
    desk.pictures("list")


def test_a_conversation_of_a_custom_channel_is_marked_m16(desk: RecordedDesk) -> None:
    page = desk.open("/tickets")
    expect(rows(page).first).to_contain_text("Paper plane")
    expect(rows(page).first).to_contain_text("Custom channel")
    expect(rows(page).nth(1)).to_contain_text("Flower shop")
    expect(rows(page).nth(1)).not_to_contain_text("Custom channel")


def test_a_channel_is_shown_with_its_logo_m16(desk: RecordedDesk) -> None:
    page = desk.open("/tickets")
    logo = rows(page).first.locator("[data-logo] img")
    expect(logo).to_have_js_property("naturalWidth", 96)
    expect(rows(page).nth(1).locator("svg[data-stroke], [data-logo]")).to_have_count(0)
    expect(rows(page).nth(1).locator("svg path").first).to_be_attached()
    expect(rows(page).nth(2).locator("[data-logo]")).to_have_count(0)
    # One address, so that a browser loads it once, however many rows have it.
    page.locator("[aria-busy]").evaluate("box => box.scrollTo(0, 3000)")
    expect(rows(page).first).not_to_contain_text("Ada Lovelace")
    assert set(desk.logos_asked) == {samples.LOGO}
    assert [call.path for call in desk.calls if "logo" in call.path] == []
    page.locator("[aria-busy]").evaluate("box => box.scrollTo(0, 0)")
    expect(logo).to_have_js_property("naturalWidth", 96)
    desk.pictures("list-logo")


def test_an_avatar_that_does_not_load_leaves_a_letter_and_is_not_asked_for_again(desk: RecordedDesk) -> None:
    desk.visitor.expect_complaint("404")
    desk.logos.clear()
    page = desk.open("/tickets")
    mark = rows(page).first.get_by_text("P", exact=True)
    expect(mark).to_be_visible()
    expect(page.locator("[data-logo]")).to_have_count(0)
    asked = len(desk.logos_asked)
    assert asked
    page.locator("[aria-busy]").evaluate("box => box.scrollTo(0, 3000)")
    expect(rows(page).first).not_to_contain_text("Ada Lovelace")
    page.locator("[aria-busy]").evaluate("box => box.scrollTo(0, 0)")
    expect(mark).to_be_visible()
    assert len(desk.logos_asked) == asked
    # People have no picture that could fail: their initials are always there.
    expect(rows(page).first.locator("[data-initials=AL]")).to_be_visible()


def test_the_desks_own_format_has_a_drawing_and_not_a_letter(desk: RecordedDesk) -> None:
    desk.accounts[2] |= {"channel_id": None}
    page = desk.open("/tickets")
    expect(rows(page).nth(2).locator("svg[data-stroke]")).to_be_visible()


def test_few_rows_are_in_the_page_of_any_number_of_tickets(desk: RecordedDesk) -> None:
    desk.tickets = [samples.ticket(number) for number in range(400)]
    page = desk.open("/tickets")
    row_height = 76
    for loaded in range(50, 401, 50):
        expect(page.locator("[aria-busy] > ul")).to_have_css("height", f"{loaded * row_height}px")
        page.locator("[aria-busy]").evaluate("box => box.scrollTo(0, box.scrollHeight)")
        assert rows(page).count() <= ROWS
    expect(rows(page).last).to_have_attribute("aria-posinset", "400")
    assert rows(page).count() <= ROWS
    assert len(desk.sent("GET", "/tickets")) <= 9, "each page once, and perhaps what is new"


def test_a_new_message_brings_its_ticket_to_the_top(desk: RecordedDesk) -> None:
    page = desk.open("/tickets")
    expect(rows(page).first).to_contain_text("Ada Lovelace")
    desk.customer_writes(desk.tickets[5], "It has arrived after all!")
    desk.poll()
    expect(rows(page).first).to_contain_text("It has arrived after all!")
    expect(page.get_by_role("status").filter(has_text="1 ticket has something new")).to_be_attached()
    assert desk.sent("GET", "/tickets")[-1].query["cursor"].startswith("newer|"), "only what changed travels"


def test_an_account_that_was_connected_meanwhile_is_named_and_marked_m16(desk: RecordedDesk) -> None:
    page = desk.open("/tickets")
    expect(rows(page).first).to_contain_text("Paper plane")
    desk.accounts.append(samples.account(9, name="Bakery"))
    desk.tickets.append(samples.ticket(70, account_id=desk.accounts[-1]["id"]))
    desk.customer_writes(desk.tickets[-1], "Is there rye bread?")
    desk.poll()
    expect(row(page, "Is there rye bread?")).to_contain_text("Bakery")
    expect(row(page, "Is there rye bread?")).to_contain_text("Custom channel")
    expect(page.get_by_role("navigation", name="Menu").get_by_role("link", name="Bakery")).to_be_visible()


def test_what_a_colleague_closed_goes(desk: RecordedDesk) -> None:
    page = desk.open("/tickets")
    expect(row(page, "Omar Haddad").first).to_be_visible()
    closed = desk.tickets[1]
    expect(page.locator(f'a[href*="{closed["id"]}"]')).to_be_visible()
    closed |= {"status": "closed"}
    desk.poll(6)
    expect(page.locator(f'a[href*="{closed["id"]}"]')).to_have_count(0)


def test_new_tickets_do_not_move_what_one_reads_further_down(desk: RecordedDesk) -> None:
    page = desk.open("/tickets")
    expect(rows(page).first).to_be_visible()
    page.locator("[aria-busy]").evaluate("box => box.scrollTo(0, 1000)")
    seen = page.locator('a[href$="tkt_00019"]')
    expect(seen).to_be_in_viewport()
    before = seen.bounding_box()
    desk.customer_writes(desk.tickets[50], "One from far below")
    desk.poll()
    expect(page.get_by_role("status").filter(has_text="1 ticket")).to_be_attached()
    assert seen.bounding_box() == before


def test_a_reply_that_was_begun_is_marked(desk: RecordedDesk) -> None:
    page = desk.open("/tickets")
    expect(rows(page).nth(1)).not_to_contain_text("Draft")
    page.evaluate("key => localStorage.setItem(key, '{}')", f"kanaal.draft.{samples.ME}.cnv_00001_1")
    page.reload()
    expect(rows(page).nth(1)).to_contain_text("Draft")
    desk.pictures("list-draft")


def test_a_reply_that_was_not_taken_is_marked_also_after_a_reload(desk: RecordedDesk) -> None:
    desk.visitor.expect_complaint("503")
    writing = Writing(desk)
    desk.on("POST", "/conversations/{id}/replies", problem(503, "unavailable", "Not now."))
    page = writing.open()
    answered = rows(page).filter(has=page.locator("[aria-current], [data-chosen]"))
    editor(page).click()
    page.keyboard.type("It is on its way.")
    expect(answered).to_contain_text("Draft")
    page.keyboard.press("Control+Enter")
    expect(answered).to_contain_text("Not sent")
    expect(answered).not_to_contain_text("Draft")
    page.goto(desk.address + "/tickets")
    expect(rows(page).filter(has_text="Not sent")).to_have_count(1)
    desk.pictures("list-unsent")


def test_a_failed_reply_is_seen_in_the_list(desk: RecordedDesk) -> None:
    desk.tickets[3] |= {"reply_state": "failed"}
    page = desk.open("/tickets")
    expect(rows(page).nth(3)).to_contain_text("Reply failed")
    expect(rows(page).nth(2)).not_to_contain_text("Reply failed")
    desk.pictures("list-failed")


@pytest.mark.parametrize("hours", [-1, 1])
def test_ages_are_right_though_the_clock_of_the_computer_is_wrong_by_an_hour(desk: RecordedDesk, hours: int) -> None:
    desk.page.clock.set_system_time(samples.NOW + timedelta(hours=hours))
    served = {"Date": format_datetime(samples.NOW, usegmt=True)}
    desk.on("GET", "/tickets", lambda call: Answer(200, desk.list_tickets(call), served))
    page = desk.open("/tickets")
    expect(rows(page).first).to_contain_text("now")
    expect(rows(page).nth(2)).to_contain_text("15m ago")


def test_unread_is_marked_until_the_conversation_was_seen(desk: RecordedDesk) -> None:
    page = desk.open("/tickets")
    unread = rows(page).first.get_by_label("unread")
    expect(unread).to_be_visible()
    sequence = desk.tickets[0]["last_sequence"]
    page.evaluate("known => localStorage.setItem('kanaal.seen', JSON.stringify(known))", {"cnv_00000_1": sequence})
    page.reload()
    expect(rows(page).first).to_be_visible()
    expect(unread).to_have_count(0)
    desk.customer_writes(desk.tickets[0], "Hello?")
    desk.poll()
    expect(unread).to_be_visible()


def test_what_was_seen_in_one_tab_is_seen_in_another(desk: RecordedDesk) -> None:
    page = desk.open("/tickets")
    expect(rows(page).first.get_by_label("unread")).to_be_visible()
    other = page.context.new_page()
    other.goto(desk.address + "/favicon.svg")
    other.evaluate("localStorage.setItem('kanaal.seen', '{\"cnv_00000_1\": 1}')")
    expect(rows(page).first.get_by_label("unread")).to_have_count(0)


@pytest.mark.parametrize(
    ("view", "query"),
    [
        ("Mine", {"owner_id": samples.ME}),
        ("Unassigned", {"owner_id": "none"}),
        ("Closed", {"status": "closed"}),
        ("Flower shop", {"account_id": "6919636285649002"}),
    ],
)
def test_a_view_asks_the_api_and_has_an_address(desk: RecordedDesk, view: str, query: dict[str, str]) -> None:
    page = desk.open("/tickets")
    page.get_by_role("navigation").get_by_role("link", name=view).click()
    expect(page.get_by_role("navigation").get_by_role("link", name=view)).to_have_attribute("aria-current", "page")
    address = page.url
    page.reload()
    expect(page).to_have_url(address)
    expect(page.get_by_role("navigation").get_by_role("link", name=view)).to_have_attribute("aria-current", "page")
    until_asked(desk, query)


def test_filters_are_combined(desk: RecordedDesk) -> None:
    page = desk.open("/tickets?owner=me")
    page.get_by_role("button", name="Channel").click()
    page.get_by_role("menuitemradio", name="Paper plane").click()
    expect(page).to_have_url(re.compile("owner=me.*account=6919636285649001|account=.*owner=me"))
    page.get_by_role("button", name="Me", exact=True).click()
    page.get_by_role("menuitemradio", name="Cleo Martin").click()
    expect(page.get_by_role("button", name="Cleo Martin")).to_be_visible()
    until_asked(desk, {"owner_id": samples.CLEO, "account_id": "6919636285649001"})


@pytest.mark.parametrize(
    ("given", "left"),
    [
        ("status=bogus", ""),
        ("status=open&owner=%3Cimg%3E&account=12345678901234567890&colour=red", ""),
        ("status=closed&owner=nobody-knows-me", "?status=closed"),
        ("account=1&owner=none", "?owner=none"),
    ],
)
def test_what_an_address_says_that_makes_no_sense_is_dropped(desk: RecordedDesk, given: str, left: str) -> None:
    refused = problem(400, "unknown_agent", "There is no agent 'nobody-knows-me'.")
    desk.on("GET", "/tickets", lambda call: refused if "nobody" in str(call.query) else desk.list_tickets(call))
    page = desk.open(f"/tickets/tkt_00003?{given}")
    expect(page).to_have_url(f"{desk.address}/tickets/tkt_00003{left}")
    expect(page.get_by_role("region", name="Tickets").get_by_role("alert")).to_have_count(0)
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    wanted = {part.replace("owner", "owner_id") for part in left.removeprefix("?").split("&") if part}

    # The address is cleaned before the list is asked for again.
    until_asked(desk, {name: value for name, _, value in (part.partition("=") for part in wanted)})
    asked = {name for call in desk.sent("GET", "/tickets") for name in call.query}
    assert asked <= {"limit", "cursor", "status", "account_id", "owner_id"}


def test_a_ticket_of_a_known_agent_is_filtered_after_a_reload(desk: RecordedDesk) -> None:
    page = desk.open(f"/tickets?owner={samples.CLEO}")
    expect(page.get_by_role("button", name="Cleo Martin")).to_be_visible()
    until_asked(desk, {"owner_id": samples.CLEO})
    expect(page).to_have_url(f"{desk.address}/tickets?owner={samples.CLEO}")


def test_j_and_k_walk_through_it_and_u_goes_back(desk: RecordedDesk) -> None:
    page = desk.open("/tickets")
    expect(rows(page).first).to_be_visible()
    page.keyboard.press("j")
    expect(page).to_have_url(re.compile("/tickets/tkt_00000$"))
    page.keyboard.press("j")
    page.keyboard.press("j")
    expect(page).to_have_url(re.compile("/tickets/tkt_00002$"))
    page.keyboard.press("k")
    expect(page).to_have_url(re.compile("/tickets/tkt_00001$"))
    expect(rows(page).nth(1).get_by_role("link")).to_have_attribute("aria-current", "page")
    page.keyboard.press("u")
    expect(page).to_have_url(re.compile("/tickets$"))


def test_the_row_has_the_focus_after_walking(desk: RecordedDesk) -> None:
    page = desk.open("/tickets")
    expect(rows(page).first).to_be_visible()
    for _ in range(2):
        page.keyboard.press("j")
    expect(rows(page).nth(1).get_by_role("link")).to_be_focused()
    desk.pictures("walked")
    page.keyboard.press("Tab")
    expect(rows(page).nth(2).get_by_role("link")).to_be_focused()
    # From anywhere in the ticket, and to a row that was not in the page.
    page.get_by_role("button", name="Close", exact=True).focus()
    for _ in range(30):
        page.keyboard.press("j")
    expect(page).to_have_url(re.compile("/tickets/tkt_00031$"))
    link = page.locator("[data-chosen]")
    expect(link).to_be_focused()
    expect(link).to_be_in_viewport(ratio=0.9)
    page.get_by_role("button", name="Close", exact=True).focus()
    page.keyboard.press("u")
    expect(page).to_have_url(re.compile("/tickets$"))
    expect(page.locator("[data-id=tkt_00031] a")).to_be_focused()


def test_on_a_phone_the_ticket_has_the_focus_after_walking(desk: RecordedDesk) -> None:
    desk.page.set_viewport_size({"width": 390, "height": 844})
    page = desk.open("/tickets")
    expect(rows(page).first).to_be_visible()
    page.keyboard.press("j")
    expect(page.locator("#content")).to_be_focused()
    expect(page.get_by_role("button", name="Close", exact=True)).to_be_visible()
    page.keyboard.press("Tab")
    expect(page.get_by_role("main").locator(":focus")).to_have_count(1)


def test_walking_brings_the_row_into_view_and_keeps_the_filters(desk: RecordedDesk) -> None:
    page = desk.open("/tickets?account=6919636285649001")
    expect(rows(page).first).to_be_visible()
    for _ in range(15):
        page.keyboard.press("j")
    expect(rows(page).locator("[aria-current]")).to_be_in_viewport()
    expect(page).to_have_url(re.compile(r"/tickets/tkt_\d+\?account=6919636285649001$"))


def test_the_list_is_where_one_left_it(desk: RecordedDesk) -> None:
    page = desk.open("/tickets")
    expect(rows(page).first).to_be_visible()
    page.locator("[aria-busy]").evaluate("box => box.scrollTo(0, 1500)")
    page.get_by_role("link", name="Mine").click()
    expect(rows(page).first).to_have_attribute("aria-posinset", "1")
    assert page.locator("[aria-busy]").evaluate("box => box.scrollTop") == 0
    page.get_by_role("link", name="All open").click()
    expect(rows(page).filter(has_text="Ada Lovelace").nth(0)).not_to_have_attribute("aria-posinset", "1")
    assert page.locator("[aria-busy]").evaluate("box => box.scrollTop") == 1500


def test_a_phone_comes_back_to_where_the_list_was(desk: RecordedDesk) -> None:
    desk.page.set_viewport_size({"width": 390, "height": 844})
    page = desk.open("/tickets")
    expect(rows(page).first).to_be_visible()
    page.locator("[aria-busy]").evaluate("box => box.scrollTo(0, 1500)")
    page.locator('a[href$="tkt_00022"]').click()
    expect(page.get_by_role("region", name="Tickets")).to_be_hidden()
    page.go_back()
    expect(page.locator('a[href$="tkt_00022"]')).to_be_in_viewport()


def test_nothing_yet_says_what_to_do(desk: RecordedDesk) -> None:
    desk.tickets, desk.accounts = [], []
    desk.on("GET", "/channels", {"channels": [], "next_cursor": None})
    page = desk.open("/tickets")
    expect(page.get_by_text("Your desk is ready for its first message")).to_be_visible()
    expect(page.get_by_text("Press J and K")).to_have_count(0)
    expect(page.get_by_text("python3 -m examples.paper_plane")).to_be_visible()
    check_accessibility(page)
    desk.pictures("list-first")
    page.get_by_role("link", name="Connect a channel").click()
    expect(page).to_have_url(re.compile("/channels/catalogue$"))


@pytest.mark.parametrize("width", [390, 1440])
def test_with_channels_and_no_message_yet_it_says_how_one_comes(desk: RecordedDesk, width: int) -> None:
    desk.page.set_viewport_size({"width": width, "height": 844})
    desk.tickets = []
    page = desk.open("/tickets")
    steps = page.get_by_text("Write to one of your channels, as a customer would.").locator("visible=true")
    expect(steps).to_have_count(1)
    check_accessibility(page)
    desk.pictures(f"list-no-message-{width}")
    desk.tickets = [samples.ticket(0)]
    desk.poll(6)
    expect(rows(page)).to_have_count(1)
    expect(steps).to_have_count(0)


def test_a_desk_whose_tickets_are_all_closed_is_not_new(desk: RecordedDesk) -> None:
    desk.tickets = [samples.ticket(0, status="closed")]
    with desk.page.expect_response(re.compile("status=closed")):
        page = desk.open("/tickets")
    expect(page.get_by_text("No open tickets")).to_be_visible()
    expect(page.get_by_text("Your desk is ready for its first message")).to_have_count(0)
    expect(page.get_by_text("Press J and K")).to_have_count(0)


def test_nothing_of_mine_offers_what_nobody_has(desk: RecordedDesk) -> None:
    desk.tickets = [samples.ticket(0, owner_id=None)]
    page = desk.open("/tickets?owner=me")
    page.get_by_role("link", name="Show unassigned").click()
    expect(rows(page)).to_have_count(1)


def test_no_ticket_fits_the_filters(desk: RecordedDesk) -> None:
    page = desk.open("/tickets?status=closed&account=6919636285649001")
    page.get_by_role("link", name="Remove filters").click()
    expect(rows(page).first).to_be_visible()


def test_what_strangers_fill_in_is_text(desk: RecordedDesk) -> None:
    emoji = "🦜" * 256
    desk.tickets = [samples.ticket(0, contact_name=HOSTILE, preview=HOSTILE), samples.ticket(1, contact_name=emoji)]
    page = desk.open("/tickets")
    expect(rows(page).first).to_contain_text(HOSTILE)
    expect(rows(page).nth(1)).to_contain_text(emoji)
    assert page.title() != "run"
    desk.pictures("list-hostile")


def test_a_refused_list_says_why_and_can_be_asked_for_again(desk: RecordedDesk) -> None:
    desk.on("GET", "/tickets", problem(403, "forbidden", "The scope tickets.read is missing."))
    desk.visitor.expect_complaint("403")
    page = desk.open("/tickets")
    expect(page.get_by_text("You may not do this.")).to_be_visible()


def scroll_to_end(page: Page) -> None:
    page.locator("[aria-busy]").evaluate("box => box.scrollTo(0, box.scrollHeight)")


def expect_loaded(page: Page, tickets: int) -> None:
    expect(page.locator("[aria-busy] > ul")).to_have_css("height", f"{tickets * 76}px")


def further(desk: RecordedDesk) -> list[Call]:
    return [call for call in desk.sent("GET", "/tickets") if call.query.get("cursor", "").startswith("next|")]


def fail(page: Page, cursors: str) -> list[Route]:
    """As a function that breaks does: nothing that the API describes."""
    failed: list[Route] = []

    def broken(route: Route) -> None:
        failed.append(route)
        route.fulfill(status=500, json={"message": "Internal Server Error"})

    page.route(f"**/v1/tickets?*cursor={cursors}", broken)
    return failed


def test_a_next_page_that_fails_says_why_and_is_asked_for_again_by_the_person(desk: RecordedDesk) -> None:
    desk.visitor.expect_complaint("500")
    failed = fail(desk.page, "next*")
    page = desk.open("/tickets")
    expect_loaded(page, 50)
    scroll_to_end(page)
    alert = page.get_by_role("region", name="Tickets").get_by_role("alert")
    expect(alert).to_contain_text("The desk could not do this. Try again.")
    desk.poll(2)
    assert len(failed) == 1
    scroll_to_end(page)
    expect(alert.get_by_role("button")).to_be_in_viewport()
    check_accessibility(page)
    desk.pictures("list-next-failed")
    page.unroute("**/v1/tickets?*cursor=next*")
    alert.get_by_role("button", name="Try again").click()
    expect_loaded(page, 60)
    expect(alert).to_have_count(0)
    assert len(further(desk)) == 1


def test_what_changes_while_the_next_page_is_read_stays_changed(desk: RecordedDesk) -> None:
    page = desk.page
    held = Held(page, "**/v1/tickets?*cursor=next*")
    desk.open("/tickets/tkt_00055")
    expect_loaded(page, 50)
    with page.expect_request("**/v1/tickets?*cursor=next*"):
        scroll_to_end(page)
    answer = deepcopy(desk.list_tickets(Call("GET", "/tickets", {"cursor": "next||50", "limit": "50"}, None, {})))
    page.get_by_role("button", name="Close", exact=True).click()
    expect(page).not_to_have_url(re.compile("tkt_00055"))
    page.locator('a[href$="tkt_00048"]').click()
    page.get_by_role("button", name="Close", exact=True).click()
    expect(page.locator('a[href$="tkt_00048"]')).to_have_count(0)
    desk.customer_writes(desk.tickets[5], "It has arrived after all!")
    desk.poll()
    expect_loaded(page, 49)
    held.let_go(json=answer)
    expect_loaded(page, 58)
    page.locator("[aria-busy]").evaluate("box => box.scrollTo(0, 0)")
    expect(rows(page).first).to_contain_text("It has arrived after all!")


def test_the_list_is_as_long_as_before_when_the_computer_is_online_again(desk: RecordedDesk) -> None:
    desk.visitor.expect_complaint("ERR_FAILED")
    desk.tickets = [samples.ticket(number) for number in range(150)]
    page = desk.open("/tickets")
    expect_loaded(page, 50)
    scroll_to_end(page)
    expect_loaded(page, 100)
    desk.customer_writes(desk.tickets[5], "It has arrived after all!")
    desk.poll()
    expect(page.get_by_role("status").filter(has_text="1 ticket")).to_be_attached()
    page.route("**/v1/tickets?*cursor=next*", lambda route: route.abort())
    with page.expect_event("requestfailed"):
        scroll_to_end(page)
    page.unroute("**/v1/tickets?*cursor=next*")
    asked = len(desk.sent("GET", "/tickets", at_least=0))
    page.evaluate("dispatchEvent(new Event('online'))")
    expect_loaded(page, 150)
    assert all("cursor" in call.query for call in desk.sent("GET", "/tickets")[asked:]), "nothing is read anew"


def test_after_a_long_absence_the_beginning_says_what_is_new(desk: RecordedDesk) -> None:
    desk.page_size = 10
    page = desk.open("/tickets")
    expect(rows(page).first).to_contain_text("Ada Lovelace")
    for number in reversed(range(55)):
        desk.customer_writes(desk.tickets[54], f"News {number}", minutes_ago=number / 1000)
    asked = len(desk.sent("GET", "/tickets", at_least=0))
    desk.poll()
    expect(rows(page).first).to_contain_text("News 0")
    cursors = [call.query.get("cursor", "").partition("|")[0] for call in desk.sent("GET", "/tickets")[asked:]]
    assert [cursor for cursor in cursors if cursor != "next"][:5] == ["newer", "newer", "newer", "newer", ""]


def test_what_is_new_is_kept_though_its_next_page_fails(desk: RecordedDesk) -> None:
    desk.visitor.expect_complaint("500")
    desk.page_size = 10
    page = desk.open("/tickets")
    expect(rows(page).first).to_contain_text("Ada Lovelace")
    for number in reversed(range(15)):
        desk.customer_writes(desk.tickets[14], f"News {number}.", minutes_ago=number / 1000)
    fail(page, "newer*10")
    desk.poll()
    expect(rows(page).first).to_contain_text("News 5.")
    page.unroute("**/v1/tickets?*cursor=newer*10")
    desk.poll()
    expect(rows(page).first).to_contain_text("News 0.")
    assert desk.sent("GET", "/tickets")[-1].query["cursor"].endswith("|10"), "what was read is not read again"


def test_axe_finds_nothing(desk: RecordedDesk) -> None:
    page = desk.open("/tickets")
    expect(rows(page).first).to_be_visible()
    check_accessibility(page)
