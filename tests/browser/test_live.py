"""The page changes by itself: what the desk tells is seen without asking for it every few seconds."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from infra.workbench.page import editor, messages
from tests.browser import samples
from tests.browser import samples_conversation as entries
from tests.browser.accessibility import check_accessibility
from tests.browser.conversation import Recorded
from tests.browser.desk import Call, Json, RecordedDesk, problem
from tests.browser.live import Live
from tests.browser.samples_composer import Writing
from tests.support.browser import next_frame


@pytest.fixture
def live(desk: RecordedDesk) -> Live:
    return Live(desk)


def told(page: Page) -> None:
    """Once it is connected, and has read what it shows again."""
    expect(page.locator("[data-live]")).to_be_attached()


def first(page: Page, text: str) -> None:
    expect(page.get_by_role("region", name="Tickets").get_by_role("listitem").first).to_contain_text(text)


def lists(desk: RecordedDesk) -> int:
    return len(desk.sent("GET", "/tickets", at_least=0))


def test_a_list_changes_when_the_desk_tells_of_a_change_m10(desk: RecordedDesk, live: Live) -> None:
    page = desk.open("/tickets")
    told(page)
    assert live.topics() == {"view:all_open", "notifications"}
    ticket = desk.tickets[7]
    desk.customer_writes(ticket, "It has arrived after all")
    live.happens("ticket.followed", ticket, "view:all_open")
    first(page, "It has arrived after all")
    # A colleague closes it.
    ticket["status"] = "closed"
    live.happens("ticket.changed", ticket, "view:all_open")
    expect(page.get_by_text("It has arrived after all")).to_have_count(0)


def test_a_ticket_far_down_in_the_list_changes_too(desk: RecordedDesk, live: Live) -> None:
    desk.visitor.expect_complaint("404")
    page = desk.open("/tickets")
    told(page)
    box = page.locator("[aria-busy]")
    with page.expect_response(re.compile(r"/v1/tickets\?.*cursor=next")):
        box.evaluate("box => box.scrollTo(0, 90000)")
    rows = page.get_by_role("region", name="Tickets").get_by_role("listitem")
    expect(rows.last).to_have_attribute("aria-setsize", "60")
    box.evaluate("box => box.scrollTo(0, 90000)")
    ticket = desk.tickets[57]
    row = page.locator(f"[data-id={ticket['id']}]")
    expect(row).to_be_visible()
    ticket |= {"contact_name": "Grace Hopper", "version": ticket["version"] + 1}
    live.happens("ticket.changed", ticket, "view:all_open")
    expect(row).to_contain_text("Grace Hopper")
    # What this person may not see any more leaves the list.
    desk.tickets.remove(ticket)
    live.happens("ticket.changed", ticket, "view:all_open")
    expect(row).to_have_count(0)


def test_many_changes_are_read_together(desk: RecordedDesk, live: Live) -> None:
    page = desk.open("/tickets")
    told(page)
    before = lists(desk)
    for number in range(20):
        desk.customer_writes(desk.tickets[5], f"Line {number}")
        live.happens("ticket.followed", desk.tickets[0], "view:all_open")
    first(page, "Line 19")
    assert lists(desk) - before <= 3


def test_the_page_does_not_ask_every_few_seconds_while_it_is_told(desk: RecordedDesk, live: Live) -> None:
    page = desk.open("/tickets")
    told(page)
    # The list, what is newer when it is first seen, and again once changes are told.
    before = len(desk.sent("GET", "/tickets", at_least=3))
    page.clock.fast_forward(10_000)
    next_frame(page)
    assert lists(desk) == before
    with page.expect_response("**/v1/tickets?*"):
        page.clock.fast_forward(6_000)


def test_a_conversation_changes_when_the_desk_tells_of_a_change_m10(conversation: Recorded, live: Live) -> None:
    page = conversation.open()
    told(page)
    ticket = conversation.desk.tickets[0]
    topic = f"ticket:{ticket['id']}"
    live.until_watched(topic)
    conversation.entries.append(entries.message(90, "And one thing more"))
    live.happens("message.received", ticket, topic)
    expect(messages(page).get_by_text("And one thing more")).to_be_visible()
    ticket |= {"owner_id": samples.CLEO, "version": ticket["version"] + 1}
    live.happens("ticket.changed", ticket, topic)
    for name in ("Owner: Cleo Martin", "Owner, Cleo Martin"):
        expect(page.get_by_role("button", name=name)).to_be_visible()


def test_whoever_leaves_a_ticket_does_not_watch_it_any_more(conversation: Recorded, live: Live) -> None:
    page = conversation.open()
    told(page)
    topic = f"ticket:{conversation.desk.tickets[0]['id']}"
    page.get_by_role("region", name="Tickets").get_by_role("listitem").nth(1).click()
    other = conversation.desk.tickets[1]["id"]
    page.clock.fast_forward(1_000)
    # Again, once it is watched.
    conversation.desk.sent("GET", f"/tickets/{other}", at_least=2)
    assert topic not in live.topics()
    assert f"ticket:{other}" in live.topics()


def test_what_was_missed_is_read_from_the_feed(desk: RecordedDesk, live: Live) -> None:
    page = desk.open("/tickets")
    told(page)
    live.happens("ticket.followed", desk.tickets[3], "view:all_open")
    asked: list[str] = []

    def changes(call: Call) -> Json:
        asked.append(call.query["after"])
        desk.customer_writes(desk.tickets[9], "While you were away")
        return {"changes": [live.change("ticket.followed", desk.tickets[0])], "next_cursor": "end", "has_more": False}

    desk.on("GET", "/changes", changes)
    live.sockets[-1].close()
    page.clock.fast_forward(3_000)
    first(page, "While you were away")
    told(page)
    assert asked == ["cursor1"]
    assert len(live.sockets) == 2
    desk.customer_writes(desk.tickets[4], "And now again")
    live.happens("ticket.followed", desk.tickets[0], "view:all_open")
    first(page, "And now again")


def test_after_too_long_an_absence_everything_is_read_anew(desk: RecordedDesk, live: Live) -> None:
    desk.visitor.expect_complaint("410")
    page = desk.open("/tickets")
    told(page)
    desk.on("GET", "/changes", lambda _: problem(410, "cursor_expired", "It is not kept any more."))
    desk.customer_writes(desk.tickets[9], "A week ago")
    live.sockets[-1].close()
    page.clock.fast_forward(3_000)
    first(page, "A week ago")
    told(page)


def test_without_a_connection_the_page_asks_by_itself_and_says_so(desk: RecordedDesk, live: Live) -> None:
    page = desk.open("/tickets")
    told(page)
    desk.on("POST", "/live-tickets", lambda _: problem(404, "not_found", "There is none."))
    desk.visitor.expect_complaint("404")
    live.sockets[-1].close()
    note = page.get_by_text("What is new comes every few seconds.")
    expect(note).to_have_count(0)
    for _ in range(4):
        page.clock.fast_forward(10_000)
    expect(note).to_be_visible()
    desk.customer_writes(desk.tickets[9], "Anybody there?")
    desk.poll()
    first(page, "Anybody there?")
    desk.forget()
    desk.on("GET", "/changes", {"changes": [], "next_cursor": "end", "has_more": False})
    page.clock.fast_forward(60_000)
    told(page)
    expect(note).to_have_count(0)


def test_a_view_that_cannot_be_watched_is_asked_for(desk: RecordedDesk, live: Live) -> None:
    live.refusals["view:closed"] = "too_many_subscriptions"
    desk.tickets[3]["status"] = "closed"
    page = desk.open("/tickets?status=closed")
    first(page, "")
    desk.customer_writes(desk.tickets[3], "Not yet solved")
    desk.poll()
    first(page, "Not yet solved")
    assert page.locator("[data-live]").count() == 0


def test_a_connection_that_says_nothing_any_more_is_replaced(desk: RecordedDesk, live: Live) -> None:
    page = desk.open("/tickets")
    told(page)
    with page.expect_response("**/v1/tickets?*"):
        page.clock.fast_forward(300_000)
    told(page)
    assert {"action": "ping"} in live.heard


def until(seconds: float) -> str:
    return samples.moment(-seconds / 60)


def test_colleagues_at_the_ticket_are_seen_for_as_long_as_they_are_there_m10(
    conversation: Recorded, live: Live
) -> None:
    topic = f"ticket:{conversation.desk.tickets[0]['id']}"
    live.present[topic] = [{"user_id": samples.CLEO, "state": "viewing", "until": until(600)}]
    page = conversation.open()
    expect(page.get_by_role("img", name="Also here: Cleo Martin")).to_be_visible()
    writes = page.get_by_text("Cleo Martin is writing")
    expect(writes).to_have_count(0)
    typing = [{"user_id": samples.CLEO, "state": "typing", "until": until(3_600)}]
    live.tell({"type": "presence", "topic": topic, "present": typing})
    expect(writes).to_be_visible()
    live.tell({"type": "presence", "topic": topic, "present": [typing[0] | {"state": "typing_note"}]})
    expect(page.get_by_text("Cleo Martin is writing a note")).to_be_visible()
    live.tell({"type": "presence", "topic": topic, "present": typing})
    expect(page.get_by_text("Cleo Martin is writing a reply")).to_be_visible()
    check_accessibility(page)
    conversation.desk.pictures("colleagues")
    page.clock.fast_forward(3_700_000)
    expect(writes).to_have_count(0)
    expect(page.get_by_role("img", name="Also here: Cleo Martin")).to_have_count(0)


def test_colleagues_are_told_who_looks_and_who_writes_m10(write: Callable[..., Writing], live: Live) -> None:
    writing = write()
    page = writing.desk.page
    told(page)
    editor(page).press_sequentially("Dear Ada, thank you")
    expect(editor(page)).to_contain_text("thank you")

    def said() -> list[str]:
        return [message["state"] for message in live.heard if message["action"] == "presence"]

    assert said() == ["viewing", "typing"]
    page.clock.fast_forward(9_000)
    expect(page.locator("[data-live]")).to_be_attached()
    assert said() == ["viewing", "typing", "viewing"]
    page.get_by_role("tab", name="Note").click()
    note = page.get_by_role("textbox", name="Internal note")
    note.press_sequentially("Ask Cleo")
    expect(note).to_contain_text("Ask Cleo")
    assert said() == ["viewing", "typing", "viewing", "typing_note"]


def test_what_concerns_one_in_person_is_said_and_leads_to_the_ticket(desk: RecordedDesk, live: Live) -> None:
    page = desk.open("/tickets")
    told(page)
    ticket = desk.tickets[5]
    live.happens("ticket.changed", ticket, "notifications", reason="assigned")
    toast = page.get_by_role("status").filter(has_text="You have a new ticket")
    expect(toast).to_contain_text(ticket["subject"])
    toast.click()
    expect(page).to_have_url(f"{desk.address}/tickets/{ticket['id']}")
    expect(toast).to_have_count(0)
    # The conversation is watched once it is shown.
    live.until_watched(f"ticket:{ticket['id']}")
    # Whoever looks at the ticket sees it there.
    live.happens("ticket.changed", ticket, "notifications", reason="assigned")
    live.happens("ticket.changed", desk.tickets[6], "notifications", reason="mentioned")
    expect(page.get_by_text("A colleague mentions you")).to_be_visible()
    expect(toast).to_have_count(0)
