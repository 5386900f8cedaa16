"""The ticket above its conversation: owner and status."""

from playwright.sync_api import expect

from infra.workbench.page import messages
from tests.browser import samples_conversation as samples
from tests.browser.accessibility import check_accessibility
from tests.browser.conversation import ADDRESS, Recorded
from tests.browser.desk import RecordedDesk, problem
from tests.browser.held import Held
from tests.browser.samples import CLEO, ME, moment
from tests.support.browser import Visitor

PATCH = f"**/v1{ADDRESS}"


def test_m18_assign_to_me_to_somebody_and_to_nobody(conversation: Recorded) -> None:
    desk = conversation.desk
    page = conversation.open()
    page.keyboard.press("a")
    expect(page.get_by_role("button", name="Owner: You")).to_be_visible()
    page.keyboard.press("a")
    page.get_by_role("button", name="Owner: You").click()
    page.get_by_role("menuitem", name="Cleo Martin").click()
    page.get_by_role("button", name="Owner: Cleo Martin").press("Enter")
    expect(page.get_by_role("menuitem", name="Assign to me")).to_be_visible()
    page.get_by_role("menuitem", name="Nobody").click()
    expect(page.get_by_role("button", name="Owner: Nobody")).to_be_visible()
    assert [call.body["owner_id"] for call in desk.sent("PATCH", "/tickets/{id}", 3)] == [ME, CLEO, None]


def test_m18_the_menu_says_who_is_there_and_how_much_everybody_has(conversation: Recorded) -> None:
    desk = conversation.desk
    away = {"state": "away", "reason": "working_hours", "until": moment(-60)}
    desk.agents[1] |= {"availability": away, "capacity": {"total": 5, "by_channel": {}}, "open_tickets": 5}
    page = conversation.open()
    page.clock.fast_forward(11_000)
    known = len(desk.sent("GET", "/users", at_least=0))
    page.get_by_role("button", name="Owner: Nobody").click()
    cleo = page.get_by_role("menuitem", name="Cleo Martin")
    expect(cleo).to_contain_text("Away: outside working hours")
    expect(cleo).to_contain_text("5 of 5 open tickets")
    expect(cleo.get_by_role("img", name="No room")).to_be_visible()
    expect(page.get_by_role("menuitem", name="Assign to me")).to_contain_text("Available · 2 open tickets")
    assert len(desk.sent("GET", "/users", at_least=known + 1)) == known + 1, "what they have now"
    check_accessibility(page)
    desk.pictures("owners")
    cleo.click()
    expect(page.get_by_role("button", name="Owner: Cleo Martin")).to_be_visible()


def test_an_assignment_does_not_take_the_list_back_to_an_older_message(conversation: Recorded) -> None:
    desk = conversation.desk
    page = conversation.open()
    Held(page, PATCH)
    desk.customer_writes(desk.tickets[0], "One more thing")
    desk.poll()
    newest = page.get_by_role("region", name="Tickets").get_by_role("listitem").filter(has_text="One more thing")
    expect(newest).to_have_count(1)
    page.keyboard.press("a")
    expect(page.get_by_role("button", name="Owner: You")).to_be_visible()
    expect(newest).to_have_count(1)


def test_a_ticket_that_is_reopened_says_so_with_the_message(conversation: Recorded) -> None:
    ticket = conversation.desk.tickets[0]
    ticket |= {"status": "closed", "status_category": "closed", "status_id": "closed", "closed_at": moment(60)}
    page = conversation.open()
    expect(page.get_by_role("button", name="Open again")).to_be_visible()
    ticket |= {"status": "open", "status_category": "open", "status_id": "new", "closed_at": None}
    conversation.entries.append(samples.message(25, "One more thing", minutes_ago=0))
    page.clock.fast_forward(5_000)
    expect(messages(page)).to_contain_text("One more thing")
    expect(page.get_by_role("button", name="Close", exact=True)).to_be_visible()


def test_an_assignment_that_is_refused_is_taken_back_and_said(conversation: Recorded, visitor: Visitor) -> None:
    visitor.expect_complaint("409")
    conversation.desk.on("PATCH", "/tickets/{id}", problem(409, "version_conflict", "Somebody changed the ticket."))
    page = conversation.open()
    page.keyboard.press("a")
    expect(page.get_by_role("alert")).to_have_text("Somebody changed the ticket.")
    expect(page.get_by_role("button", name="Owner: Nobody")).to_be_visible()


def test_a_refused_assignment_brings_the_ticket_back_into_the_list(conversation: Recorded, visitor: Visitor) -> None:
    visitor.expect_complaint("409")
    conversation.desk.on("PATCH", "/tickets/{id}", problem(409, "version_conflict", "Somebody changed the ticket."))
    page = conversation.desk.open(f"{ADDRESS}?owner=none")
    expect(page.get_by_role("button", name="Owner: Nobody")).to_be_visible()
    held = Held(page, PATCH)
    row = page.get_by_role("region", name="Tickets").locator(f"a[href*='{samples.TICKET}']")
    expect(row).to_have_count(1)
    page.get_by_role("button", name="Owner: Nobody").click()
    page.get_by_role("menuitem", name="Cleo").click()
    expect(row).to_have_count(0)
    held.let_go()
    expect(page.get_by_role("alert")).to_have_text("Somebody changed the ticket.")
    expect(row).to_have_count(1)
    expect(page.get_by_role("button", name="Owner: Nobody")).to_be_visible()


def test_a_refusal_is_said_over_the_page_to_whoever_has_gone_on(conversation: Recorded, visitor: Visitor) -> None:
    visitor.expect_complaint("409")
    conversation.desk.on("PATCH", "/tickets/{id}", problem(409, "version_conflict", "Somebody changed the ticket."))
    page = conversation.open()
    held = Held(page, PATCH)
    page.keyboard.press("a")
    page.get_by_role("region", name="Tickets").locator("a[href*='tkt_00001']").click()
    expect(page.get_by_role("heading", level=2, name="Can I change the address of my order?")).to_be_visible()
    held.let_go()
    said = page.get_by_role("alert").filter(has_text="My parcel has not arrived")
    expect(said).to_contain_text("Somebody changed the ticket.")
    conversation.desk.pictures("refused-elsewhere")
    check_accessibility(page)
    said.get_by_role("button", name="Close").click()
    expect(said).to_have_count(0)


def test_a_ticket_is_closed_by_a_key_and_the_next_one_follows(conversation: Recorded) -> None:
    desk = conversation.desk
    page = conversation.open()
    expect(messages(page).get_by_role("article").first).to_be_visible()
    page.keyboard.press("e")
    expect(page.get_by_role("heading", level=2, name="Can I change the address of my order?")).to_be_visible()
    expect(page).to_have_url(conversation.desk.address + "/tickets/tkt_00001")
    expect(
        page.get_by_role("region", name="Tickets").get_by_role("link", name="Ada Lovelace").first
    ).not_to_have_attribute("href", ADDRESS)
    page.go_back()
    page.get_by_role("button", name="Open again").click()
    expect(page.get_by_role("button", name="Close", exact=True)).to_be_visible()
    assert [call.body["status_id"] for call in desk.sent("PATCH", "/tickets/{id}", 2)] == ["closed", "new"]


def test_a_ticket_that_has_a_successor_leads_there(conversation: Recorded, visitor: Visitor) -> None:
    visitor.expect_complaint("409")
    conversation.desk.tickets[0] |= {"status": "closed", "status_category": "closed", "closed_at": moment(10)}
    refusal = problem(409, "ticket_continued", "The customer has written again since.")
    refusal.body["context"] = {"ticket_id": [samples.NEXT_TICKET], "conversation_id": [samples.CONVERSATION]}
    conversation.desk.on("PATCH", "/tickets/{id}", refusal)
    page = conversation.open()
    page.keyboard.press("e")
    expect(page.get_by_role("alert").get_by_role("link")).to_have_attribute("href", f"/tickets/{samples.NEXT_TICKET}")


def test_a_ticket_that_is_gone_says_so(desk: RecordedDesk, visitor: Visitor) -> None:
    visitor.expect_complaint("404")
    page = desk.open("/tickets/tkt_gone")
    expect(page.get_by_text("This ticket is not here")).to_be_visible()
    expect(page.get_by_role("complementary")).to_have_count(0)
    place, viewport = page.get_by_role("main").bounding_box(), page.viewport_size
    assert place is not None
    assert viewport is not None
    # The panel's room is kept until the panel is loaded and knows that there is nothing to show.
    expect(page.get_by_role("main")).to_have_css("width", f"{viewport['width'] - place['x']:g}px")
    desk.pictures("conversation-gone")
    page.get_by_role("link", name="Go to the tickets").click()
    expect(page).to_have_url(desk.address + "/tickets")
