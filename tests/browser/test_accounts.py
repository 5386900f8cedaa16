"""An account of a channel: state, changes, off and on, deletion (M24-M26), secrets and deliveries."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser import samples, samples_channels
from tests.browser.accessibility import check_accessibility
from tests.browser.administration import administered
from tests.browser.desk import Answer, Call, Json, RecordedDesk, problem

PAPER, WEB_CHAT, PIER, OLD, NIGHT, BALLOON, OWN = (f"6919636285649{n:03}" for n in (1, 3, 4, 5, 6, 7, 8))
SIGNING = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"


@pytest.fixture
def desk(desk: RecordedDesk) -> RecordedDesk:
    return administered(desk)


def test_the_overview_says_how_it_is(desk: RecordedDesk) -> None:
    desk.on(
        "GET",
        "/channel-accounts/{id}/health",
        {
            "checked_at": samples.moment(),
            "delivers_here": False,
            "last_error": {"at": samples.moment(9), "reason": "Wrong response: 502"},
            "problem": "The bot's token was revoked. Replace the credentials.",
            "status": "attention",
            "waiting": 3,
        },
    )
    page = desk.open(f"/channels/accounts/{NIGHT}")
    main = page.get_by_role("main")
    expect(main).to_contain_text("The service no longer accepts the bot's token.")
    page.get_by_role("button", name="Ask the service").click()
    expect(main).to_contain_text("The bot's token was revoked.")
    expect(main).to_contain_text("3 messages wait at the service.")
    expect(main).to_contain_text("Wrong response: 502")
    desk.pictures("account")
    check_accessibility(page)


def test_an_account_whose_request_was_interrupted_is_connected_again(desk: RecordedDesk) -> None:
    [account] = [each for each in desk.accounts if each["id"] == NIGHT]
    account["connection"] = {"state": "pending", "since": samples.moment(9), "code": None, "reason": None}
    page = desk.open(f"/channels/accounts/{NIGHT}")
    main = page.get_by_role("main")
    expect(main).to_contain_text("a request was interrupted, and the service may deliver as before: connect again.")
    again = {**account, "connection": account["connection"] | {"state": "connected"}}

    def reconnected(_call: Call) -> Json:
        account["connection"] = again["connection"]
        return again

    desk.on("POST", "/channel-accounts/{id}/reconnect", reconnected)
    page.get_by_role("button", name="Connect again").click()
    expect(main).to_contain_text("The service delivers here")
    expect(main.get_by_text("a request was interrupted")).to_have_count(0)


def test_a_failed_delivery_is_seen_with_its_reason(desk: RecordedDesk) -> None:
    page = desk.open(f"/channels/accounts/{WEB_CHAT}")
    expect(page.get_by_role("main")).to_contain_text("The other side responded with error 500.")


def test_a_delivery_that_is_not_among_the_newest_is_not_said_to_be_none(desk: RecordedDesk) -> None:
    [account] = [each for each in desk.accounts if each["id"] == WEB_CHAT]
    unknown = samples_channels.details(account, last_delivery=None, last_delivery_known=False)
    desk.on("GET", "/channel-accounts/{id}", unknown)
    page = desk.open(f"/channels/accounts/{WEB_CHAT}")
    expect(page.get_by_role("main")).to_contain_text("Not among the newest; see Deliveries")


def test_an_outage_is_said_and_tried_at_once_b1(desk: RecordedDesk) -> None:
    [account] = [each for each in desk.accounts if each["id"] == PAPER]
    out = {
        "state": "failing",
        "failing_since": samples.moment(95),
        "next_probe_at": samples.moment(-3),
        "waiting_replies": 14,
    }
    account["delivery"] = out

    def redrive(_: Call) -> Answer:
        account["delivery"] = out | {"next_probe_at": None, "waiting_replies": 13}
        return Answer(202, account["delivery"])

    desk.on("POST", "/channel-accounts/{id}/redrives", redrive)
    page = desk.open("/channels")
    row = page.get_by_role("main").get_by_role("listitem").filter(has_text="Paper plane").first
    expect(row).to_contain_text("Needs attention")
    row.get_by_role("link", name="Paper plane").click()
    main = page.get_by_role("main")
    expect(main.get_by_role("alert")).to_contain_text("Replies do not get through")
    expect(main).to_contain_text("14 replies wait.")
    desk.pictures("account-outage")
    check_accessibility(page)
    page.get_by_role("button", name="Try now").click()
    expect(main).to_contain_text("Replies get through again, and what waited is being sent")
    account["delivery"] = {"state": "healthy", "failing_since": None, "next_probe_at": None, "waiting_replies": 0}
    page.clock.fast_forward(11_000)
    expect(main.get_by_text("what waited is being sent")).to_have_count(0)


def test_an_agent_sees_an_outage_and_cannot_end_it(desk: RecordedDesk) -> None:
    [account] = [each for each in desk.accounts if each["id"] == PAPER]
    account["delivery"] |= {
        "state": "failing",
        "failing_since": samples.moment(95),
        "next_probe_at": samples.moment(-3),
        "waiting_replies": 1,
    }
    desk.role = "agent"
    page = desk.open(f"/channels/accounts/{PAPER}")
    expect(page.get_by_role("main")).to_contain_text("1 reply waits.")
    expect(page.get_by_role("button", name="Try now")).to_have_count(0)


def test_how_replies_are_sent_b14(desk: RecordedDesk) -> None:
    page = desk.open(f"/channels/accounts/{PAPER}?tab=settings")
    hours = page.get_by_role("textbox", name="Replies are tried for")
    hours.fill("200")
    expect(page.get_by_text("A whole number from 1 to 168.")).to_be_visible()
    page.get_by_role("button", name="Save").first.click()
    expect(hours).to_be_focused()
    assert not desk.sent("PATCH", "/channel-accounts/{id}", at_least=0)
    hours.fill("24")
    page.get_by_role("textbox", name="Replies a second").fill("0,5")
    page.get_by_role("button", name="Save").first.click()
    expect(page.get_by_text("Saved.", exact=True).last).to_be_visible()
    [call] = desk.sent("PATCH", "/channel-accounts/{id}")
    assert call.body == {"retry_hours": 24, "sends_per_second": 0.5, "version": 1}


def test_only_what_was_changed_is_sent_m24(desk: RecordedDesk) -> None:
    page = desk.open(f"/channels/accounts/{PAPER}?tab=settings")
    name = page.get_by_role("textbox", name="Name")
    save = page.get_by_role("button", name="Save").first
    expect(save).to_be_disabled()
    name.fill("Paper plane shop")
    page.get_by_role("combobox", name="Inbox").select_option(label="Returns")
    save.click()
    expect(page.get_by_text("This is needed.")).to_be_visible()
    page.get_by_role("radio", name="They move too").check()
    desk.pictures("account-settings")
    check_accessibility(page)
    save.click()
    expect(page.get_by_role("heading", name="Paper plane shop", level=1)).to_be_visible()
    assert desk.sent("PATCH", "/channel-accounts/{id}")[0].body == {
        "name": "Paper plane shop",
        "inbox_id": "01m82crewcj3bkcmh240am6jhh",
        "open_conversations": "move",
        "version": 1,
    }


def test_somebody_elses_change_is_not_written_over(desk: RecordedDesk) -> None:
    page = desk.open(f"/channels/accounts/{PAPER}?tab=settings")
    name = page.get_by_role("textbox", name="Name")
    name.fill("Mine")
    desk.on("PATCH", "/channel-accounts/{id}", problem(409, "version_differs", "It has changed."))
    desk.visitor.expect_complaint("409")
    page.get_by_role("button", name="Save").first.click()
    expect(page.get_by_role("main").get_by_role("alert")).to_contain_text("Somebody changed this account")
    expect(name).to_have_value("Mine")


def test_what_was_typed_survives_a_reload(desk: RecordedDesk) -> None:
    page = desk.open(f"/channels/accounts/{PAPER}?tab=settings")
    page.get_by_role("textbox", name="Name").fill("Half a na")
    page.reload()
    expect(page.get_by_role("textbox", name="Name")).to_have_value("Half a na")


def test_off_says_what_senders_are_told_and_on_again_m25(desk: RecordedDesk) -> None:
    page = desk.open(f"/channels/accounts/{PAPER}?tab=settings")
    page.get_by_role("radio", name="That the account does not accept messages").check()
    page.get_by_role("button", name="Switch off").click()
    page.get_by_role("button", name="Switch on").click()
    expect(page.get_by_role("button", name="Switch off")).to_be_visible()
    sent = [call.body for call in desk.sent("PATCH", "/channel-accounts/{id}", 2)]
    assert sent == [{"active": False, "when_off": "stop"}, {"active": True, "when_off": "stop"}]
    page.goto(f"{desk.address}/channels/accounts/{OLD}")
    expect(page.get_by_role("main")).to_contain_text("This account is switched off.")


def test_deleting_needs_the_name_m26(desk: RecordedDesk) -> None:
    [account] = [each for each in desk.accounts if each["id"] == PAPER]

    def delete(_: object) -> Answer:
        account["archived_at"] = samples.moment()
        return Answer(200, account)

    desk.on("DELETE", "/channel-accounts/{id}", delete)
    page = desk.open(f"/channels/accounts/{PAPER}?tab=settings")
    page.get_by_role("button", name="Delete the account").click()
    dialog = page.get_by_role("dialog", name="Delete Paper plane?")
    typed = dialog.get_by_role("textbox")
    expect(typed).to_be_focused()
    page.keyboard.type("paper plane")
    expect(dialog.get_by_role("button", name="Delete the account")).to_be_disabled()
    typed.fill("Paper plane")
    desk.pictures("delete")
    check_accessibility(page)
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/channels$"))
    expect(page.get_by_role("main").get_by_role("link", name="Paper plane", exact=True)).to_have_count(0)
    assert desk.sent("DELETE", "/channel-accounts/{id}")[0].query == {"confirm": "Paper plane"}


def test_a_new_signing_secret_is_shown_once(desk: RecordedDesk) -> None:
    rotated = {"connection": None, "previous_expires_at": samples.moment(-1440), "secret": SIGNING}
    desk.on("POST", "/channel-accounts/{id}/signing-secrets", Answer(201, rotated))
    page = desk.open(f"/channels/accounts/{OWN}?tab=access")
    page.get_by_role("button", name="Make a new secret").click()
    expect(page.get_by_role("group", name="Signing secret")).to_have_text(SIGNING)
    desk.pictures("secret")
    check_accessibility(page)
    page.get_by_role("link", name="Overview").click()
    page.get_by_role("link", name="Access").click()
    expect(page.get_by_role("button", name="Make a new secret")).to_be_visible()
    assert SIGNING not in page.content()


def test_credentials_are_replaced(desk: RecordedDesk) -> None:
    page = desk.open(f"/channels/accounts/{PIER}?tab=access")
    expect(page.get_by_text("The service no longer lets this account in.")).to_be_visible()
    page.get_by_label("API key *", exact=True).fill("long enough")
    page.get_by_role("combobox", name="Region").select_option("eu")
    [account] = [each for each in desk.accounts if each["id"] == PIER]

    def replace(_: object) -> Answer:
        account["authorized"] = True
        return Answer(200, {"account": account, "credentials_check": {"result": "accepted", "message": "Hello."}})

    desk.on("PUT", "/channel-accounts/{id}/credentials", replace)
    page.get_by_role("button", name="Replace").click()
    expect(page.get_by_text("The new credentials are in use.")).to_be_visible()
    expect(page.get_by_label("API key *", exact=True)).to_have_value("")
    expect(page.get_by_text("The service no longer lets this account in.")).to_have_count(0)
    check_accessibility(page)


def test_authorizing_again_by_redirect_keeps_the_account(desk: RecordedDesk) -> None:
    there = f"{desk.address}/channels/connected?state=other"
    answer = {"redirect_url": there, "state": "e3xq", "expires_at": samples.moment(-30)}
    desk.on("POST", "/channels/{id}/connections", Answer(202, answer))
    page = desk.open(f"/channels/accounts/{PAPER}?tab=access")
    page.get_by_role("button", name="Continue at Paper plane").click()
    expect(page.get_by_text("This connection was not begun in this tab")).to_be_visible()
    [call] = desk.sent("POST", "/channels/{id}/connections")
    assert call.body == {"account_id": PAPER, "return_url": f"{desk.address}/channels/connected"}


def test_deliveries_are_filtered_by_the_address_and_sent_again(desk: RecordedDesk) -> None:
    log = samples_channels.deliveries()

    def deliveries(call: Call) -> Json:
        wanted = call.query.get("result")
        return {"deliveries": [each for each in log if wanted in (None, each["result"])], "next_cursor": None}

    desk.on("GET", "/channel-accounts/{id}/deliveries", deliveries)
    desk.on("POST", "/channel-accounts/{id}/deliveries/{delivery}/replay", Answer(202, log[2]))
    page = desk.open(f"/channels/accounts/{PAPER}?tab=deliveries")
    attempts = page.get_by_role("list", name="Deliveries").get_by_role("listitem")
    expect(attempts).to_have_count(4)
    expect(attempts.nth(2)).to_contain_text("Reply")
    expect(attempts.nth(2)).to_contain_text("The other side responded with error 500.")
    # The API's own words are there for whoever looks for them.
    expect(attempts.nth(2).get_by_text("status_500")).to_be_hidden()
    attempts.nth(2).get_by_text("As it was recorded").click()
    for said in ("status_500", "OUTGOING_CHANNEL_MESSAGE_CREATED", "msg_00002_1"):
        expect(attempts.nth(2).get_by_text(said, exact=True)).to_be_visible()
    attempts.nth(2).get_by_text("As it was recorded").click()
    tabs = page.get_by_role("navigation", name="Account")
    expect(tabs.locator("[aria-current]")).to_have_text("Deliveries")
    desk.pictures("deliveries")
    check_accessibility(page)
    page.get_by_role("combobox", name="Result").select_option(label="Failed")
    expect(page).to_have_url(re.compile("tab=deliveries&result=FAILED$"))
    expect(attempts).to_have_count(1)
    page.get_by_role("button", name="Send again: msg_00002_1").click()
    expect(attempts.get_by_text("Will be sent.")).to_be_visible()
    [replay] = desk.sent("POST", "/channel-accounts/{id}/deliveries/{delivery}/replay")
    assert replay.path.endswith("/dlv_00002/replay")


@pytest.mark.parametrize("width", [360, 390])
def test_on_a_phone_no_tab_and_no_delivery_is_cut_off(desk: RecordedDesk, width: int) -> None:
    desk.page.set_viewport_size({"width": width, "height": 844})
    log = {"deliveries": samples_channels.deliveries(), "next_cursor": None}
    desk.on("GET", "/channel-accounts/{id}/deliveries", log)
    page = desk.open(f"/channels/accounts/{PAPER}?tab=deliveries")
    for tab in page.get_by_role("navigation", name="Account").get_by_role("link").all():
        expect(tab).to_be_in_viewport(ratio=1)
    attempts = page.get_by_role("list", name="Deliveries")
    expect(attempts.get_by_role("button").first).to_be_in_viewport(ratio=1)
    for part in (attempts, page.get_by_role("navigation", name="Account")):
        assert part.evaluate("box => box.scrollWidth - box.clientWidth") <= 0
    desk.pictures(f"deliveries-{width}")


def test_a_tab_that_an_account_does_not_have_is_not_shown(desk: RecordedDesk) -> None:
    page = desk.open(f"/channels/accounts/{samples.account(2)['id']}?tab=deliveries&result=nonsense")
    expect(page.get_by_role("link", name="Overview")).to_have_attribute("aria-current", "page")
    expect(page).not_to_have_url(re.compile("nonsense"))
    assert not desk.sent("GET", "/channel-accounts/{id}/deliveries", at_least=0)


def test_what_was_not_understood_is_shown_as_text(desk: RecordedDesk) -> None:
    update = {
        "created_at": samples.moment(60),
        "raw": "<img src=x onerror=\"document.title='run'\">" + "x" * 60_000,
        "reason": "This is not a message.",
        "taken_in_at": None,
    }
    desk.on("GET", "/channel-accounts/{id}/unhandled-updates", {"updates": [update], "next_cursor": None})
    page = desk.open(f"/channels/accounts/{PAPER}?tab=unhandled")
    page.get_by_text("As it was sent").click()
    expect(page.locator("pre")).to_contain_text("onerror")
    assert page.evaluate("document.querySelectorAll('img[src=x]').length") == 0
    check_accessibility(page)


def test_an_account_that_is_gone_says_so(desk: RecordedDesk) -> None:
    desk.visitor.expect_complaint("404")
    page = desk.open("/channels/accounts/1")
    expect(page.get_by_text("This channel does not exist any more.")).to_be_visible()


def test_an_agent_sees_no_way_to_change_it(desk: RecordedDesk) -> None:
    desk.role = "agent"
    page = desk.open(f"/channels/accounts/{PAPER}")
    expect(page.get_by_role("navigation", name="Account").get_by_role("link")).to_have_text(["Overview", "Unhandled"])
    page.goto(f"{desk.address}/channels/accounts/{PAPER}?tab=settings")
    expect(page.get_by_text("You may not do this. An administrator can.")).to_be_visible()
