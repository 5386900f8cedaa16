"""Writing a reply: what the channel carries, and nothing else."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import FilePayload, Locator, Page, Route, expect

from infra.workbench.page import KEY_CPU_MS, editor, key_cpu_ms, messages, settle
from tests.browser import samples_conversation as thread
from tests.browser.accessibility import check_accessibility
from tests.browser.desk import Answer, Call, RecordedDesk, problem
from tests.browser.samples_composer import EVERYTHING, FILES, NO_FILES, Writing
from tests.browser.site import FILES_ORIGIN

Json = dict[str, Any]
_BULLET = "<span style='mso-list:Ignore'>·<span>&nbsp;&nbsp;</span></span>"
_LIST = "style='mso-list:l0 level1 lfo1'"
WORD = f"""<html xmlns:o="urn:schemas-microsoft-com:office:office">
<head><style>p.MsoNormal{{color:red}}</style></head><body>
<!--[if gte mso 9]><xml><o:OfficeDocumentSettings/></xml><![endif]-->
<h1 style='color:#2F5496'>Return form</h1>
<p class=MsoNormal>Dear <b><span style='color:red'>Ada</span></b>,<o:p></o:p></p>
<p class=MsoListParagraphCxSpFirst {_LIST}>{_BULLET}pack it</p>
<p class=MsoListParagraphCxSpLast {_LIST}>{_BULLET}send it</p>
<table><tr><td>Size</td><td>42</td></tr></table></body></html>"""
HOSTILE = """<p onclick="alert(1)">Hi <img src="https://evil.example.com/a.png" onerror="document.title='run'">
<script>document.title='run'</script><a href="javascript:alert(1)">bad</a> <a href="https://good.example.com">good</a>
<iframe src="https://evil.example.com"></iframe><span style="display:none">hidden</span><u>under</u></p>"""


def composer(page: Page) -> Locator:
    return page.get_by_role("region", name="Reply")


def paste(page: Page, html: str = "", text: str = "") -> None:
    editor(page).evaluate(
        """(target, [html, text]) => {
          const data = new DataTransfer();
          if (html) data.setData("text/html", html);
          if (text) data.setData("text/plain", text);
          target.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
        }""",
        [html, text],
    )


def hold(page: Page, event: str, name: str = "vase.png", kind: str = "image/png", size: int = 900) -> None:
    """A file is dragged over the messages, or dropped on them."""
    messages(page).evaluate(
        """(target, [event, name, type, content]) => {
          const data = new DataTransfer();
          data.items.add(new File([new Uint8Array(content)], name, { type }));
          target.dispatchEvent(new DragEvent(event, { dataTransfer: data, bubbles: true, cancelable: true }));
        }""",
        [event, name, kind, list(thread.png(8, 6).ljust(size, b"\0"))],
    )


def attach(page: Page, *files: tuple[str, str, int]) -> None:
    page.locator("main input[aria-label='Attach files']").set_input_files(
        [FilePayload(name=name, mimeType=kind, buffer=b"x" * size) for name, kind, size in files]
    )


@pytest.fixture
def write(desk: RecordedDesk) -> Callable[..., Writing]:
    def made(**changes: Any) -> Writing:
        writing = Writing(desk, **changes)
        writing.open()
        expect(editor(desk.page).or_(page_obstacle(desk.page))).to_be_visible()
        return writing

    return made


def page_obstacle(page: Page) -> Locator:
    return page.get_by_role("region", name="Nothing can be sent here.")


def test_a_reply_is_on_screen_at_once_and_becomes_real_m19(write: Callable[..., Writing]) -> None:
    writing = write()
    page = writing.page
    waiting: list[Route] = []
    page.route("**/replies", lambda route: waiting.append(route))  # noqa: PLW0108
    editor(page).click()
    page.keyboard.type("It will arrive tomorrow.")
    page.keyboard.press("Control+Enter")
    expect(messages(page).get_by_text("It will arrive tomorrow.")).to_be_visible()
    expect(messages(page).get_by_text("Sending")).to_be_visible()
    expect(editor(page)).to_have_text("")
    expect(editor(page)).to_be_focused()
    page.unroute("**/replies")
    waiting[0].fallback()
    expect(messages(page).get_by_text("Sending")).to_have_count(0)
    expect(messages(page).get_by_text("It will arrive tomorrow.")).to_have_count(1)
    [body] = writing.replies()
    assert body == {
        "text": "It will arrive tomorrow.",
        "rich_text": None,
        "attachments": [],
        "recipients": [],
        "in_reply_to": None,
    }


def test_what_is_typed_before_the_editor_is_there_is_no_key(desk: RecordedDesk) -> None:
    held: list[Route] = []
    desk.page.route("**/assets/Composer-*.js", lambda route: held.append(route))  # noqa: PLW0108
    Writing(desk).open()
    page = desk.page
    expect(page.get_by_role("heading", name="My parcel has not arrived")).to_be_visible()
    page.keyboard.type("rDear Ada, see you")
    before = page.url
    page.unroute("**/assets/Composer-*.js")
    held[0].continue_()
    expect(editor(page)).to_be_focused()
    assert page.url == before
    assert desk.sent("PUT", "/tickets/{id}/status") == desk.sent("PUT", "/tickets/{id}/owner") == []


@pytest.mark.parametrize("lines", [1, 4])
def test_after_sending_the_end_of_the_conversation_is_in_sight(desk: RecordedDesk, lines: int) -> None:
    writing = Writing(desk)
    writing.entries = [thread.message(n, f"Number {n}", minutes_ago=90 - n) for n in range(1, 30)]
    writing.entries.append(thread.reply(30, "Our reply", minutes_ago=50))
    page = writing.open()
    expect(messages(page).get_by_text("Our reply")).to_be_in_viewport()
    waiting: list[Route] = []
    page.route("**/replies", lambda route: waiting.append(route))  # noqa: PLW0108
    editor(page).press_sequentially("\n".join(["It will arrive."] * lines))
    page.keyboard.press("Control+Enter")
    expect(messages(page).get_by_text("It will arrive.").first).to_be_visible()
    settle(messages(page))
    page.unroute("**/replies")
    waiting[0].fallback()
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
    assert len(writing.replies()) == 1


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
    assert writing.replies()[0]["in_reply_to"] == thread.message_id(1)
    first.hover()
    first.get_by_role("button", name="Answer").click()
    page.get_by_role("button", name="Answer the newest message instead").click()
    page.keyboard.type("Newest")
    page.keyboard.press("Control+Enter")
    expect(messages(page).get_by_text("Newest", exact=True)).to_be_visible()
    assert writing.replies()[1]["in_reply_to"] is None


def test_styles_of_the_channel_are_sent_m20(write: Callable[..., Writing]) -> None:
    writing = write()
    page = writing.page
    editor(page).click()
    page.keyboard.type("Dear ")
    page.keyboard.press("Control+b")
    page.keyboard.type("Ada")
    page.keyboard.press("Control+b")
    page.keyboard.type(" & <b>")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="List", exact=True).click()
    page.keyboard.type("one")
    page.keyboard.press("Control+Enter")
    expect(editor(page)).to_have_text("")
    [body] = writing.replies()
    assert body["rich_text"] == "<p>Dear <strong>Ada</strong> &amp; &lt;b&gt;</p><ul><li><p>one</p></li></ul>"
    assert body["text"] == "Dear Ada & <b>\n- one"


def test_what_the_channel_lacks_cannot_be_typed_or_pasted_m20(write: Callable[..., Writing]) -> None:
    writing = write(rich_text=["BOLD", "HYPERLINK"], attachments=NO_FILES, quick_replies=False)
    page = writing.page
    for name in ("Italic", "Underlined", "List", "Quote", "Attach files", "Add a quick reply", "More recipients"):
        expect(page.get_by_role("button", name=name, exact=True)).to_have_count(0)
    editor(page).click()
    page.keyboard.press("Control+i")
    page.keyboard.type("- *a* ")
    page.keyboard.press("Control+a")
    page.keyboard.press("Delete")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    paste(page, HOSTILE, "text")
    expect(editor(page)).to_contain_text("good")
    page.keyboard.press("Control+Enter")
    expect(messages(page).get_by_text("good")).to_be_visible()
    [body] = writing.replies()
    assert body["rich_text"] == '<p>Hi bad <a href="https://good.example.com">good</a> under</p>'
    assert not [url for url in asked if "evil" in url], "nothing is loaded while pasting"
    assert page.title() != "run"


def test_pasted_word_content_is_cleaned_m20(write: Callable[..., Writing]) -> None:
    writing = write()
    editor(writing.page).click()
    paste(writing.page, WORD, "Return form")
    expect(editor(writing.page)).to_contain_text("send it")
    writing.page.keyboard.press("Control+Enter")
    expect(editor(writing.page)).to_have_text("")
    assert writing.replies()[0]["rich_text"] == (
        "<p><strong>Return form</strong></p><p>Dear <strong>Ada</strong>,</p>"
        "<ul><li><p>pack it</p></li><li><p>send it</p></li></ul><p>Size | 42</p>"
    )


def test_links_and_pictures_of_the_web_m20(write: Callable[..., Writing]) -> None:
    writing = write(rich_text=["HYPERLINK"], inline_images=True)
    page = writing.page
    editor(page).click()
    page.keyboard.press("Control+Shift+k")
    page.get_by_label("Address").fill("javascript:alert(1)")
    page.keyboard.press("Enter")
    expect(page.get_by_text("This is no address.")).to_be_visible()
    page.get_by_label("Address").fill("shop.example.com/a")
    page.get_by_label("Words that are shown").fill("our shop")
    page.keyboard.press("Enter")
    expect(editor(page)).to_contain_text("our shop")
    page.get_by_role("button", name="Picture of the web").click()
    page.get_by_label("Address of the picture").fill("https://pictures.example.com/a.png")
    page.get_by_label("What it shows").fill("A vase")
    page.keyboard.press("Enter")
    expect(editor(page)).to_contain_text("A vase")
    page.keyboard.press("Control+Enter")
    expect(editor(page)).to_have_text("")
    assert writing.replies()[0]["rich_text"] == (
        '<p><a href="https://shop.example.com/a">our shop</a> '
        '<img src="https://pictures.example.com/a.png" alt="A vase"></p>'
    )


def test_colours_sizes_and_alignment_m20(write: Callable[..., Writing]) -> None:
    writing = write(rich_text=EVERYTHING)
    page = writing.page
    editor(page).click()
    for menu, choice in (("Alignment", "In the middle"), ("Colour of the text", "Red"), ("Size of the text", "Large")):
        page.get_by_role("button", name=menu).click()
        page.get_by_role("menuitem", name=choice).click()
    page.keyboard.type("Sale")
    page.keyboard.press("Control+Enter")
    expect(editor(page)).to_have_text("")
    html = writing.replies()[0]["rich_text"]
    assert html.startswith('<p style="text-align: center">')
    assert "color: #c92a2a" in html
    assert "font-size: 1.4em" in html


def test_a_plain_channel_gets_plain_text(write: Callable[..., Writing]) -> None:
    writing = write(rich_text=[], attachments=NO_FILES, quick_replies=False)
    page = writing.page
    paste(page, "<b>bold</b>", "bold")
    editor(page).fill("a\n\n<b>b</b>\n")
    check_accessibility(page)
    writing.desk.pictures("composer-plain")
    with page.expect_response("**/replies"):
        editor(page).press("Control+Enter")
    expect(editor(page)).to_have_value("")
    assert writing.replies()[0] | {"recipients": None} == {
        "text": "a\n\n<b>b</b>",
        "rich_text": None,
        "attachments": [],
        "recipients": None,
        "in_reply_to": None,
    }


@pytest.mark.parametrize("kinds", [[], ["BOLD"]])
def test_a_text_that_is_too_long_is_counted_and_not_sent(write: Callable[..., Writing], kinds: list[str]) -> None:
    writing = write(rich_text=kinds, max_text_length=60_000)
    page = writing.page
    editor(page).click()
    page.keyboard.insert_text("👍" + "x" * 60_000)
    expect(page.get_by_text("One character too many.")).to_be_visible()
    expect(page.get_by_text("60,001 / 60,000")).to_be_visible()
    expect(page.get_by_role("button", name="Send", exact=True)).to_be_disabled()
    page.keyboard.press("Control+Enter")
    assert not writing.replies()
    page.keyboard.press("Backspace")
    expect(page.get_by_text("60,000 / 60,000")).to_be_visible()
    page.keyboard.press("Control+Enter")
    expect(messages(page).get_by_text("xxx").first).to_be_visible()
    assert len(writing.replies()[0]["text"]) == 60_000


def test_files_are_dropped_anywhere_on_the_conversation_m20(write: Callable[..., Writing]) -> None:
    writing = write(attachments={**FILES, "max_file_size_bytes": 50_000_000, "file_mime_types": ["image/*"]})
    page = writing.page
    hold(page, "dragenter")
    expect(page.get_by_text("Drop it to attach it")).to_be_visible()
    writing.desk.pictures("composer-drop")
    hold(page, "drop")
    expect(page.get_by_text("Drop it to attach it")).to_have_count(0)
    files = page.get_by_role("list", name="Attached files")
    expect(files.get_by_text("900 byte")).to_be_visible()
    expect(files.locator("img")).to_have_count(1)
    hold(page, "drop", "a.pdf", "application/pdf")
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
    assert writing.replies()[0]["attachments"] == [{"type": "FILE", "file_id": "fil_00000", "usage": "IMAGE"}]
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
    expect(page.get_by_text("10 byte")).to_be_visible()


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
    expect(page.get_by_text("10 byte")).to_be_visible()
    assert ended
    page.get_by_role("button", name="Send", exact=True).click()
    expect(messages(page).get_by_text("With a file")).to_be_visible()
    assert len(writing.uploads) == 1


def test_what_the_desk_finds_in_a_file_is_said_at_the_file(write: Callable[..., Writing]) -> None:
    writing = write()
    failure = {"code": "type_mismatch", "reason": "This is text, not image/png."}
    writing.desk.on("GET", "/files/{id}", lambda _: writing.files[0] | {"state": "FAILED", "failure": failure})
    attach(writing.page, ("vase.png", "image/png", 10))
    expect(writing.page.get_by_role("list", name="Attached files")).to_contain_text("This is text, not image/png.")


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
    expect(page.get_by_text("10 byte")).to_be_visible()
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
    assert not writing.replies(), "nothing is sent by itself"
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


def test_a_draft_survives_a_reload_and_is_marked_in_the_list(write: Callable[..., Writing]) -> None:
    writing = write()
    page = writing.page
    editor(page).click()
    page.keyboard.press("Control+b")
    page.keyboard.type("Half a sentence")
    attach(page, ("a.txt", "text/plain", 10))
    expect(page.get_by_text("10 byte")).to_be_visible()
    page.reload()
    expect(editor(page).locator("strong")).to_have_text("Half a sentence")
    expect(page.get_by_text("10 byte")).to_be_visible()
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
    expect(files.first).to_contain_text("20 byte")
    expect(send).to_be_disabled()
    # The same file in another way is the same file.
    attach(page, ("terms.pdf", "application/pdf", 30))
    expect(files).to_contain_text(["invoice-2.pdf", "terms.pdf"])
    expect(send).to_be_enabled()
    assert writing.replies() == []
    send.click()
    expect(editor(page)).to_have_text("")
    [body] = writing.replies()
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
    assert (len(writing.replies()), len(other.replies())) == (1, 0)


def test_a_draft_of_another_tab_that_comes_while_the_editor_is_loaded_is_shown(
    write: Callable[..., Writing], address: str
) -> None:
    writing = write()
    other = Writing(RecordedDesk(writing.desk.visitor, address))
    held: list[Route] = []
    other.page.route("**/assets/RichEditor-*.js", lambda route: held.append(route))  # noqa: PLW0108
    other.open()
    expect(other.page.get_by_role("region", name="Reply")).to_be_visible()
    editor(writing.page).fill("Written in one tab")
    writing.page.clock.fast_forward(1000)
    row = other.page.get_by_role("region", name="Tickets").get_by_role("listitem").first
    expect(row).to_contain_text("Draft")
    held[0].continue_()
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


def test_the_customer_sees_that_somebody_writes(write: Callable[..., Writing]) -> None:
    writing = write()
    editor(writing.page).click()
    writing.page.keyboard.type("Hello")
    expect(editor(writing.page)).to_have_text("Hello")
    assert len(writing.desk.sent("POST", "/conversations/{id}/typing")) == 1
    writing.page.clock.fast_forward(4_100)
    with writing.page.expect_request("**/typing"):
        writing.page.keyboard.type(" Ada")
    assert len(writing.desk.sent("POST", "/conversations/{id}/typing")) == 2


def test_quick_replies_are_offered(write: Callable[..., Writing]) -> None:
    writing = write()
    page = writing.page
    editor(page).fill("Which day?")
    page.get_by_role("button", name="Add a quick reply").click()
    page.get_by_label("Quick reply 1", exact=True).fill("Tomorrow")
    page.get_by_role("button", name="One more").click()
    page.get_by_label("Quick reply 2", exact=True).fill("Our shop")
    page.get_by_label("Link of quick reply 2").fill("shop")
    expect(page.get_by_text("begins with https://").first).to_be_visible()
    expect(page.get_by_role("button", name="Send", exact=True)).to_be_disabled()
    page.get_by_label("Link of quick reply 2").fill("https://shop.example.com")
    page.get_by_label("May also write something else").uncheck()
    check_accessibility(page)
    writing.desk.pictures("composer-quick-replies")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_label("Quick reply 1", exact=True)).to_have_count(0)
    assert writing.replies()[0]["attachments"] == [
        {
            "type": "QUICK_REPLIES",
            "quick_replies": [
                {"label": "Tomorrow", "value": "Tomorrow", "value_type": "TEXT"},
                {"label": "Our shop", "value": "https://shop.example.com", "value_type": "URL"},
            ],
            "allow_user_input": False,
            "allow_multi_select": False,
        }
    ]


def test_more_recipients(write: Callable[..., Writing]) -> None:
    several = {"several": True, "identifier_types": ["HS_EMAIL_ADDRESS", "HS_PHONE_NUMBER"]}
    customer = {"type": "HS_EMAIL_ADDRESS", "value": "ada@example.com"}
    writing = write(recipients=several, customer=customer)
    page = writing.page
    editor(page).fill("To both of you")
    page.get_by_role("button", name="More recipients").click()
    field = page.get_by_role("textbox", name="E-mail address")
    field.fill("omar")
    page.keyboard.press("Enter")
    expect(page.get_by_text("An e-mail address looks like")).to_be_visible()
    field.fill("omar@example.com")
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Remove omar@example.com")).to_be_visible()
    check_accessibility(page)
    page.keyboard.press("Control+Enter")
    expect(page.get_by_role("button", name="Remove omar@example.com")).to_have_count(0)
    assert writing.replies()[0]["recipients"] == [
        {"delivery_identifier": customer},
        {"delivery_identifier": {"type": "HS_EMAIL_ADDRESS", "value": "omar@example.com"}},
    ]


def test_where_nothing_can_be_sent_it_says_why_and_what_to_do(write: Callable[..., Writing]) -> None:
    obstacle = {"code": "account_inactive", "reason": "This channel account is disabled."}
    switch = {
        "account_id": "6919636285649003",
        "name": "Web chat",
        "recipient": {"type": "HS_EMAIL_ADDRESS", "value": "ada@example.com"},
        "contact_id": "con_00000",
        "can_start": True,
    }
    writing = write(can_reply=False, obstacle=obstacle, switch_to=[switch])
    page = writing.page
    expect(page_obstacle(page)).to_contain_text("An administrator can switch it on again.")
    expect(editor(page)).to_have_count(0)
    expect(page.get_by_role("link", name="Go to the channels")).to_be_visible()
    check_accessibility(page)
    writing.desk.pictures("composer-obstacle")
    page.get_by_role("button", name="Another channel").click()
    expect(page.get_by_role("menuitem", name="Web chat: ada@example.com")).to_be_visible()
    href = page.get_by_role("menuitem", name="Web chat: ada@example.com").get_attribute("href") or ""
    assert re.match(r"/start\?via=6919636285649003&type=HS_EMAIL_ADDRESS&to=ada", href)


def test_a_channel_that_was_switched_off_meanwhile(write: Callable[..., Writing]) -> None:
    writing = write()
    page = writing.page
    writing.desk.visitor.expect_complaint("409")
    writing.desk.on(
        "POST", "/conversations/{id}/replies", problem(409, "account_inactive", "This channel account is disabled.")
    )
    editor(page).fill("Too late")
    writing.abilities |= {"can_reply": False, "obstacle": {"code": "account_inactive", "reason": "It is disabled."}}
    page.keyboard.press("Control+Enter")
    expect(messages(page).get_by_role("alert")).to_contain_text("The channel is switched off.")
    expect(page_obstacle(page)).to_be_visible()
    writing.abilities |= {"can_reply": True, "obstacle": None}
    page.clock.fast_forward(15_000)
    expect(editor(page)).to_be_visible()


def test_with_the_keyboard_alone(write: Callable[..., Writing]) -> None:
    writing = write()
    page = writing.page
    page.locator("body").press("r")
    expect(editor(page)).to_be_focused()
    page.keyboard.type("jke")
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Bold")).to_be_focused()
    page.keyboard.press("Shift+Tab")
    expect(editor(page)).to_be_focused()
    page.keyboard.press("Escape")
    expect(editor(page)).not_to_be_focused()
    page.keyboard.press("r")
    page.keyboard.press("Control+Enter")
    expect(messages(page).get_by_text("jke")).to_be_visible()
    check_accessibility(page)


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
    assert not writing.replies()
    page.get_by_role("button", name="Attach files").press("Control+Enter")
    expect(editor(page)).to_have_text("")
    assert len(writing.replies()) == 1


def test_a_key_in_the_editor_is_quick(write: Callable[..., Writing]) -> None:
    writing = write(rich_text=EVERYTHING)
    page = writing.page
    assert key_cpu_ms(page) <= KEY_CPU_MS
