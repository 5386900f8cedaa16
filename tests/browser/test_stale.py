"""What the page reads can be older than what it knows: it was on its way when something changed."""

import pytest
from playwright.sync_api import Page, Route, expect

from infra.workbench.page import messages, timeline_page
from tests.browser import samples_conversation as entries
from tests.browser.conversation import ADDRESS, Recorded
from tests.browser.desk import RecordedDesk
from tests.browser.held import Held
from tests.browser.live import Live
from tests.support.browser import next_frame


@pytest.fixture
def live(desk: RecordedDesk) -> Live:
    return Live(desk)


def told(page: Page) -> None:
    expect(page.locator("[data-live]")).to_be_attached()


def test_an_account_that_was_connected_while_the_accounts_were_read_is_known(desk: RecordedDesk) -> None:
    held = Held(desk.page, "**/v1/channel-accounts?*")
    page = desk.open("/tickets")
    row = page.get_by_role("region", name="Tickets").get_by_role("listitem").first
    expect(row).to_be_visible()
    # They were read before the account of these tickets was connected.
    held.let_go(json={"accounts": [], "next_cursor": None})
    expect(row).to_contain_text(desk.accounts[0]["name"])


def test_an_account_that_is_not_among_the_accounts_is_looked_for_once(desk: RecordedDesk) -> None:
    name = desk.accounts[1]["name"]
    desk.accounts = [each for each in desk.accounts if each["id"] != desk.tickets[0]["account_id"]]
    page = desk.open("/tickets")
    expect(page.get_by_role("region", name="Tickets")).to_contain_text(name)
    desk.sent("GET", "/channel-accounts", at_least=2)
    desk.customer_writes(desk.tickets[0], "Hello?")
    desk.poll()
    expect(page.get_by_text("Hello?")).to_be_visible()
    assert len(desk.sent("GET", "/channel-accounts", 2)) == 2


def test_a_ticket_that_was_read_before_a_change_does_not_take_it_back(conversation: Recorded, live: Live) -> None:
    """Whoever chose in between would have been refused what they see, or would have chosen nothing."""
    page = conversation.open()
    told(page)
    ticket = conversation.desk.tickets[0]
    waiting: list[Route] = []
    address = f"**/v1/tickets/{ticket['id']}"
    page.route(address, lambda route: waiting.append(route) if route.request.method == "PATCH" else route.fallback())
    page.get_by_role("button", name="Owner: Nobody").click()
    with page.expect_request(lambda request: request.method == "PATCH"):
        page.get_by_role("menuitem", name="Assign to me").click()
    with page.expect_response(address):
        live.happens("ticket.changed", ticket, f"ticket:{ticket['id']}")
    next_frame(page)
    expect(page.get_by_role("button", name="Owner: You")).to_be_visible(timeout=1)
    # The next change of this person waits for the first one.
    page.get_by_role("button", name="Owner: You").click()
    page.get_by_role("menuitem", name="Nobody").click()
    waiting.pop().fallback()
    conversation.desk.sent("PATCH", f"/tickets/{ticket['id']}", at_least=1)
    next_frame(page)
    expect(page.get_by_role("button", name="Owner: Nobody")).to_be_visible(timeout=1)


def test_an_older_version_of_a_ticket_does_not_replace_a_newer_one(conversation: Recorded, live: Live) -> None:
    page = conversation.open()
    told(page)
    ticket = conversation.desk.tickets[0]
    before = dict(ticket)
    page.get_by_role("button", name="Owner: Nobody").click()
    page.get_by_role("menuitem", name="Assign to me").click()
    address = f"/tickets/{ticket['id']}"
    conversation.desk.sent("GET", address, at_least=2)
    contact = entries.ticket_contact()
    conversation.desk.on("GET", address, lambda _: {**before, **conversation.beside, "contact": contact})
    with page.expect_response(f"**/v1{address}"):
        live.happens("ticket.changed", ticket, f"ticket:{ticket['id']}")
    next_frame(page)
    expect(page.get_by_role("button", name="Owner: You")).to_be_visible(timeout=1)


def test_what_is_told_during_the_first_reading_is_read_after_it(conversation: Recorded, live: Live) -> None:
    held = Held(conversation.desk.page, "**/timeline?*")
    page = conversation.desk.open(ADDRESS)
    ticket = conversation.desk.tickets[0]
    live.until_watched(f"ticket:{ticket['id']}")
    told(page)
    before = timeline_page(list(conversation.entries), {})
    conversation.entries.append(entries.message(90, "And one thing more"))
    live.happens("message.received", ticket, f"ticket:{ticket['id']}")
    page.clock.fast_forward(1_000)
    held.let_go(json=before)
    expect(messages(page).get_by_text("And one thing more")).to_be_visible()


def test_a_ticket_that_is_opened_by_its_address_does_not_wait_for_the_list(conversation: Recorded, live: Live) -> None:
    held = Held(conversation.desk.page, "**/v1/tickets?*")
    page = conversation.open()
    told(page)
    topic = f"ticket:{conversation.desk.tickets[0]['id']}"
    conversation.entries.append(entries.message(90, "And one thing more"))
    live.happens("message.received", conversation.desk.tickets[0], topic)
    expect(messages(page).get_by_text("And one thing more")).to_be_visible()
    held.let_go()
