"""What is inserted into a reply: snippets, the library, passages of earlier messages, as the channel carries them."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from infra.workbench.page import editor, messages
from tests.browser import samples_conversation as thread
from tests.browser.accessibility import check_accessibility
from tests.browser.composing import composer
from tests.browser.desk import Answer, Call, Json, RecordedDesk, problem
from tests.browser.samples_composer import Writing, library, previewed, snippets

PREVIEW = "/conversations/{id}/composer/preview"


@pytest.fixture(autouse=True)
def prepared(desk: RecordedDesk) -> None:
    desk.on("GET", "/snippets", {"snippets": snippets(), "folders": ["Billing/Refunds", "Everyday"]})
    desk.on("GET", "/library", {"entries": library()})
    desk.on("POST", PREVIEW, previewed("You get your money back."))


def test_a_slash_finds_a_snippet_by_shortcut_name_and_folder(write: Callable[..., Writing]) -> None:
    writing = write()
    page = writing.page
    writing.desk.on("POST", PREVIEW, previewed("", "<p>You get <strong>your money</strong> back.</p>"))
    editor(page).click()
    page.keyboard.type("Hello Ada, /")
    options = page.get_by_role("option")
    expect(options).to_have_count(3)
    writing.desk.pictures("snippets")
    check_accessibility(page)
    page.keyboard.type("every")
    expect(options).to_have_count(2)
    for _ in range(5):
        page.keyboard.press("Backspace")
    page.keyboard.type("within")
    expect(options).to_have_text(["Refund within 14 daysBilling/Refunds · /refundYou get your money back."])
    page.keyboard.press("Enter")
    expect(editor(page)).to_have_text("Hello Ada, You get your money back.")
    expect(editor(page).locator("strong")).to_have_text("your money")
    page.keyboard.type(" Bye")
    expect(editor(page)).to_have_text("Hello Ada, You get your money back. Bye")
    assert writing.desk.sent("POST", PREVIEW)[0].body == {"snippet_id": "snp_00002"}
    page.keyboard.press("Control+Enter")
    expect(editor(page)).to_have_text("")
    assert writing.replies(1)[0]["rich_text"] == "<p>Hello Ada, You get <strong>your money</strong> back. Bye</p>"


def test_a_slash_is_also_just_a_slash(write: Callable[..., Writing]) -> None:
    writing = write(rich_text=[])
    page = writing.page
    editor(page).click()
    page.keyboard.type("1/2 https://x.example/hi ")
    expect(page.get_by_role("listbox")).to_have_count(0)
    page.keyboard.type("/h")
    expect(page.get_by_role("option", name="Greeting")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("listbox")).to_have_count(0)
    expect(editor(page)).to_be_focused()
    page.keyboard.type("ome or ")
    expect(page.get_by_role("listbox")).to_have_count(0)
    page.keyboard.type("/refund")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Tab")
    expect(editor(page)).to_have_value("1/2 https://x.example/hi /home or You get your money back.")
    page.keyboard.press("Control+z")
    expect(editor(page)).not_to_have_value("1/2 https://x.example/hi /home or You get your money back.")


def test_what_a_snippet_lacks_is_named_and_filled_in(write: Callable[..., Writing]) -> None:
    writing = write()
    page, desk = writing.page, writing.desk

    def preview(call: Call) -> Answer | Json:
        values = call.body.get("values")
        if values:
            return previewed(f"We call {values['contact.phone']}.")
        lacks = {"field": "contact.phone", "message": "it has no value here, and no default in the snippet"}
        return problem(400, "placeholder_without_value", "contact.phone: …", [lacks])

    desk.visitor.expect_complaint("400")
    desk.on("POST", PREVIEW, preview)
    editor(page).click()
    page.keyboard.type("/call")
    expect(page.get_by_role("option", name="We call you")).to_be_visible()
    page.keyboard.press("Enter")
    form = page.get_by_role("form", name="What is missing")
    expect(form).to_contain_text("“We call you” needs something that the desk does not know.")
    phone = form.get_by_label("Phone number of the customer")
    expect(phone).to_be_focused()
    desk.pictures("snippet-missing")
    check_accessibility(page)
    page.keyboard.type("+31 30 123")
    page.keyboard.press("Enter")
    expect(editor(page)).to_have_text("We call +31 30 123.")
    expect(form).to_have_count(0)
    expect(editor(page)).to_be_focused()


def test_a_document_of_the_library_is_attached(write: Callable[..., Writing]) -> None:
    writing = write()
    page = writing.page
    file = {"file_id": "fil_90001", "name": "Price list 2027.pdf", "content_type": "application/pdf"}
    attached = [{"type": "FILE", "file_id": "fil_90001"}]
    files = [{**file, "size": 48_213, "usage": "OTHER"}]
    writing.desk.on("POST", PREVIEW, previewed(attachments=attached, files=files))
    page.get_by_role("button", name="Library").click()
    expect(page.get_by_role("option")).to_have_count(5)
    writing.desk.pictures("library")
    check_accessibility(page)
    page.keyboard.type("price")
    expect(page.get_by_role("option")).to_have_count(1)
    page.keyboard.press("Enter")
    expect(page.get_by_role("list", name="Attached files")).to_contain_text("Price list 2027.pdf")
    assert writing.desk.sent("POST", PREVIEW)[0].body == {"entry_id": "lib_00001"}
    writing.files.append(
        {"id": "fil_90001", **file, "size": 48_213, "usage": "OTHER", "state": "READY", "scan": "CLEAN"}
    )
    editor(page).press("Control+Enter")
    expect(page.get_by_role("list", name="Attached files")).to_have_count(0)
    assert writing.replies(1)[0]["attachments"] == [{"type": "FILE", "file_id": "fil_90001", "usage": "OTHER"}]


def test_what_the_channel_does_not_carry_is_said_where_it_was_inserted(write: Callable[..., Writing]) -> None:
    writing = write(rich_text=[])
    page, desk = writing.page, writing.desk
    link = {"field": "rich_text", "message": "links", "capability": "richText", "kind": "HYPERLINK"}
    table = {**link, "message": "tables", "kind": "TABLE"}
    long = {"field": "text", "message": "has 20 characters, at most 10 fit", "capability": "maxTextLength"}
    desk.on("POST", PREVIEW, previewed("Return (https://help.example.com)", lost=[link, table]))
    editor(page).fill("See ")
    page.get_by_role("button", name="Snippets").click()
    page.get_by_role("option", name="Greeting").click()
    notice = composer(page).get_by_role("status")
    expect(notice).to_contain_text("This channel does not carry:")
    expect(notice.get_by_role("listitem")).to_have_text(
        ["links: their addresses stand after their words", "tables: each row is a line, with | between its cells"]
    )
    expect(editor(page)).to_have_value("See Return (https://help.example.com)")
    desk.pictures("inserted-lost")
    check_accessibility(page)
    notice.get_by_role("button", name="Take it out again").click()
    expect(editor(page)).to_have_value("See ")
    desk.on("POST", PREVIEW, previewed("Twenty characters !!", refused=[long]))
    page.get_by_role("button", name="Snippets").click()
    page.get_by_role("option", name="Greeting").click()
    expect(notice).to_contain_text("cannot be sent like this:")
    expect(notice.get_by_role("listitem")).to_have_text(["has 20 characters, at most 10 fit"])


def test_a_snippet_that_is_gone_is_said(write: Callable[..., Writing]) -> None:
    writing = write()
    page = writing.page
    writing.desk.visitor.expect_complaint("404")
    writing.desk.on("POST", PREVIEW, problem(404, "snippet_not_found", "There is no snippet."))
    page.get_by_role("button", name="Snippets").click()
    page.get_by_role("option", name="Greeting").click()
    expect(composer(page).get_by_role("alert")).to_contain_text("This snippet does not exist any more.")


def test_a_passage_of_a_message_is_cited(write: Callable[..., Writing]) -> None:
    writing = write()
    page, desk = writing.page, writing.desk
    desk.on("POST", PREVIEW, lambda call: previewed("", f"<blockquote>{call.body['passage'] or 'All'}</blockquote>"))
    words = messages(page).get_by_text("The number is 17.")
    words.evaluate(
        """(node) => {
          const text = document.createTreeWalker(node, NodeFilter.SHOW_TEXT).nextNode();
          document.getSelection().setBaseAndExtent(text, 11, text, 27);
        }"""
    )
    cite = page.get_by_role("button", name="Cite")
    expect(cite).to_be_visible()
    desk.pictures("cite")
    check_accessibility(page)
    cite.click()
    expect(editor(page).locator("blockquote")).to_have_text("The number is 17")
    expect(cite).to_have_count(0)
    expect(editor(page)).to_be_focused()
    first = messages(page).get_by_role("article").filter(has_text="My parcel has not arrived.").first
    first.hover()
    first.get_by_role("button", name="More").click()
    page.get_by_role("menuitem", name="Cite").click()
    expect(editor(page).locator("blockquote")).to_have_text(["The number is 17", "All"])
    sent = [call.body for call in desk.sent("POST", PREVIEW, 2)]
    assert sent == [
        {"message_id": thread.message_id(3), "passage": "The number is 17"},
        {"message_id": thread.message_id(1), "passage": None},
    ]


def test_what_is_prepared_is_found_by_whoever_comes_from_its_settings(desk: RecordedDesk) -> None:
    """Both screens have one answer of the desk in their cache."""
    Writing(desk)
    page = desk.open("/settings/snippets")
    expect(page.get_by_role("link", name="Greeting")).to_be_visible()
    page.get_by_role("link", name="Library").click()
    expect(page.get_by_role("link", name="New kitchen")).to_be_visible()
    page.get_by_role("link", name="All open").click()
    page.get_by_role("link", name="My parcel has not arrived").first.click()
    page.get_by_role("button", name="Snippets").click()
    expect(page.get_by_role("option")).to_have_count(3)
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Library").click()
    expect(page.get_by_role("option")).to_have_count(5)
    assert (len(desk.sent("GET", "/snippets")), len(desk.sent("GET", "/library"))) == (1, 1)
