"""Replies that the desk holds back, that leave later, and what can be done with them until then."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from infra.workbench.page import editor, messages
from tests.browser import samples
from tests.browser import samples_conversation as thread
from tests.browser.accessibility import check_accessibility
from tests.browser.conversation import Recorded
from tests.browser.desk import Answer, Call, Json, problem
from tests.browser.samples_composer import Writing

MESSAGE = "/messages/{id}"


def holding_back(writing: Writing, seconds: float) -> None:
    """The desk answers that a reply waits so long. Its clock is an hour ahead of the page's."""

    def take(call: Call) -> Answer:
        answer = writing.take(call)
        ahead = -60
        changes = {"created_at": samples.moment(ahead), "due_at": samples.moment(ahead - seconds / 60)}
        writing.entries[-1].update(status="QUEUED", attempts=0, can_be_cancelled=True, **changes)
        return answer

    writing.desk.on("POST", "/conversations/{id}/replies", take)


def cancelled(writing: Writing) -> Callable[[Call], Answer]:
    def cancel(_: Call) -> Answer:
        writing.entries[-1].update(status="CANCELLED", can_be_cancelled=False, cancelled_by=thread.BEN)
        return Answer(200, writing.entries[-1])

    return cancel


def test_a_reply_can_be_undone_for_as_long_as_the_desk_holds_it_back(write: Callable[..., Writing]) -> None:
    writing = write()
    page, desk = writing.page, writing.desk
    holding_back(writing, 10)
    desk.on("DELETE", MESSAGE, cancelled(writing))
    editor(page).click()
    page.keyboard.press("Control+b")
    page.keyboard.type("Too early")
    page.keyboard.press("Control+Enter")
    bar = page.get_by_role("group", name="Undo")
    expect(bar).to_contain_text("10 seconds")
    page.clock.fast_forward(4000)
    expect(bar).to_contain_text("6 seconds")
    desk.pictures("undo")
    check_accessibility(page)
    bar.get_by_role("button", name="Undo").click()
    expect(editor(page).locator("strong")).to_have_text("Too early")
    expect(bar).to_have_count(0)
    expect(messages(page)).to_contain_text("Cancelled by You: nothing of it was sent.")
    page.keyboard.press("Control+Enter")
    expect(bar).to_contain_text("10 seconds")
    page.clock.fast_forward(11_000)
    expect(bar).to_have_count(0)


def test_what_is_being_sent_is_not_undone_and_that_is_said(write: Callable[..., Writing]) -> None:
    writing = write()
    page, desk = writing.page, writing.desk
    holding_back(writing, 10)
    desk.visitor.expect_complaint("409")
    desk.on("DELETE", MESSAGE, problem(409, "being_sent", "An attempt to send it is running."))
    editor(page).fill("On its way")
    editor(page).press("Control+Enter")
    page.get_by_role("group", name="Undo").get_by_role("button", name="Undo").click()
    expect(page.get_by_role("alert")).to_contain_text("is being sent")
    expect(editor(page)).to_have_text("")


def test_a_reply_is_sent_in_an_hour_or_tomorrow(write: Callable[..., Writing]) -> None:
    writing = write()
    page = writing.page
    expect(page.get_by_role("button", name="Send later")).to_be_disabled()
    editor(page).fill("One")
    page.get_by_role("button", name="Send later").click()
    writing.desk.pictures("send-later")
    page.get_by_role("menuitem", name="In an hour").click()
    expect(editor(page)).to_have_text("")
    editor(page).fill("Two")
    page.get_by_role("button", name="Send later").click()
    page.get_by_role("menuitem", name="Tomorrow").click()
    expect(editor(page)).to_have_text("")
    times = [body["send_after"] for body in writing.replies(2)]
    assert times[0].startswith("2026-11-26T13:00:")
    assert times[1] == "2026-11-27T09:00:00.000Z"


def test_a_time_is_chosen_and_what_cannot_be_is_said(write: Callable[..., Writing]) -> None:
    writing = write()
    page = writing.page
    editor(page).fill("Later")
    page.get_by_role("button", name="Send later").click()
    page.get_by_role("menuitem", name="Date and time").click()
    dialog = page.get_by_role("dialog", name="When it is sent")
    field = dialog.get_by_label("Date and time")
    expect(field).to_have_value("2026-11-27T09:00")
    expect(field).to_be_focused()
    field.fill("2026-11-26T11:00")
    field.press("Enter")
    expect(dialog).to_contain_text("This is in the past.")
    field.fill("2027-02-01T09:00")
    field.press("Enter")
    expect(dialog).to_contain_text("At most 30 days ahead.")
    writing.desk.pictures("choose-time")
    check_accessibility(page)
    field.fill("2026-11-30T15:30")
    field.press("Enter")
    expect(dialog).to_have_count(0)
    expect(editor(page)).to_have_text("")
    assert writing.replies(1)[0]["send_after"] == "2026-11-30T15:30:00.000Z"


def test_a_scheduled_reply_is_cancelled_or_edited(conversation: Recorded) -> None:
    desk = conversation.desk
    due: Json = {"status": "QUEUED", "attempts": 0, "due_at": samples.moment(-21 * 60), "can_be_cancelled": True}
    conversation.entries = [thread.message(1, "Hi", minutes_ago=50)] + [
        thread.reply(n, f"Number {n}", minutes_ago=40, **due) for n in (2, 3)
    ]

    def cancel(call: Call) -> Answer:
        entry = next(each for each in conversation.entries if each["id"] == call.path.rpartition("/")[2])
        entry.update(status="CANCELLED", can_be_cancelled=False, cancelled_by=thread.BEN)
        return Answer(200, entry)

    desk.on("DELETE", MESSAGE, cancel)
    page = conversation.open()
    two, three = (messages(page).get_by_role("article").filter(has_text=f"Number {n}") for n in (2, 3))
    expect(two).to_contain_text("Will be sent 27 Nov, 09:00")
    desk.pictures("scheduled")
    check_accessibility(page)
    two.get_by_role("button", name="Cancel", exact=True).click()
    expect(two).to_contain_text("Cancelled by You: nothing of it was sent.")
    three.get_by_role("button", name="Cancel and edit").click()
    expect(editor(page)).to_contain_text("Number 3")
    expect(two.get_by_role("button", name="Edit and send anew")).to_be_visible()


def test_a_reply_between_two_attempts_says_when_the_next_is_and_can_be_cancelled(conversation: Recorded) -> None:
    desk = conversation.desk
    desk.visitor.expect_complaint("409")
    failure = {"code": "not_reached", "reason": "The server does not respond."}
    waits: Json = {"next_attempt_at": samples.moment(-5), "can_be_cancelled": True, "failure": failure}
    entry = thread.reply(2, "Hello!", status="QUEUED", attempts=3, **waits)
    conversation.entries = [thread.message(1, "Hi"), entry]

    def cancel(call: Call) -> Answer:
        if call.query.get("even_if_it_may_have_arrived") != "true":
            return problem(409, "may_have_arrived", "An earlier attempt got no response.")
        entry.update(status="CANCELLED", can_be_cancelled=False, cancelled_by=thread.BEN)
        return Answer(200, entry)

    desk.on("DELETE", MESSAGE, cancel)
    page = conversation.open()
    reply = messages(page).get_by_role("article").filter(has_text="Hello!")
    expect(reply).to_contain_text("Next attempt 12:05")
    reply.get_by_role("button", name="Cancel", exact=True).click()
    expect(reply.get_by_role("alert")).to_contain_text("may have reached the customer")
    reply.get_by_role("button", name="Cancel anyway").click()
    expect(reply).to_contain_text("Cancelled by You")


def test_a_reply_whose_receiver_fails_says_so_and_is_tried_now(conversation: Recorded) -> None:
    desk = conversation.desk
    since, probe = samples.moment(48), samples.moment(-40)
    failing = {"state": "failing", "failing_since": since, "next_probe_at": probe, "waiting_replies": 1}
    for account in desk.accounts:
        account["delivery"] = failing
    desk.tickets[0] |= {"reply_state": "queued", "last_direction": "out"}
    entry = thread.reply(2, "Hello!", status="QUEUED", attempts=0, waits_for_account=True)
    conversation.entries = [thread.message(1, "Hi"), entry]
    desk.on("POST", "/messages/{id}/retries", lambda _: Answer(200, entry))
    page = conversation.open()
    box = messages(page).get_by_role("group", name="Not delivered yet")
    expect(box).to_contain_text("Not delivered yet: The receiver has been failing since 11:12. Next attempt 12:40.")
    expect(page.get_by_role("region", name="Tickets").get_by_role("listitem").first).to_contain_text("Reply waits")
    desk.pictures("reply-waits")
    check_accessibility(page)
    box.get_by_role("button", name="Try now").click()
    expect(box.get_by_role("status")).to_have_text("It is tried now.")
    [call] = desk.sent("POST", "/messages/{id}/retries")
    assert call.body == {"even_if_it_may_have_arrived": False}


def test_what_is_wrong_with_this_reply_is_said_though_its_account_fails_too(conversation: Recorded) -> None:
    failing = {"state": "failing", "failing_since": samples.moment(48), "next_probe_at": None, "waiting_replies": 1}
    for account in conversation.desk.accounts:
        account["delivery"] = failing
    failure = {"code": "status_422", "reason": "The receiver answered 422."}
    entry = thread.reply(2, "Hello!", status="QUEUED", attempts=1, failure=failure)
    conversation.entries = [thread.message(1, "Hi"), entry]
    page = conversation.open()
    box = messages(page).get_by_role("group", name="Not delivered yet")
    expect(box).to_contain_text("422")
    expect(box).not_to_contain_text("has been failing")


@pytest.mark.parametrize("code", ["in_the_past", "too_far_ahead"])
def test_a_time_that_the_desk_refuses_loses_nothing(write: Callable[..., Writing], code: str) -> None:
    writing = write()
    page = writing.page
    writing.desk.visitor.expect_complaint("400")
    writing.desk.on("POST", "/conversations/{id}/replies", problem(400, code, "send_after: no."))
    editor(page).fill("Later")
    page.get_by_role("button", name="Send later").click()
    page.get_by_role("menuitem", name="Tomorrow").click()
    expect(messages(page).get_by_role("alert")).to_contain_text("This reply was not taken.")
    messages(page).get_by_role("button", name="Edit").click()
    expect(editor(page)).to_have_text("Later")
