"""What somebody has on the screen is taken from them, or is deleted: the page does not go on showing it."""

import pytest
from playwright.sync_api import Page, expect

from infra.workbench.page import editor, messages
from tests.browser.conversation import Recorded
from tests.browser.desk import Answer, RecordedDesk, problem
from tests.browser.live import Live

NOT_HERE = "This ticket is not here"


@pytest.fixture
def live(desk: RecordedDesk) -> Live:
    return Live(desk)


def told(page: Page) -> None:
    expect(page.locator("[data-live]")).to_be_attached()


def taken_away(conversation: Recorded) -> None:
    """A colleague got it: whoever sees only their team's tickets does not see it any more."""
    desk = conversation.desk
    desk.visitor.expect_complaint("404")
    desk.tickets = desk.tickets[1:]
    gone = problem(404, "ticket_not_found", "There is no such ticket.")
    for path in (f"/tickets/{conversation.ticket_id}", "/conversations/{id}/{what}"):
        desk.on("GET", path, gone)
    desk.on("PUT", "/conversations/{id}/draft", gone)
    desk.on("POST", "/conversations/{id}/typing", gone)


def nothing_of_it(page: Page) -> None:
    expect(page.get_by_text(NOT_HERE)).to_be_visible()
    expect(messages(page)).to_have_count(0)
    expect(editor(page)).to_have_count(0)
    expect(page.get_by_role("complementary", name="Ticket details")).to_have_count(0)
    expect(page.get_by_role("heading", name="My parcel has not arrived")).to_have_count(0)


def test_a_ticket_that_somebody_may_not_see_any_more_leaves_the_screen_at_once(
    conversation: Recorded, live: Live
) -> None:
    page = conversation.open()
    told(page)
    conversation.desk.on("POST", "/conversations/{id}/typing", Answer(204))
    editor(page).press_sequentially("Dear Ada, thank you")
    taken_away(conversation)
    live.ends(f"ticket:{conversation.ticket_id}", "ticket_not_found")
    nothing_of_it(page)
    # It is not asked for again and again, and the rest of the page is told what happens.
    told(page)
    before = len(conversation.desk.sent("GET", f"/tickets/{conversation.ticket_id}", at_least=0))
    for _ in range(3):
        with page.expect_response("**/v1/tickets?*"):
            page.clock.fast_forward(16_000)
    told(page)
    assert len(conversation.desk.sent("GET", f"/tickets/{conversation.ticket_id}")) == before
    assert f"ticket:{conversation.ticket_id}" not in live.topics()
    # What they wrote is theirs.
    kept = page.evaluate("() => Object.entries(localStorage).filter(([name]) => name.startsWith('kanaal.draft.'))")
    assert "Dear Ada, thank you" in str(kept)


@pytest.mark.parametrize("first", ["ticket", "timeline"])
def test_without_a_connection_it_leaves_the_screen_when_it_is_read_again(conversation: Recorded, first: str) -> None:
    page = conversation.open()
    expect(editor(page)).to_be_visible()
    before = conversation.desk.sent("GET", f"/tickets/{conversation.ticket_id}", at_least=0)
    taken_away(conversation)
    if first == "ticket":
        conversation.desk.on("GET", "/conversations/{id}/timeline", {"entries": [], **OLD})
    page.clock.fast_forward(16_000 if first == "ticket" else 6_000)
    nothing_of_it(page)
    # As it was read again, and once more by itself: not every few seconds.
    for _ in range(4):
        conversation.desk.poll()
    assert len(conversation.desk.sent("GET", f"/tickets/{conversation.ticket_id}")) <= len(before) + 2


OLD = {"older_cursor": None, "newer_cursor": None}


def test_whoever_gets_it_back_sees_and_watches_it_again(conversation: Recorded, live: Live) -> None:
    page = conversation.open()
    told(page)
    ticket = conversation.desk.tickets[0]
    topic = f"ticket:{ticket['id']}"
    taken_away(conversation)
    live.ends(topic, "ticket_not_found")
    nothing_of_it(page)
    conversation.desk.forget()
    conversation.desk.tickets.insert(0, ticket)
    live.happens("ticket.changed", ticket, "notifications", reason="assigned")
    expect(page.get_by_role("heading", name="My parcel has not arrived").first).to_be_visible()
    live.until_watched(topic)


def test_a_refused_topic_does_not_make_the_page_ask_for_everything(desk: RecordedDesk, live: Live) -> None:
    live.refusals["view:closed"] = "view_not_found"
    page = desk.open("/tickets?status=closed")
    live.until_watched("view:closed")
    told(page)
