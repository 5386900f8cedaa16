"""The text of a reply: what the channel carries, and nothing else."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from infra.workbench.page import KEY_CPU_MS, editor, key_cpu_ms, messages
from tests.browser.accessibility import check_accessibility
from tests.browser.composing import paste
from tests.browser.samples_composer import EVERYTHING, NO_FILES, Writing

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
    [body] = writing.replies(1)
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
    [body] = writing.replies(1)
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
    assert writing.replies(1)[0]["rich_text"] == (
        "<p><strong>Return form</strong></p><p>Dear <strong>Ada</strong>,</p>"
        "<ul><li><p>pack it</p></li><li><p>send it</p></li></ul><p>Size | 42</p>"
    )


def test_links_and_pictures_of_the_web_m20(write: Callable[..., Writing]) -> None:
    writing = write(rich_text=["HYPERLINK"], inline_images=True)
    page = writing.page
    editor(page).click()
    page.keyboard.press("Control+Shift+k")
    page.get_by_role("textbox", name="Address").fill("javascript:alert(1)")
    page.keyboard.press("Enter")
    expect(page.get_by_text("This is no address.")).to_be_visible()
    page.get_by_role("textbox", name="Address").fill("shop.example.com/a")
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
    assert writing.replies(1)[0]["rich_text"] == (
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
    html = writing.replies(1)[0]["rich_text"]
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
    assert writing.replies(1)[0] | {"recipients": None} == {
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
    assert not writing.replies(0)
    page.keyboard.press("Backspace")
    expect(page.get_by_text("60,000 / 60,000")).to_be_visible()
    page.keyboard.press("Control+Enter")
    expect(messages(page).get_by_text("xxx").first).to_be_visible()
    assert len(writing.replies(1)[0]["text"]) == 60_000


def test_a_key_in_the_editor_is_quick(write: Callable[..., Writing]) -> None:
    writing = write(rich_text=EVERYTHING)
    page = writing.page
    assert key_cpu_ms(page) <= KEY_CPU_MS
