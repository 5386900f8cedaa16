"""The desk writes first."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser import samples
from tests.browser import samples_conversation as thread
from tests.browser import samples_work as work
from tests.browser.accessibility import check_accessibility
from tests.browser.desk import Answer, Call, Json, RecordedDesk, problem
from tests.browser.samples_composer import Writing, first_message
from tests.support.browser import Visitor

EMAIL = {"several": False, "identifier_types": ["HS_EMAIL_ADDRESS", "HS_PHONE_NUMBER"]}


def channel(number: int, *, start: bool) -> Json:
    return {
        "id": f"184022917{number}",
        "name": f"Channel {number}",
        "description": None,
        "logo_url": None,
        "built_in": False,
        "capabilities": {
            "threading_model": "DELIVERY_IDENTIFIER",
            "delivery_identifier_types": ["HS_EMAIL_ADDRESS"],
            "outgoing_messages": True,
            "conversation_start": start,
            "multiple_recipients": False,
            "rich_text": [],
            "inline_images": False,
            "attachment_types": [],
        },
        "connect": "redirect",
        "credential_fields": None,
        "checks_credentials": False,
        "accounts": 1,
        "authorized": True,
        "unauthorized": [],
        "accounts_incomplete": False,
    }


@pytest.fixture
def starting(desk: RecordedDesk) -> Writing:
    """Through two of three accounts the desk may write first; what it starts is the first ticket."""
    writing = Writing(desk)
    desk.accounts[2] |= {"channel_id": "1840229174"}
    desk.accounts.append(samples.account(4, name="Mail", channel_id="1840229175"))
    desk.on(
        "GET",
        "/channels",
        {"channels": [channel(3, start=False), channel(4, start=True), channel(5, start=True)], "next_cursor": None},
    )
    desk.on("GET", "/channel-accounts/{id}/composer", first_message(recipients=EMAIL))
    desk.on("POST", "/conversations", lambda call: started(desk, call))
    return writing


def started(desk: RecordedDesk, call: Call) -> Answer:
    recipient = call.body["recipient"]
    conversation = {
        "id": thread.CONVERSATION,
        "previous_conversation_id": None,
        "account_id": call.body["account_id"],
        "contact_id": "con_00000",
        "recipient": {
            "identifier": recipient["value"],
            "identifier_type": recipient["type"],
            "name": recipient["name"],
        },
        "created_at": samples.moment(),
    }
    message = thread.reply(1, call.body["text"], status="QUEUED", minutes_ago=0)
    return Answer(201, {"conversation": conversation, "ticket": desk.tickets[0], "message": message})


def fill(page: Page, address: str = "ada@example.com") -> None:
    page.get_by_label("Through").select_option(label="Web chat")
    page.get_by_role("textbox", name="E-mail address").fill(address)
    page.get_by_label("Name (if you know it)").fill("Ada")
    page.get_by_role("textbox", name="First message").fill("Your parcel is here.")


def test_a_conversation_is_started_where_a_channel_lets_one(starting: Writing) -> None:
    page = starting.desk.open("/start")
    options = page.get_by_label("Through").locator("option")
    expect(options).to_have_text(["Choose a channel account", "Web chat", "Mail"])
    fill(page)
    check_accessibility(page)
    starting.desk.pictures("start")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_role("heading", level=2, name="My parcel has not arrived")).to_be_visible()
    [call] = starting.desk.sent("POST", "/conversations")
    assert call.headers["idempotency-key"]
    assert call.body == {
        "account_id": "6919636285649003",
        "recipient": {"type": "HS_EMAIL_ADDRESS", "value": "ada@example.com", "name": "Ada"},
        "contact_id": None,
        "recipients": [],
        "text": "Your parcel is here.",
        "rich_text": None,
        "attachments": [],
    }
    starting.desk.open("/start?via=6919636285649003")
    expect(page.get_by_role("textbox", name="First message")).to_have_text("")


def test_whom_it_goes_to_is_there_again_after_a_reload(starting: Writing) -> None:
    page = starting.desk.open("/start")
    fill(page)
    page.clock.run_for(1_000)
    page.reload()
    expect(page.get_by_role("textbox", name="E-mail address")).to_have_value("ada@example.com")
    expect(page.get_by_label("Name (if you know it)")).to_have_value("Ada")
    expect(page.get_by_role("textbox", name="First message")).to_have_text("Your parcel is here.")


def test_what_was_begun_for_one_contact_is_for_nobody_else(starting: Writing) -> None:
    link = "/start?via=6919636285649003&to={0}%40example.com&contact=con_{0}"
    page = starting.desk.open(link.format("ada"))
    page.get_by_role("textbox", name="First message").fill("Your parcel is here.")
    page.clock.run_for(1_000)
    starting.desk.open(link.format("ben"))
    expect(page.get_by_role("textbox", name="First message")).to_have_text("")
    starting.desk.open(link.format("ada"))
    expect(page.get_by_role("textbox", name="First message")).to_have_text("Your parcel is here.")


def test_an_address_that_is_none_is_said_before_it_is_sent(starting: Writing) -> None:
    page = starting.desk.open("/start")
    fill(page, "ada")
    page.get_by_role("button", name="Send", exact=True).click()
    expect(page.get_by_text("An e-mail address looks like ada@example.com.")).to_be_visible()
    assert not starting.desk.sent("POST", "/conversations", at_least=0)


def test_a_link_says_with_whom(starting: Writing) -> None:
    page = starting.desk.open("/start?via=6919636285649003&type=HS_PHONE_NUMBER&to=%2B31201234567&contact=con_1")
    expect(page.get_by_role("textbox", name="Phone number")).to_have_value("+31201234567")
    page.get_by_role("textbox", name="First message").fill("Hello")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_role("heading", level=2, name="My parcel has not arrived")).to_be_visible()
    body = starting.desk.sent("POST", "/conversations")[0].body
    assert (body["recipient"]["value"], body["contact_id"]) == ("+31201234567", "con_1")


def test_an_account_that_is_unknown_is_not_written_through(starting: Writing) -> None:
    page = starting.desk.open("/start?via=1&to=ada%40example.com")
    expect(page).to_have_url(f"{starting.desk.address}/start?to=ada%40example.com")
    expect(page.get_by_label("Through")).to_have_value("")
    assert not starting.desk.sent("GET", "/channel-accounts/1/composer", at_least=0)


def test_an_open_conversation_is_where_to_write(starting: Writing) -> None:
    starting.desk.visitor.expect_complaint("409")
    open_one = problem(409, "conversation_exists", "A conversation with this customer is already open.")
    open_one.body["context"] = {"conversation_id": [thread.CONVERSATION], "ticket_id": [thread.TICKET]}
    starting.desk.on("POST", "/conversations", open_one)
    page = starting.desk.open("/start")
    fill(page)
    page.keyboard.press("Control+Enter")
    expect(page.get_by_text("A conversation with this customer is open already.")).to_be_visible()
    expect(page.get_by_role("textbox", name="First message")).to_have_text("Your parcel is here.")
    check_accessibility(page)
    page.get_by_role("link", name="Go to it").click()
    expect(page.get_by_role("heading", level=2, name="My parcel has not arrived")).to_be_visible()


def test_a_refusal_stands_at_its_field_and_a_retry_has_the_same_key(starting: Writing) -> None:
    starting.desk.visitor.expect_complaint("400")
    wrong = [{"field": "recipient.value", "message": "This address has no domain.", "capability": None}]
    starting.desk.on("POST", "/conversations", problem(400, "invalid_request", "Invalid.", wrong))
    page = starting.desk.open("/start")
    fill(page, "ada@example")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_text("This address has no domain.").first).to_be_visible()
    send = page.get_by_role("button", name="Send", exact=True)
    send.click()
    expect(send).to_be_enabled()
    page.get_by_role("textbox", name="E-mail address").fill("ada@example.com")
    starting.desk.on("POST", "/conversations", lambda call: started(starting.desk, call))
    send.click()
    expect(page.get_by_role("heading", level=2, name="My parcel has not arrived")).to_be_visible()
    keys = [call.headers["idempotency-key"] for call in starting.desk.sent("POST", "/conversations", 3)]
    assert keys[0] == keys[1] != keys[2]


def test_what_each_new_ticket_needs_is_asked_for_before_anything_is_sent(starting: Writing) -> None:
    size = next(each for each in work.every_type() if each["name"] == "size")
    starting.desk.visitor.expect_complaint("409")
    starting.desk.visitor.expect_complaint("409")
    starting.desk.on("POST", "/conversations", Answer(409, work.refused([size], ["new"])))
    page = starting.desk.open("/start")
    fill(page)
    page.keyboard.press("Control+Enter")
    form = page.get_by_role("dialog", name="New conversation")
    expect(form.get_by_text("Each new ticket needs this.")).to_be_visible()
    check_accessibility(page)
    form.get_by_role("button", name="Cancel", exact=True).last.click()
    expect(page.get_by_role("textbox", name="First message")).to_have_text("Your parcel is here.")
    page.get_by_role("button", name="Send", exact=True).click()
    starting.desk.on("POST", "/conversations", lambda call: started(starting.desk, call))
    form.get_by_label("Size").select_option(label="Small")
    form.get_by_role("button", name="Send", exact=True).click()
    expect(page.get_by_role("heading", level=2, name="My parcel has not arrived")).to_be_visible()
    first, again, given = starting.desk.sent("POST", "/conversations", 3)
    assert (first.body.get("properties"), given.body["properties"]) == (None, {"size": "small"})
    keys = [call.headers["idempotency-key"] for call in (first, again, given)]
    assert keys[0] == keys[1] != keys[2]


def test_where_no_channel_lets_one_it_says_so_and_what_to_do(desk: RecordedDesk) -> None:
    desk.on("GET", "/channels", {"channels": [channel(3, start=False)], "next_cursor": None})
    page = desk.open("/start")
    expect(page.get_by_text("No channel lets the desk write first")).to_be_visible()
    expect(page.get_by_role("textbox")).to_have_count(0)
    check_accessibility(page)
    desk.pictures("start-none")
    expect(page.get_by_text("its app would have to register it with allowConversationStart")).to_be_visible()
    page.get_by_role("main").get_by_role("link", name="Show the catalogue").click()
    expect(page).to_have_url(desk.address + "/channels/catalogue")
    desk.on("GET", "/channels", {"channels": [channel(4, start=True)], "next_cursor": None})
    page = desk.open("/start")
    expect(page.get_by_text("connect a channel whose card says “You can write first”")).to_be_visible()
    expect(page.get_by_role("main").get_by_role("link", name="Connect a channel")).to_be_visible()


def test_an_agent_is_told_whom_to_ask_about_writing_first(visitor: Visitor, address: str) -> None:
    desk = RecordedDesk(visitor, address, role="agent")
    desk.on("GET", "/channels", {"channels": [channel(3, start=False)], "next_cursor": None})
    page = desk.open("/start")
    expect(page.get_by_text("ask an administrator to connect a channel that allows it: Ben Ito.")).to_be_visible()
    expect(page.get_by_role("main").get_by_role("link")).to_have_count(0)
    check_accessibility(page)


def test_an_account_that_is_switched_off_is_named(desk: RecordedDesk) -> None:
    desk.accounts[2] |= {"channel_id": "1840229174", "active": False}
    desk.on("GET", "/channels", {"channels": [channel(4, start=True)], "next_cursor": None})
    page = desk.open("/start")
    expect(page.get_by_text("Web chat is switched off. Switch it on, and you can write first.")).to_be_visible()
    account = desk.accounts[2]["id"]
    link = page.get_by_role("main").get_by_role("link", name="Go to the account")
    expect(link).to_have_attribute("href", f"/channels/accounts/{account}")
    check_accessibility(page)
