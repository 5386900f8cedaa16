"""The composer around the text: quick replies, recipients, obstacles, the keyboard."""

import re
from collections.abc import Callable

from playwright.sync_api import expect

from infra.workbench.page import editor, messages
from tests.browser import samples_conversation as thread
from tests.browser.accessibility import check_accessibility
from tests.browser.composing import nothing_can_be_sent
from tests.browser.desk import RecordedDesk, problem
from tests.browser.held import Held
from tests.browser.samples_composer import Writing


def test_what_is_typed_before_the_editor_is_there_is_no_key(desk: RecordedDesk) -> None:
    held = Held(desk.page, "**/assets/Composer-*.js")
    Writing(desk).open()
    page = desk.page
    expect(page.get_by_role("heading", name="My parcel has not arrived")).to_be_visible()
    page.keyboard.type("rDear Ada, see you")
    before = page.url
    held.let_go()
    expect(editor(page)).to_be_focused()
    assert page.url == before
    assert desk.sent("PATCH", "/tickets/{id}", at_least=0) == []


def test_the_customer_sees_that_somebody_writes(write: Callable[..., Writing]) -> None:
    writing = write()
    editor(writing.page).click()
    writing.page.keyboard.type("Hello")
    expect(editor(writing.page)).to_have_text("Hello")
    assert len(writing.desk.sent("POST", "/conversations/{id}/typing")) == 1
    writing.page.clock.fast_forward(4_100)
    with writing.page.expect_request("**/typing"):
        writing.page.keyboard.type(" Ada")
    assert len(writing.desk.sent("POST", "/conversations/{id}/typing", 2)) == 2


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
    assert writing.replies(1)[0]["attachments"] == [
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
    assert writing.replies(1)[0]["recipients"] == [
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
    expect(nothing_can_be_sent(page)).to_contain_text("An administrator can switch it on again.")
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
    expect(nothing_can_be_sent(page)).to_be_visible()
    writing.abilities |= {"can_reply": True, "obstacle": None}
    page.clock.fast_forward(15_000)
    expect(editor(page)).to_be_visible()


def test_a_customer_who_blocks_the_bot_is_named_until_they_are_back(write: Callable[..., Writing]) -> None:
    writing = write()
    page = writing.page
    expect(editor(page)).to_be_visible()
    reason = "The customer has blocked the bot, or removed it from the chat."
    writing.abilities |= {"can_reply": False, "obstacle": {"code": "blocked", "reason": reason}}
    writing.entries.append(thread.event(1, "reported", 3, text="Cleo has blocked the bot.", raw="{}"))
    page.clock.fast_forward(5_000)
    expect(messages(page)).to_contain_text("Cleo has blocked the bot.")
    expect(nothing_can_be_sent(page)).to_contain_text("The customer has blocked us, or left the chat.")
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
