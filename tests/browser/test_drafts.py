"""What is written and not sent yet: it survives, in every tab, for its writer alone."""

from collections.abc import Callable

from playwright.sync_api import FilePayload, expect

from infra.workbench.page import editor, messages
from tests.browser.accessibility import check_accessibility
from tests.browser.composing import attach
from tests.browser.desk import RecordedDesk
from tests.browser.held import Held
from tests.browser.samples_composer import Writing
from tests.browser.site import FILES_ORIGIN


def test_a_draft_survives_a_reload_and_is_marked_in_the_list(write: Callable[..., Writing]) -> None:
    writing = write()
    page = writing.page
    editor(page).click()
    page.keyboard.press("Control+b")
    page.keyboard.type("Half a sentence")
    attach(page, ("a.txt", "text/plain", 10))
    expect(page.get_by_text("10 bytes")).to_be_visible()
    page.reload()
    expect(editor(page).locator("strong")).to_have_text("Half a sentence")
    expect(page.get_by_text("10 bytes")).to_be_visible()
    row = page.get_by_role("region", name="Tickets").get_by_role("listitem").first
    expect(row).to_contain_text("Draft")
    editor(page).press("Control+Enter")
    expect(row).not_to_contain_text("Draft")
    # The page is left while the reply goes: it goes on under the same key.
    page.reload()
    expect(editor(page)).to_have_text("")
    expect(messages(page).get_by_text("Sending")).to_have_count(0)
    expect(messages(page).get_by_text("Half a sentence")).to_have_count(1)
    assert len(writing.entries) == 4


def test_another_tab_has_the_draft_too(write: Callable[..., Writing], address: str) -> None:
    writing = write()
    other = Writing(RecordedDesk(writing.desk.visitor, address))
    other.open()
    expect(editor(other.page)).to_be_visible()
    editor(writing.page).fill("Written in one tab")
    writing.page.clock.fast_forward(1000)
    expect(editor(other.page)).to_have_text("Written in one tab")
    editor(other.page).press("Control+Enter")
    expect(editor(writing.page)).to_have_text("")


def test_two_tabs_of_one_conversation_send_once_and_both_see_it(write: Callable[..., Writing], address: str) -> None:
    writing = write()
    other = Writing(RecordedDesk(writing.desk.visitor, address))
    other.entries = writing.entries  # one desk
    other.open()
    editor(writing.page).fill("From the first tab")
    writing.page.clock.fast_forward(1000)
    expect(editor(other.page)).to_have_text("From the first tab")
    editor(writing.page).press("Control+Enter")
    expect(messages(writing.page).get_by_text("From the first tab")).to_be_visible()
    expect(editor(other.page)).to_have_text("")
    other.page.clock.fast_forward(5000)
    expect(messages(other.page).get_by_text("From the first tab")).to_have_count(1)
    assert (len(writing.replies(1)), len(other.replies(0))) == (1, 0)


def test_a_draft_of_another_tab_that_comes_while_the_editor_is_loaded_is_shown(
    write: Callable[..., Writing], address: str
) -> None:
    writing = write()
    other = Writing(RecordedDesk(writing.desk.visitor, address))
    held = Held(other.page, "**/assets/RichEditor-*.js")
    other.open()
    expect(other.page.get_by_role("region", name="Reply")).to_be_visible()
    editor(writing.page).fill("Written in one tab")
    writing.page.clock.fast_forward(1000)
    row = other.page.get_by_role("region", name="Tickets").get_by_role("listitem").first
    expect(row).to_contain_text("Draft")
    held.let_go()
    expect(editor(other.page)).to_have_text("Written in one tab")


def test_somebody_else_does_not_see_the_draft(write: Callable[..., Writing]) -> None:
    writing = write()
    page = writing.page
    editor(page).fill("Mine")
    page.clock.fast_forward(1000)
    names: list[str] = page.evaluate("Object.keys(localStorage).filter((name) => name.startsWith('kanaal.draft.'))")
    assert len(names) == 1
    page.evaluate(
        "name => localStorage.setItem(name.replace(/draft\\.[^.]+/, 'draft.somebody'), localStorage.getItem(name))",
        names[0],
    )
    editor(page).press("Control+a")
    editor(page).press("Delete")
    expect(page.get_by_role("button", name="Send", exact=True)).to_be_disabled()
    page.reload()
    expect(editor(page)).to_have_text("")


def test_a_file_that_was_not_uploaded_is_asked_for_again(write: Callable[..., Writing]) -> None:
    writing = write()
    page = writing.page
    page.route(f"{FILES_ORIGIN}/", lambda _: None)
    editor(page).fill("The invoice is attached.")
    attach(page, ("invoice.pdf", "application/pdf", 10), ("terms.pdf", "application/pdf", 10))
    expect(page.get_by_text("2 files are still going up.")).to_be_visible()
    page.reload()
    page.unroute(f"{FILES_ORIGIN}/")
    files = page.get_by_role("list", name="Attached files").get_by_role("listitem")
    send = page.get_by_role("button", name="Send", exact=True)
    expect(files).to_contain_text(["Not uploaded. Choose it again."] * 2)
    expect(page.get_by_text("A file was not uploaded. Choose it again, or remove it.")).to_be_visible()
    expect(send).to_be_disabled()
    editor(page).press("Control+Enter")
    check_accessibility(page)
    writing.desk.pictures("files-not-uploaded")
    with page.expect_file_chooser() as chooser:
        page.get_by_role("button", name="Choose invoice.pdf again").click()
    chooser.value.set_files([FilePayload(name="invoice-2.pdf", mimeType="application/pdf", buffer=b"x" * 20)])
    expect(files.first).to_contain_text("20 bytes")
    expect(send).to_be_disabled()
    # The same file in another way is the same file.
    attach(page, ("terms.pdf", "application/pdf", 30))
    expect(files).to_contain_text(["invoice-2.pdf", "terms.pdf"])
    expect(send).to_be_enabled()
    assert writing.replies(0) == []
    send.click()
    expect(editor(page)).to_have_text("")
    [body] = writing.replies(1)
    assert [each["file_id"] for each in body["attachments"]] == [file["id"] for file in writing.files[-2:]]


def test_a_file_that_was_not_uploaded_can_be_left_out(write: Callable[..., Writing]) -> None:
    writing = write()
    page = writing.page
    writing.desk.visitor.expect_complaint("403")
    refused = {"status": 403, "body": "expired", "headers": {"Access-Control-Allow-Origin": "*"}}
    page.route(f"{FILES_ORIGIN}/", lambda route: route.fulfill(**refused))
    editor(page).fill("Without it")
    attach(page, ("a.txt", "text/plain", 10))
    expect(page.get_by_text("The storage did not take it.")).to_be_visible()
    page.reload()
    expect(page.get_by_role("button", name="Choose a.txt again")).to_be_visible()
    page.get_by_role("button", name="Remove a.txt").click()
    page.get_by_role("button", name="Send", exact=True).click()
    expect(messages(page).get_by_text("Without it")).to_be_visible()
