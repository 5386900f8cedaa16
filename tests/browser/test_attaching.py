"""Files of a reply: dropped, pasted, limited, stopped."""

from collections.abc import Callable

from playwright.sync_api import expect

from infra.workbench.page import editor, messages
from tests.browser.accessibility import check_accessibility
from tests.browser.composing import attach, composer, drag
from tests.browser.desk import Answer, Call, Json, problem
from tests.browser.samples_composer import FILES, Writing
from tests.browser.site import FILES_ORIGIN


def test_files_are_dropped_anywhere_on_the_conversation_m20(write: Callable[..., Writing]) -> None:
    writing = write(attachments={**FILES, "max_file_size_bytes": 50_000_000, "file_mime_types": ["image/*"]})
    page = writing.page
    drag(page, "dragenter")
    expect(page.get_by_text("Drop it to attach it")).to_be_visible()
    writing.desk.pictures("composer-drop")
    drag(page, "drop")
    expect(page.get_by_text("Drop it to attach it")).to_have_count(0)
    files = page.get_by_role("list", name="Attached files")
    expect(files.get_by_text("900 bytes")).to_be_visible()
    expect(files.locator("img")).to_have_count(1)
    drag(page, "drop", "a.pdf", "application/pdf")
    expect(files.get_by_text("This channel carries only pictures.")).to_be_visible()
    attach(page, ("no picture.png", "image/png", 30))
    expect(files.get_by_text("no picture.png")).to_be_visible()
    expect(files.locator("img")).to_have_count(1)
    page.get_by_role("button", name="Remove no picture.png").click()
    expect(page.get_by_role("button", name="Send", exact=True)).to_be_disabled()
    assert [each["name"] for each in writing.files] == ["vase.png", "no picture.png"], "what is not carried stays here"
    page.get_by_role("button", name="Remove a.pdf").click()
    page.get_by_role("button", name="Send", exact=True).click()
    expect(files).to_have_count(0)
    assert writing.replies(1)[0]["attachments"] == [{"type": "FILE", "file_id": "fil_00000", "usage": "IMAGE"}]
    assert writing.uploads == ["", ""], "the storage does not get the token"


def test_pasted_pictures_are_attached_but_not_those_of_a_text(write: Callable[..., Writing]) -> None:
    writing = write()
    page = writing.page
    script = """(target, text) => {
      const data = new DataTransfer();
      data.items.add(new File([new Uint8Array(9)], "image.png", { type: "image/png" }));
      data.setData("text/html", text ? `<p>${text}</p>` : '<img src="https://evil.example.com/a.png">');
      if (text) data.setData("text/plain", text);
      target.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
    }"""
    editor(page).evaluate(script, "From Excel")
    expect(editor(page)).to_have_text("From Excel")
    expect(page.get_by_role("list", name="Attached files")).to_have_count(0)
    editor(page).evaluate(script, "")
    expect(page.get_by_role("list", name="Attached files").get_by_text("image.png")).to_be_visible()


def test_limits_of_files_are_said_before_they_go_up(write: Callable[..., Writing]) -> None:
    writing = write(attachments={**FILES, "max_file_count": 1, "max_file_size_bytes": 1000})
    page = writing.page
    attach(page, ("big.txt", "text/plain", 1001))
    attach(page, ("empty.txt", "text/plain", 0))
    expect(page.get_by_text("this channel carries 1 kB")).to_be_visible()
    expect(page.get_by_text("This file is empty.")).to_be_visible()
    check_accessibility(page)
    page.get_by_role("button", name="Remove big.txt").click()
    page.get_by_role("button", name="Remove empty.txt").click()
    attach(page, ("a.txt", "text/plain", 10))
    attach(page, ("b.txt", "text/plain", 10))
    expect(page.get_by_text("This channel carries one file in a message.")).to_be_visible()
    expect(page.get_by_role("button", name="Send", exact=True)).to_be_disabled()


def test_an_upload_can_be_stopped_and_tried_again(write: Callable[..., Writing]) -> None:
    writing = write()
    page = writing.page
    page.route(f"{FILES_ORIGIN}/", lambda _: None)
    send = page.get_by_role("button", name="Send", exact=True)
    before = send.bounding_box()
    attach(page, ("a.txt", "text/plain", 10))
    editor(page).fill("Here it is.")
    expect(page.get_by_text("A file is still going up.")).to_be_visible()
    expect(composer(page).locator("[data-wrong]")).to_have_count(0)
    expect(send).to_be_disabled()
    after = send.bounding_box()
    assert before is not None
    assert after is not None
    assert after["width"] == before["width"], "its word is not cut"
    page.get_by_role("button", name="Stop a.txt").click()
    expect(page.get_by_role("list", name="Attached files")).to_have_count(0)
    page.unroute(f"{FILES_ORIGIN}/")
    writing.desk.visitor.expect_complaint("403")
    expired = {"status": 403, "body": "expired", "headers": {"Access-Control-Allow-Origin": "*"}}
    page.route(f"{FILES_ORIGIN}/", lambda route: route.fulfill(**expired))
    attach(page, ("b.txt", "text/plain", 10))
    expect(page.get_by_text("The storage did not take it.")).to_be_visible()
    page.unroute(f"{FILES_ORIGIN}/")
    page.get_by_role("button", name="Try b.txt again").click()
    expect(page.get_by_text("10 bytes")).to_be_visible()


def test_a_token_that_ends_while_a_file_goes_up_loses_nothing(write: Callable[..., Writing]) -> None:
    writing = write()
    page = writing.page
    ended: list[str] = []
    writing.desk.visitor.expect_complaint("401")

    def refuse_once(call: Call) -> Answer | Json:
        if not ended:
            ended.append(call.headers["authorization"])
            return problem(401, "not_authenticated", "The token has expired.")
        return writing.files[0] | {"state": "READY"}

    writing.desk.on("GET", "/files/{id}", refuse_once)
    editor(page).fill("With a file")
    attach(page, ("a.txt", "text/plain", 10))
    expect(page.get_by_text("10 bytes")).to_be_visible()
    assert ended
    page.get_by_role("button", name="Send", exact=True).click()
    expect(messages(page).get_by_text("With a file")).to_be_visible()
    assert len(writing.uploads) == 1


def test_what_the_desk_finds_in_a_file_is_said_at_the_file(write: Callable[..., Writing]) -> None:
    writing = write()
    failure = {"code": "type_mismatch", "reason": "This is text, not image/png."}
    writing.desk.on("GET", "/files/{id}", lambda _: writing.files[0] | {"state": "FAILED", "failure": failure})
    attach(writing.page, ("vase.png", "image/png", 10))
    attached = writing.page.get_by_role("list", name="Attached files")
    expect(attached).to_contain_text("The file is not what its name says.")
