"""Internal notes: written beside replies, never taken for one, and changed by their author alone."""

from collections.abc import Callable

from playwright.sync_api import expect

from infra.workbench.page import editor, messages
from tests.browser import samples
from tests.browser import samples_conversation as thread
from tests.browser.accessibility import check_accessibility
from tests.browser.composing import note_editor, note_pane, nothing_can_be_sent
from tests.browser.conversation import Recorded
from tests.browser.desk import Answer, Call, problem
from tests.browser.samples_composer import Writing

NOTES = "/conversations/{id}/notes"
NOTE = "/conversations/{id}/notes/{note}"


def test_a_note_is_written_by_its_key_with_a_mention_and_goes_to_the_desk_alone(write: Callable[..., Writing]) -> None:
    writing = write()
    page = writing.page
    page.locator("body").press("n")
    expect(note_editor(page)).to_be_focused()
    expect(note_pane(page)).to_contain_text("It never goes to the customer.")
    page.keyboard.type("Please ask @cl")
    expect(page.get_by_role("option", name="Cleo Martin")).to_be_visible()
    writing.desk.pictures("note-mention")
    check_accessibility(page)
    page.keyboard.press("Enter")
    page.keyboard.type("to call.")
    expect(note_editor(page)).to_have_text("Please ask @Cleo Martin to call.")
    page.keyboard.press("Control+Enter")
    expect(messages(page).get_by_role("article", name="Internal note of You")).to_contain_text("@Cleo Martin to call.")
    expect(note_editor(page)).to_have_text("")
    expect(note_editor(page)).to_be_focused()
    [call] = writing.desk.sent("POST", NOTES)
    assert call.body == {
        "text": "Please ask @Cleo Martin to call.",
        "rich_text": None,
        "attachments": [],
        "mentions": [samples.CLEO],
    }
    assert not writing.replies(0)


def test_reply_and_note_are_two_things_and_neither_loses_its_words(write: Callable[..., Writing]) -> None:
    writing = write()
    page = writing.page
    editor(page).click()
    page.keyboard.type("For the customer")
    page.get_by_role("tab", name="Note").click()
    expect(note_editor(page)).to_be_focused()
    page.keyboard.type("For us")
    expect(page.get_by_role("tab", name="Reply").get_by_role("img", name="Something is written here")).to_be_visible()
    page.get_by_role("tab", name="Note").press("ArrowLeft")
    expect(editor(page)).to_have_text("For the customer")
    page.reload()
    expect(editor(page)).to_be_visible()
    page.locator("body").press("n")
    expect(note_editor(page)).to_have_text("For us")
    expect(note_editor(page)).to_be_focused()
    page.keyboard.press("Escape")
    expect(note_editor(page)).not_to_be_focused()
    page.locator("body").press("r")
    expect(editor(page)).to_be_focused()
    expect(editor(page)).to_have_text("For the customer")


def test_where_nothing_can_be_sent_a_note_still_can_be_written(write: Callable[..., Writing]) -> None:
    writing = write(can_reply=False, obstacle={"code": "blocked", "reason": "The customer has blocked us."})
    page = writing.page
    expect(nothing_can_be_sent(page)).to_be_visible()
    page.locator("body").press("n")
    expect(note_editor(page)).to_be_focused()
    page.keyboard.type("Call them instead")
    page.keyboard.press("Control+Enter")
    expect(messages(page).get_by_text("Call them instead")).to_be_visible()


def test_a_note_that_was_not_taken_keeps_its_words_and_is_added_once(write: Callable[..., Writing]) -> None:
    writing = write()
    page = writing.page
    writing.desk.visitor.expect_complaint("503")
    writing.desk.on("POST", NOTES, problem(503, "unavailable", "Try again."))
    page.locator("body").press("n")
    expect(note_editor(page)).to_be_focused()
    page.keyboard.type("Once")
    page.keyboard.press("Control+Enter")
    expect(note_pane(page).get_by_role("alert")).to_contain_text("the note is not added twice")
    expect(note_editor(page)).to_have_text("Once")
    writing.desk.on("POST", NOTES, writing.note)
    page.get_by_role("button", name="Add note").click()
    expect(messages(page).get_by_text("Once", exact=True)).to_be_visible()
    first, second = writing.desk.sent("POST", NOTES, 2)
    assert first.headers["idempotency-key"] == second.headers["idempotency-key"]


def test_a_note_looks_different_in_the_timeline(conversation: Recorded) -> None:
    conversation.entries = [
        thread.message(1, "My parcel has not arrived.", minutes_ago=90),
        thread.reply(2, "I am looking into it.", minutes_ago=80),
        thread.note(1, "She has called twice. @Ben Ito, do you know more?", 2, minutes_ago=70, mentions=[samples.ME]),
        thread.note(2, "", 2, minutes_ago=60, deleted_at=samples.moment(50), version=2),
        thread.message(3, "Thank you! The number is 17.", minutes_ago=40),
    ]
    page = conversation.open()
    note = messages(page).get_by_role("article", name="Internal note of Cleo Martin")
    expect(note).to_contain_text("Internal note")
    expect(note.locator("mark")).to_have_text("@Ben Ito")
    expect(messages(page)).to_contain_text("Cleo Martin deleted a note.")
    note.hover()
    expect(note.get_by_role("button")).to_have_count(0)
    conversation.desk.pictures("notes")
    check_accessibility(page)
    page.set_viewport_size({"width": 360, "height": 780})
    page.get_by_role("button", name="Close the details").or_(page.locator("aside button").first).first.click()
    page.get_by_role("tab", name="Note").click()
    expect(note_editor(page)).to_be_focused()
    conversation.desk.pictures("notes-phone")
    check_accessibility(page)


def test_its_author_changes_and_deletes_a_note(conversation: Recorded) -> None:
    desk = conversation.desk
    note = thread.note(1, "Ask @Cleo Martin.", 1, minutes_ago=5, mentions=[samples.CLEO], actor=thread.BEN, version=4)
    conversation.entries = [thread.message(1, "Hello", minutes_ago=90), note]
    versions: list[str] = []

    def change(call: Call) -> Answer:
        versions.append(call.headers["if-match"])
        if len(versions) == 1:
            return problem(412, "version_differs", "Somebody has changed it.")
        note.update(text=call.body["text"], mentions=call.body["mentions"], version=5, edited_at=samples.moment())
        return Answer(200, note)

    def delete(call: Call) -> Answer:
        versions.append(call.headers["if-match"])
        note.update(text="", mentions=[], version=6, deleted_at=samples.moment())
        return Answer(204)

    desk.on("PATCH", NOTE, change)
    desk.on("DELETE", NOTE, delete)
    desk.visitor.expect_complaint("412")
    page = conversation.open()
    shown = messages(page).get_by_role("article", name="Internal note of You")
    shown.get_by_role("button", name="Edit the note").click()
    page.get_by_role("textbox", name="New text").fill("No need to ask.")
    page.keyboard.press("Control+Enter")
    expect(shown).to_contain_text("This note was changed in another window.")
    expect(page.get_by_role("textbox", name="New text")).to_have_value("No need to ask.")
    page.keyboard.press("Control+Enter")
    expect(shown).to_contain_text("edited")
    assert desk.sent("PATCH", NOTE, 2)[-1].body == {"text": "No need to ask.", "rich_text": None, "mentions": []}
    shown.get_by_role("button", name="Delete the note").click()
    shown.get_by_role("button", name="Delete", exact=True).click()
    expect(messages(page)).to_contain_text("You deleted a note.")
    expect(messages(page).get_by_text("No need to ask.")).to_have_count(0)
    assert versions == ['"4"', '"4"', '"5"']
