"""Channels: the catalogue, connecting (M2, M3, M8), and what is known about them."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser import samples, samples_channels
from tests.browser.accessibility import check_accessibility
from tests.browser.administration import administered
from tests.browser.desk import Answer, Call, Json, RecordedDesk, problem

SECRET = "110201543:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw"
SIGNING = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
HOSTILE = "<img src=x onerror=\"document.title='run'\">"


@pytest.fixture
def desk(desk: RecordedDesk) -> RecordedDesk:
    return administered(desk)


def test_accounts_are_listed_with_their_state(desk: RecordedDesk) -> None:
    page = desk.open("/channels")
    rows = page.get_by_role("main").get_by_role("listitem")
    expect(rows).to_have_count(8)
    for name, state in (
        ("Paper plane", "Active"),
        ("Pier 4", "Needs authorisation"),
        ("Old shop", "Switched off"),
        ("Night bot", "Needs attention"),
        ("Balloon post", "Not available"),
    ):
        expect(rows.filter(has=page.get_by_role("link", name=name, exact=True))).to_contain_text(state)
    expect(rows.filter(has_text="Web chat")).to_contain_text("Failed")
    desk.pictures("channels")
    check_accessibility(page)
    page.get_by_role("switch", name="Show deleted").check()
    expect(rows.filter(has_text="Long gone")).to_contain_text("Deleted")
    expect(page).to_have_url(re.compile(r"\?deleted=1$"))


def test_the_catalogue_says_what_each_channel_carries_and_what_is_wrong_m2(desk: RecordedDesk) -> None:
    page = desk.open("/channels/catalogue")
    card = page.get_by_role("main").get_by_role("listitem").filter(has=page.get_by_role("heading", name="Harbour mail"))
    expect(card).to_contain_text("Letters that arrive by ship.")
    expect(card).to_contain_text("Files")
    expect(card).to_contain_text("Needs authorisation")
    desk.pictures("catalogue")
    check_accessibility(page)
    card.get_by_role("link", name="Pier 4").click()
    expect(page).to_have_url(re.compile("accounts/6919636285649004.tab=access$"))


def test_connecting_with_credentials_m3(desk: RecordedDesk) -> None:
    desk.on("POST", "/channels/{id}/connections", lambda _: _created(desk, name="Flower shop"))
    page = desk.open("/channels/connect/custom")
    page.get_by_role("textbox", name="Delivery URL").fill("not an address")
    page.get_by_role("textbox", name="Name").fill("Flower shop")
    expect(page.get_by_text("This is not an address such as")).to_be_visible()
    page.get_by_role("textbox", name="Delivery URL").fill("https://chat.example.com/replies")
    page.get_by_role("combobox", name="Inbox").select_option(label="Returns")
    page.get_by_role("button", name="Add a property").click()
    page.get_by_role("menuitem", name="Priority").click()
    page.get_by_role("combobox", name="Priority").select_option(label="High")
    page.get_by_role("button", name="Add a property").click()
    page.get_by_role("menuitem", name="Weight (kg)").click()
    page.get_by_role("textbox", name="Weight (kg)").fill("2,5")
    page.get_by_role("switch", name="Assign new tickets automatically").check()
    page.get_by_role("radio", name="Certain people and teams").check()
    page.get_by_role("checkbox", name="Cleo Martin").check()
    desk.pictures("connect")
    check_accessibility(page)
    page.get_by_role("button", name="Connect", exact=True).click()
    expect(page.get_by_text("Flower shop is connected.")).to_be_visible()
    [call] = desk.sent("POST", "/channels/custom/connections")
    assert call.body == {
        "name": "Flower shop",
        "inbox_id": "01m82crewcj3bkcmh240am6jhh",
        "credentials": {"delivery_url": "https://chat.example.com/replies"},
        "ticket_properties": {"priority": "high", "weight": 2.5},
        "reopen_hours": 72,
        "routing": {
            "automatic": True,
            "assign_to": "users_and_teams",
            "user_ids": [samples.CLEO],
            "team_ids": [],
            "method": "balanced",
            "required_skills": [],
            "answer_within_seconds": None,
        },
    }
    assert call.headers["idempotency-key"]
    expect(page.get_by_role("group", name="Webhook address")).to_contain_text("https://desk.example.com/webhooks/")
    expect(page.get_by_role("group", name="Signing secret")).to_have_text(SIGNING)
    expect(page.get_by_role("group", name="Command")).not_to_contain_text("whsec_M")
    desk.pictures("connected")
    check_accessibility(page)


def _created(desk: RecordedDesk, **changes: object) -> Answer:
    account = samples.account(20, **{"channel_id": None, **changes})
    desk.accounts.append(account)
    desk.on("GET", f"/channel-accounts/{account['id']}", samples_channels.details(account, last_message_at=None))
    return Answer(201, samples_channels.connected(account))


def test_the_first_message_is_waited_for(desk: RecordedDesk) -> None:
    desk.on("POST", "/channels/{id}/connections", lambda _: _created(desk, name="Shop"))
    page = desk.open("/channels/connect/custom")
    page.get_by_role("textbox", name="Delivery URL").fill("https://chat.example.com/replies")
    page.get_by_role("textbox", name="Name").fill("Shop")
    page.get_by_role("button", name="Connect", exact=True).click()
    expect(page.get_by_text("Waiting for the first message")).to_be_visible()
    desk.tickets.append(samples.ticket(90, account_id=desk.accounts[-1]["id"]))
    page.clock.fast_forward(5_000)
    expect(page.get_by_role("main").get_by_text("A message has arrived.")).to_be_visible()
    assert not desk.sent("GET", "/channel-accounts/{id}", at_least=0), "what the channel delivered is not asked for"
    page.get_by_role("link", name="Read it").click()
    expect(page).to_have_url(re.compile("/tickets.account=6919636285649020$"))


def test_a_secret_is_masked_and_stays_nowhere(desk: RecordedDesk) -> None:
    desk.on("POST", "/channels/{id}/connections", lambda _: _created(desk, name="Bot", kind="telegram", handle="@bot"))
    page = desk.open("/channels/connect/telegram")
    field = page.get_by_label("Bot token *", exact=True)
    expect(field).to_have_attribute("type", "password")
    expect(field).to_have_attribute("autocomplete", "new-password")
    field.fill(SECRET)
    page.get_by_role("textbox", name="Name").fill("Bot")
    page.get_by_role("button", name="Connect", exact=True).click()
    expect(page.get_by_text("Bot is connected.")).to_be_visible()
    page.get_by_role("link", name="Go to the account").click()
    expect(page.get_by_role("heading", name="Bot", level=1)).to_be_visible()
    page.go_back()
    expect(page.get_by_label("Bot token *", exact=True)).to_have_value("")
    kept = page.evaluate("JSON.stringify([{...localStorage}, {...sessionStorage}, location.href])")
    assert SECRET not in kept
    assert "whsec" not in kept
    assert SECRET not in page.content()
    assert SIGNING not in page.content()


def test_what_the_api_refuses_is_said_at_its_field_and_nothing_typed_is_lost(desk: RecordedDesk) -> None:
    refused = [
        {"field": "credentials.bot_token", "message": "This is not a bot token.", "capability": None},
        {"field": "ticket_properties.team", "message": "Is not allowed.", "capability": None},
        {"field": "delivery_identifier", "message": "Is given by the service.", "capability": None},
    ]
    answers = [problem(400, "invalid_credentials", "Some fields are invalid.", refused), problem(503, "busy", "Later.")]
    desk.on("POST", "/channels/{id}/connections", lambda _: answers.pop(0))
    desk.visitor.expect_complaint("400")
    desk.visitor.expect_complaint("503")
    page = desk.open("/channels/connect/telegram")
    token = page.get_by_label("Bot token *", exact=True)
    token.fill("nonsense")
    page.get_by_role("button", name="Add a property").click()
    page.get_by_role("menuitem", name="Team").click()
    page.get_by_role("textbox", name="Team", exact=True).fill("returns")
    page.get_by_role("button", name="Connect", exact=True).click()
    expect(page.get_by_text("This is not a bot token.")).to_be_visible()
    expect(page.get_by_text("Is not allowed.")).to_be_visible()
    expect(page.get_by_role("alert")).to_contain_text("delivery_identifier: Is given by the service.")
    expect(token).to_be_focused()
    expect(token).to_have_value("nonsense")
    token.fill("12:ab")
    page.get_by_role("button", name="Connect", exact=True).click()
    expect(page.get_by_role("main").get_by_role("alert")).to_contain_text("try again")
    expect(token).to_have_value("12:ab")
    first, second = desk.sent("POST", "/channels/telegram/connections", 2)
    assert first.headers["idempotency-key"] != second.headers["idempotency-key"], "other content, another request"


def test_trying_again_after_a_lost_answer_is_the_same_request(desk: RecordedDesk) -> None:
    answers: list[Answer] = [problem(503, "busy", "Later.")]
    desk.on("POST", "/channels/{id}/connections", lambda _: answers.pop() if answers else _created(desk, name="Bot"))
    desk.visitor.expect_complaint("503")
    page = desk.open("/channels/connect/telegram")
    page.get_by_label("Bot token *", exact=True).fill(SECRET)
    page.get_by_role("button", name="Connect", exact=True).click()
    expect(page.get_by_role("main").get_by_role("alert")).to_be_visible()
    page.get_by_role("button", name="Connect", exact=True).click()
    expect(page.get_by_text("Bot is connected.")).to_be_visible()
    keys = {call.headers["idempotency-key"] for call in desk.sent("POST", "/channels/telegram/connections", 2)}
    assert len(keys) == 1


def test_credentials_are_checked_before_they_are_kept(desk: RecordedDesk) -> None:
    results = [{"result": "refused", "message": "Unknown key."}, {"result": "accepted", "message": "Welcome, Acme."}]
    desk.on("POST", "/channels/{id}/credential-checks", lambda _: results.pop(0))
    page = desk.open(f"/channels/connect/{samples_channels.HARBOUR}")
    page.get_by_role("button", name="Check them").click()
    expect(page.get_by_text("This is needed.")).to_have_count(3)
    page.get_by_label("API key *", exact=True).fill("short")
    page.get_by_role("textbox", name="Berth").fill("1.5")
    page.get_by_role("textbox", name="E-mail").fill("nobody")
    expect(page.get_by_text("At least 8 characters.")).to_be_visible()
    expect(page.get_by_text("Only whole numbers.")).to_be_visible()
    expect(page.get_by_text("This is not an e-mail address.")).to_be_visible()
    page.get_by_label("API key *", exact=True).fill("long enough")
    page.get_by_role("textbox", name="Berth").fill("12")
    page.get_by_role("textbox", name="E-mail").fill("ada@example.com")
    page.get_by_role("combobox", name="Region").select_option("eu")
    page.get_by_role("button", name="Check them").click()
    expect(page.get_by_role("alert")).to_contain_text("Unknown key.")
    page.get_by_role("button", name="Check them").click()
    expect(page.get_by_text("Welcome, Acme.")).to_be_visible()
    assert desk.sent("POST", "/channels/{id}/credential-checks")[0].body == {
        "credentials": {"api_key": "long enough", "region": "eu", "berth": 12, "mail": "ada@example.com"}
    }


def test_connecting_by_redirect_and_back_m8(desk: RecordedDesk) -> None:
    state = "e3xq9v4kz7m2"
    answers = ["pending", "connected"]

    def redirect(call: Call) -> Answer:
        there = f"{call.body['return_url']}?state={state}"
        return Answer(202, {"redirect_url": there, "state": state, "expires_at": samples.moment(-30)})

    def connection(_: Call) -> Json:
        status = answers.pop(0) if len(answers) > 1 else answers[0]
        account_id = "6919636285649001" if status == "connected" else None
        expires = samples.moment(-30)
        return {
            "account_id": account_id,
            "channel_id": samples_channels.PAPER_PLANE,
            "expires_at": expires,
            "status": status,
        }

    desk.on("POST", "/channels/{id}/connections", redirect)
    desk.on("GET", "/connections/{state}", connection)
    page = desk.open(f"/channels/connect/{samples_channels.PAPER_PLANE}")
    page.get_by_role("textbox", name="Name").fill("Shop")
    expect(page.get_by_text("Paper plane may give it another name")).to_be_visible()
    page.get_by_role("button", name="Continue at Paper plane").click()
    expect(page).to_have_url(re.compile("/channels/connected.state="))
    expect(page.get_by_text("Paper plane has not finished yet.")).to_be_visible()
    page.clock.fast_forward(3_000)
    expect(page.get_by_text("Paper plane at Paper plane is connected.")).to_be_visible()
    desk.pictures("returned")
    check_accessibility(page)
    [call] = desk.sent("POST", "/channels/{id}/connections")
    assert call.body["return_url"] == f"{desk.address}/channels/connected"
    assert "credentials" not in call.body


def test_a_connection_that_was_not_begun_here_is_not_looked_at(desk: RecordedDesk) -> None:
    page = desk.open("/channels/connected?state=of-somebody-else")
    expect(page.get_by_text("This connection was not begun in this tab")).to_be_visible()
    assert not desk.sent("GET", "/connections/{state}", at_least=0)


def test_who_may_not_connect_is_told_so(desk: RecordedDesk) -> None:
    desk.role = "agent"
    page = desk.open("/channels")
    expect(page.get_by_role("link", name="Paper plane").first).to_be_visible()
    expect(page.get_by_role("link", name="Connect a channel")).to_have_count(0)
    page = desk.open("/channels/connect/telegram")
    expect(page.get_by_text("You may not do this. An administrator can.")).to_be_visible()
    expect(page.get_by_label("Bot token *", exact=True)).to_have_count(0)


def test_a_strangers_markup_is_text(desk: RecordedDesk) -> None:
    channel = samples_channels.harbour() | {"name": HOSTILE, "description": HOSTILE}
    channel["credential_fields"]["properties"]["api_key"] |= {"title": HOSTILE, "description": "🧵" * 256}
    desk.on("GET", "/channels", {"channels": [channel], "next_cursor": None})
    page = desk.open("/channels/catalogue")
    expect(page.get_by_role("heading", name="<img")).to_be_visible()
    page.goto(f"{desk.address}/channels/connect/{channel['id']}")
    expect(page.get_by_label("<img").first).to_be_visible()
    expect(page.get_by_role("heading", level=1)).to_contain_text("onerror")
    assert page.evaluate("document.querySelectorAll('img[src=x]').length") == 0
    assert page.title() != "run"


def test_connecting_by_keyboard_alone_on_a_phone(desk: RecordedDesk) -> None:
    desk.on("POST", "/channels/{id}/connections", lambda _: _created(desk, name="Bot"))
    desk.page.set_viewport_size({"width": 390, "height": 844})
    page = desk.open("/channels/connect/telegram")
    page.get_by_label("Bot token *", exact=True).focus()
    page.keyboard.type(SECRET)
    page.keyboard.press("Enter")
    expect(page.get_by_text("Bot is connected.")).to_be_visible()
    desk.pictures("connected-phone")
    overflow = page.evaluate("document.documentElement.scrollWidth > innerWidth")
    assert not overflow
