"""A reply and the next status of its ticket in one step."""

from collections.abc import Callable

from playwright.sync_api import Page, expect

from infra.workbench.page import editor, messages
from tests.browser import samples_work as work
from tests.browser.accessibility import check_accessibility
from tests.browser.desk import Answer, Call, Json, problem
from tests.browser.samples_composer import Writing

REPLIES = "/conversations/{id}/replies"


def send_into(page: Page, status: str) -> None:
    page.get_by_role("button", name="Other ways to send").click()
    page.get_by_role("menuitem", name=status).click()


def sets(writing: Writing, at_least: int) -> list[Json | None]:
    return [call.body.get("set_status") for call in writing.desk.sent("POST", REPLIES, at_least)]


def keys(writing: Writing, at_least: int) -> list[str]:
    return [call.headers["idempotency-key"] for call in writing.desk.sent("POST", REPLIES, at_least)]


def test_a_reply_is_sent_with_the_next_status_and_the_last_choice_has_a_key(write: Callable[..., Writing]) -> None:
    writing = write()
    page = writing.desk.page
    editor(page).fill("It is on its way.")
    page.get_by_role("button", name="Other ways to send").click()
    expect(page.get_by_role("menuitem")).to_have_text(["ClosedCtrl Shift Enter", "Waiting on contact", "Waiting on us"])
    check_accessibility(page)
    writing.desk.pictures("work-send")
    with page.expect_response("**/replies"):
        page.get_by_role("menuitem", name="Waiting on contact").click()
    expect(editor(page)).to_be_focused()
    page.keyboard.type("And one more thing.")
    with page.expect_response("**/replies"):
        page.keyboard.press("Control+Shift+Enter")
    page.keyboard.type("That is all.")
    with page.expect_response("**/replies"):
        page.keyboard.press("Control+Enter")
    waiting = {"status_id": "waiting_on_contact"}
    assert sets(writing, 3) == [waiting, waiting, None]


def test_what_the_status_needs_is_asked_before_the_reply_is_sent(write: Callable[..., Writing]) -> None:
    writing = write()
    desk, page = writing.desk, writing.desk.page
    desk.visitor.expect_complaint("409")
    needed = [each for each in desk.properties if each["name"] in {"priority", "category"}]

    def answer(call: Call) -> Answer:
        given = call.body["set_status"].get("properties", {})
        missing = [each for each in needed if each["name"] not in given]
        if missing:
            return Answer(409, work.refused(missing, ["closed"]))
        return writing.take(call)

    desk.on("POST", REPLIES, answer)
    editor(page).fill("It is on its way.")
    send_into(page, "Closed")
    form = page.get_by_role("dialog", name="Move to Closed")
    form.get_by_role("combobox", name="Priority").select_option("Low")
    form.get_by_role("textbox", name="Category").fill("Parcel")
    expect(form.get_by_text("Move anyway")).to_have_count(0)
    form.get_by_role("button", name="Move to Closed").click()
    expect(form).to_have_count(0)
    expect(messages(page).get_by_text("It is on its way.")).to_have_count(1)
    expect(editor(page)).to_have_text("")
    assert sets(writing, 2)[-1] == {
        "status_id": "closed",
        "properties": {"priority": "low", "category": "Parcel"},
    }
    assert len(set(keys(writing, 2))) == 2


def test_a_reply_whose_form_is_left_comes_back_into_the_editor(write: Callable[..., Writing]) -> None:
    writing = write()
    desk, page = writing.desk, writing.desk.page
    desk.visitor.expect_complaint("409")
    desk.on("POST", REPLIES, Answer(409, work.refused([desk.properties[1]], ["closed"])))
    editor(page).fill("It is on its way.")
    send_into(page, "Closed")
    expect(page.get_by_role("dialog", name="Move to Closed")).to_be_visible()
    page.keyboard.press("Escape")
    expect(editor(page)).to_have_text("It is on its way.")
    expect(messages(page).get_by_text("It is on its way.")).to_have_count(0)
    assert page.evaluate("Object.keys(localStorage).filter((name) => name.includes('departure'))") == []


def test_the_same_answers_go_again_under_the_same_key(write: Callable[..., Writing]) -> None:
    """The desk may have sent it, although its answer was lost."""
    writing = write()
    desk, page = writing.desk, writing.desk.page
    desk.visitor.expect_complaint("409")
    desk.visitor.expect_complaint("503")
    desk.on("POST", REPLIES, Answer(409, work.refused([desk.properties[1]], ["closed"])))
    editor(page).fill("It is on its way.")
    send_into(page, "Closed")
    form = page.get_by_role("dialog", name="Move to Closed")
    form.get_by_role("combobox", name="Priority").select_option("Low")
    desk.on("POST", REPLIES, problem(503, "unavailable", "Later."))
    form.get_by_role("button", name="Move to Closed").click()
    expect(form.get_by_role("alert")).to_contain_text("What you entered is still here")
    desk.on("POST", REPLIES, writing.take)
    form.get_by_role("button", name="Move to Closed").click()
    expect(form).to_have_count(0)
    expect(messages(page).get_by_text("It is on its way.")).to_have_count(1)
    first, second, third = keys(writing, 3)
    assert first != second == third
