"""A reply on its way: at once on screen, once at the desk, and never lost."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from infra.workbench.page import editor, messages, settle
from tests.browser import samples_conversation as thread
from tests.browser.composing import attach, composer
from tests.browser.desk import Answer, Call, RecordedDesk, problem
from tests.browser.held import Held
from tests.browser.samples_composer import Writing


def test_a_reply_is_on_screen_at_once_and_becomes_real_m19(write: Callable[..., Writing]) -> None:
    writing = write()
    page = writing.page
    held = Held(page, "**/replies")
    editor(page).click()
    page.keyboard.type("It will arrive tomorrow.")
    page.keyboard.press("Control+Enter")
    expect(messages(page).get_by_text("It will arrive tomorrow.")).to_be_visible()
    expect(messages(page).get_by_text("Sending")).to_be_visible()
    expect(editor(page)).to_have_text("")
    expect(editor(page)).to_be_focused()
    held.let_go()
    expect(messages(page).get_by_text("Sending")).to_have_count(0)
    expect(messages(page).get_by_text("It will arrive tomorrow.")).to_have_count(1)
    [body] = writing.replies(1)
    assert body == {
        "text": "It will arrive tomorrow.",
        "rich_text": None,
        "attachments": [],
        "recipients": [],
        "in_reply_to": None,
    }


@pytest.mark.parametrize("lines", [1, 4])
def test_after_sending_the_end_of_the_conversation_is_in_sight(desk: RecordedDesk, lines: int) -> None:
    writing = Writing(desk)
    writing.entries = [thread.message(n, f"Number {n}", minutes_ago=90 - n) for n in range(1, 30)]
    writing.entries.append(thread.reply(30, "Our reply", minutes_ago=50))
    page = writing.open()
    expect(messages(page).get_by_text("Our reply")).to_be_in_viewport()
    held = Held(page, "**/replies")
    editor(page).press_sequentially("\n".join(["It will arrive."] * lines))
    page.keyboard.press("Control+Enter")
    expect(messages(page).get_by_text("It will arrive.").first).to_be_visible()
    settle(messages(page))
    held.let_go()
    expect(messages(page).get_by_text("Sending")).to_have_count(0)
    settle(messages(page))
    assert messages(page).evaluate("box => box.scrollHeight - box.scrollTop - box.clientHeight") <= 1


def test_the_list_shows_our_own_reply_at_once(write: Callable[..., Writing]) -> None:
    writing = write()

    def take(call: Call) -> Answer:
        writing.desk.tickets[0] |= {"preview": call.body["text"], "last_direction": "out", "last_sequence": 4}
        return writing.take(call)

    writing.desk.on("POST", "/conversations/{id}/replies", take)
    editor(writing.page).fill("It will arrive tomorrow.")
    editor(writing.page).press("Control+Enter")
    tickets = writing.page.get_by_role("region", name="Tickets").get_by_role("listitem")
    expect(tickets.filter(has_text="You: It will arrive tomorrow.")).to_have_count(1)


def test_a_double_click_sends_once(write: Callable[..., Writing]) -> None:
    writing = write()
    editor(writing.page).fill("Once")
    writing.page.get_by_role("button", name="Send", exact=True).dblclick()
    expect(messages(writing.page).get_by_text("Once")).to_have_count(1)
    assert len(writing.replies(1)) == 1


def test_it_answers_the_message_whose_arrow_was_clicked_m19(write: Callable[..., Writing]) -> None:
    writing = write()
    page = writing.page
    expect(composer(page).get_by_text("Answers the newest message")).to_be_visible()
    first = messages(page).get_by_role("article").filter(has_text="My parcel has not arrived.").first
    first.hover()
    first.get_by_role("button", name="Answer").click()
    expect(composer(page).get_by_text("My parcel has not arrived.")).to_be_visible()
    expect(editor(page)).to_be_focused()
    writing.desk.pictures("composer-answers")
    page.keyboard.type("About the parcel")
    page.keyboard.press("Control+Enter")
    expect(composer(page).get_by_text("Answers the newest message")).to_be_visible()
    assert writing.replies(1)[0]["in_reply_to"] == thread.message_id(1)
    first.hover()
    first.get_by_role("button", name="Answer").click()
    page.get_by_role("button", name="Answer the newest message instead").click()
    page.keyboard.type("Newest")
    page.keyboard.press("Control+Enter")
    expect(messages(page).get_by_text("Newest", exact=True)).to_be_visible()
    assert writing.replies(2)[1]["in_reply_to"] is None


def test_a_refusal_is_said_at_its_place_and_nothing_is_lost(write: Callable[..., Writing]) -> None:
    writing = write()
    page = writing.page
    writing.desk.visitor.expect_complaint("400")
    too_big = {
        "field": "attachments[0]",
        "message": "a.txt is too large for this channel.",
        "capability": "maxFileAttachmentSizeBytes",
    }
    writing.desk.on("POST", "/conversations/{id}/replies", problem(400, "not_carried", "Refused.", [too_big]))
    attach(page, ("a.txt", "text/plain", 10))
    expect(page.get_by_text("10 bytes")).to_be_visible()
    editor(page).click()
    page.keyboard.type("See the file")
    page.keyboard.press("Control+Enter")
    expect(messages(page).get_by_role("alert")).to_contain_text("a.txt is too large for this channel.")
    writing.desk.pictures("composer-refused")
    page.keyboard.type("And more")
    messages(page).get_by_role("button", name="Edit").click()
    expect(editor(page)).to_contain_text("See the file")
    expect(editor(page)).to_contain_text("And more")
    expect(page.get_by_role("list", name="Attached files")).to_contain_text("too large for this channel")
    expect(messages(page).get_by_role("alert")).to_have_count(0)


def test_without_a_connection_it_stays_and_is_sent_by_a_click(write: Callable[..., Writing]) -> None:
    writing = write()
    page = writing.page
    writing.desk.visitor.expect_complaint("ERR_INTERNET_DISCONNECTED")
    writing.desk.visitor.expect_complaint("ERR_FAILED")
    page.route("**/replies", lambda route: route.abort())
    editor(page).fill("From the train")
    page.keyboard.press("Control+Enter")
    expect(messages(page).get_by_role("alert")).to_contain_text("No connection. It is kept on this computer")
    page.unroute("**/replies")
    assert not writing.replies(0), "nothing is sent by itself"
    messages(page).get_by_role("button", name="Try again").click()
    expect(messages(page).get_by_role("alert")).to_have_count(0)
    expect(messages(page).get_by_text("From the train")).to_have_count(1)


def test_a_lost_answer_is_not_sent_twice(write: Callable[..., Writing]) -> None:
    writing = write()
    page = writing.page
    keys: list[str] = []
    writing.desk.visitor.expect_complaint("503")

    def lost(call: Call) -> Answer:
        keys.append(call.headers["idempotency-key"])
        writing.take(call)
        return problem(503, "unavailable", "Try again.") if len(keys) == 1 else writing.take(call)

    writing.desk.on("POST", "/conversations/{id}/replies", lost)
    editor(page).fill("Once only")
    page.keyboard.press("Control+Enter")
    expect(messages(page).get_by_role("alert")).to_contain_text("it is not sent twice")
    page.reload()
    expect(messages(page).get_by_role("alert")).to_contain_text("it is not sent twice")
    messages(page).get_by_role("button", name="Try again").click()
    expect(messages(page).get_by_role("alert")).to_have_count(0)
    expect(messages(page).get_by_text("Once only")).to_have_count(1)
    assert len(set(keys)) == 1
    assert len(writing.entries) == 4


def test_a_reply_that_was_not_taken_is_not_sent_by_somebody_else(write: Callable[..., Writing]) -> None:
    writing = write()
    page = writing.page
    writing.desk.visitor.expect_complaint("503")
    writing.desk.on("POST", "/conversations/{id}/replies", problem(503, "unavailable", "Try again."))
    editor(page).fill("Mine alone")
    page.keyboard.press("Control+Enter")
    expect(messages(page).get_by_role("alert")).to_be_visible()
    page.evaluate(
        """() => {
          for (const name of Object.keys(localStorage).filter((each) => each.startsWith("kanaal.departure."))) {
            localStorage.setItem(name.replace(/departure\\.[^.]+/, "departure.somebody"), localStorage.getItem(name));
            localStorage.removeItem(name);
          }
        }"""
    )
    page.reload()
    expect(editor(page)).to_be_visible()
    expect(messages(page).get_by_text("Mine alone")).to_have_count(0)


def test_ctrl_enter_sends_from_the_editor_alone(write: Callable[..., Writing]) -> None:
    writing = write()
    page = writing.page
    editor(page).fill("Not yet")
    editor(page).press("Escape")
    page.locator("body").press("?")
    page.get_by_role("dialog", name="Keys").press("Control+Enter")
    page.get_by_role("dialog", name="Keys").press("Escape")
    messages(page).get_by_role("button", name="React").first.press("Control+Enter")
    page.get_by_role("searchbox").or_(messages(page)).first.press("Control+Enter")
    expect(editor(page)).to_have_text("Not yet")
    assert not writing.replies(0)
    page.get_by_role("button", name="Attach files").press("Control+Enter")
    expect(editor(page)).to_have_text("")
    assert len(writing.replies(1)) == 1
