"""Webhook subscriptions, as administrators keep them."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser import samples_webhooks as samples
from tests.browser.accessibility import check_accessibility
from tests.browser.desk import RecordedDesk, problem
from tests.browser.samples_people import staffed


@pytest.fixture
def following(desk: RecordedDesk) -> samples.Following:
    return samples.Following(staffed(desk))


def open_one(following: samples.Following, webhook_id: str) -> Page:
    return following.desk.open(f"/settings/webhooks/{webhook_id}")


def test_webhooks_are_listed_with_where_they_go_and_how_they_do(following: samples.Following) -> None:
    page = following.desk.open("/settings/webhooks")
    entries = page.get_by_role("main").get_by_role("listitem")
    expect(entries.nth(0)).to_contain_text("https://crm.example/kanaal")
    expect(entries.nth(0)).to_contain_text("2 kinds of change")
    expect(entries.nth(0)).to_contain_text("Active")
    expect(entries.nth(1)).to_contain_text("Everything")
    expect(entries.nth(1)).to_contain_text("Failing")
    expect(entries.nth(2)).to_contain_text("Disabled")
    following.desk.pictures("webhooks")
    check_accessibility(page)
    entries.nth(1).get_by_role("link", name="Nightly reports").click()
    expect(page.get_by_role("heading", level=1, name="Nightly reports")).to_be_visible()


def test_one_is_created_and_its_secret_is_shown_once(following: samples.Following) -> None:
    desk = following.desk
    desk.visitor.expect_complaint("400")
    page = desk.open("/settings/webhooks/new")
    page.get_by_role("textbox", name="Name").fill("Warehouse")
    page.get_by_role("button", name="Create").click()
    expect(page.get_by_role("textbox", name="Address")).to_be_focused()
    page.get_by_role("textbox", name="Address").fill("https://10.0.0.7/kanaal")
    page.get_by_role("checkbox", name="Ticket created").check()
    page.get_by_role("checkbox", name="Reply failed").check()
    page.get_by_role("textbox", name="But not what these have done").fill("tok_1\n tok_2,tok_1")
    inside = [{"field": "url", "message": "Name an address in the public internet."}]
    desk.on("POST", "/webhook-subscriptions", problem(400, "invalid_request", "A field is wrong.", inside))
    page.get_by_role("button", name="Create").click()
    expect(page.get_by_text("Name an address in the public internet.")).to_be_visible()
    desk.on("POST", "/webhook-subscriptions", following._create)
    page.get_by_role("textbox", name="Address").fill("https://warehouse.example/kanaal")
    page.get_by_role("button", name="Create").click()
    expect(page.get_by_text("The webhook Warehouse is created.")).to_be_visible()
    expect(page.get_by_role("group", name="Signing secret")).to_have_text(samples.SECRET)
    check_accessibility(page)
    refused, made = desk.sent("POST", "/webhook-subscriptions", 2)
    assert made.body == {
        "name": "Warehouse",
        "url": "https://warehouse.example/kanaal",
        "types": ["message.failed", "ticket.created"],
        "not_by": ["tok_1", "tok_2"],
    }
    assert refused.headers["idempotency-key"] != made.headers["idempotency-key"]
    page.get_by_role("link", name="I have copied it").click()
    expect(page.get_by_role("heading", level=1, name="Warehouse")).to_be_visible()
    expect(page.get_by_text(samples.SECRET)).to_have_count(0)


def test_only_what_was_changed_is_sent_and_somebody_elses_change_is_said(following: samples.Following) -> None:
    following.desk.visitor.expect_complaint("412")
    page = open_one(following, samples.CRM)
    expect(page.get_by_role("checkbox", name="Contact changed")).to_be_checked()
    page.get_by_role("checkbox", name="Contact erased").check()
    following.webhooks[0] |= {"name": "CRM of sales", "version": 4}
    page.get_by_role("button", name="Save").click()
    page.get_by_role("button", name="Keep what I changed").click()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("textbox", name="Name")).to_have_value("CRM of sales")
    expect(page.get_by_role("heading", level=1, name="CRM of sales")).to_be_visible()
    assert [call.body for call in following.desk.sent("PATCH", samples.ONE, 2)] == [
        {"types": ["contact.changed", "contact.erased", "ticket.created"]}
    ] * 2


def test_a_failing_one_says_since_when_and_until_when_and_its_log_says_why(following: samples.Following) -> None:
    desk = following.desk
    page = open_one(following, samples.REPORTS)
    alert = page.get_by_role("alert")
    expect(alert).to_contain_text("Changes do not arrive.")
    expect(alert).to_contain_text("The other side responded with error 500.")
    expect(alert).to_contain_text("and then disabled")
    attempts = page.get_by_role("list", name="Deliveries").get_by_role("listitem")
    expect(attempts.nth(0)).to_contain_text("Test event")
    expect(attempts.nth(1)).to_contain_text("Message received")
    desk.pictures("webhook")
    check_accessibility(page)
    page.get_by_role("combobox", name="Result").select_option(label="Failed")
    expect(attempts).to_have_count(1)
    page.get_by_role("button", name="Send again: msg_00002_1").click()
    expect(attempts.get_by_text("Will be sent.")).to_be_visible()
    page.get_by_role("button", name="Send a test event").click()
    expect(page.get_by_text("The test event is on its way.").first).to_be_visible()
    [replay] = desk.sent("POST", f"{samples.LOG}/{{delivery}}/replay")
    assert replay.path == f"/webhook-subscriptions/{samples.REPORTS}/deliveries/dlv_00002/replay"


def test_it_is_disabled_and_enabled_again(following: samples.Following) -> None:
    page = open_one(following, samples.CRM)
    page.get_by_role("button", name="Disable").click()
    expect(page.get_by_text("Somebody has disabled it.")).to_be_visible()
    page.get_by_role("button", name="Enable").click()
    expect(page.get_by_text("Changes arrive.")).to_be_visible()
    assert [call.body for call in following.desk.sent("PATCH", samples.ONE, 2)] == [{"active": False}, {"active": True}]


def test_its_secret_is_replaced_with_time_for_the_receiver(following: samples.Following) -> None:
    page = open_one(following, samples.CRM)
    page.get_by_role("combobox", name="The previous ones stay valid for").select_option("72")
    page.get_by_role("button", name="Make a new secret").click()
    expect(page.get_by_role("group", name="Signing secret")).to_have_text(samples.SECRET)
    page.get_by_role("button", name="I have copied it").click()
    expect(page.get_by_role("group", name="Signing secret")).to_have_count(0)
    [rotation] = following.desk.sent("POST", "/webhook-subscriptions/{id}/secret-rotations")
    assert rotation.body == {"overlap_hours": 72}


def test_it_is_deleted_after_a_question(following: samples.Following) -> None:
    page = open_one(following, samples.OLD)
    expect(page.get_by_role("alert")).to_contain_text("its receiver says that it is gone")
    page.get_by_role("button", name="Delete").click()
    page.get_by_role("dialog").get_by_role("button", name="Delete").click()
    expect(page.get_by_role("heading", level=1, name="Webhooks")).to_be_visible()
    expect(page.get_by_role("link", name="Old shop")).to_have_count(0)


def test_nobody_else_sees_them(following: samples.Following) -> None:
    desk = following.desk
    desk.role = "agent"
    page = desk.open("/settings/webhooks")
    expect(page.get_by_text("You may not do this. An administrator can.")).to_be_visible()
    assert not desk.sent("GET", "/webhook-subscriptions", at_least=0)
