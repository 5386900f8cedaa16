"""What one sees of a reply after it was sent, and does to it."""

from collections.abc import Callable
from typing import Any

from playwright.sync_api import expect

from infra.workbench.page import editor, messages
from tests.browser import samples_conversation as samples
from tests.browser.conversation import Recorded
from tests.browser.desk import Answer, Call, Json, problem
from tests.browser.samples import moment
from tests.support.browser import Visitor

RETRIES = "/messages/{id}/retries"


def test_a_reply_is_seen_on_its_way(conversation: Recorded) -> None:
    conversation.entries = [samples.message(1, "Hello?"), samples.reply(2, "Hello!", status="QUEUED", minutes_ago=0)]
    page = conversation.open()
    row = messages(page).get_by_role("article").last
    for status, words in (("SENT", "Sent"), ("DELIVERED", "Delivered"), ("READ", "Read")):
        conversation.entries[1] = samples.reply(2, "Hello!", status=status, minutes_ago=0)
        page.clock.fast_forward(5000)
        expect(row.get_by_text(words, exact=True)).to_be_visible()


def test_a_failed_reply_says_why_and_is_sent_again_where_it_stands(conversation: Recorded, visitor: Visitor) -> None:
    visitor.expect_complaint("503")
    failure = {"code": "maybe_sent", "reason": "Telegram did not respond in time."}
    conversation.entries = [
        samples.message(1, "Can I keep it?"),
        samples.reply(2, "Yes.", status="FAILED", failure=failure, in_reply_to=samples.message_id(1)),
    ]
    queued = samples.reply(2, "Yes.", status="QUEUED")
    answers = [problem(503, "unavailable", "Not now."), Answer(200, queued)]

    def retry(_: Call) -> Answer:
        answer = answers.pop(0)
        if not answers:
            conversation.entries[1] = queued
        return answer

    conversation.desk.on("POST", RETRIES, retry)
    page = conversation.open()
    failed = page.get_by_role("group", name="Failed")
    expect(failed).to_contain_text("The service did not answer in time")
    expect(failed).to_contain_text("Check whether it arrived")
    failed.get_by_role("button", name="It did not arrive: send it again").click()
    expect(failed.get_by_role("alert")).to_contain_text("does not answer")
    failed.get_by_role("button", name="It did not arrive: send it again").click()
    expect(failed).to_have_count(0)
    expect(messages(page).get_by_role("article")).to_have_count(2)
    assert [call.body for call in conversation.desk.sent("POST", RETRIES, 2)] == [
        {"even_if_it_may_have_arrived": True},
        {"even_if_it_may_have_arrived": True},
    ]


def test_what_may_have_arrived_is_asked_about_before_it_is_sent_again(conversation: Recorded, visitor: Visitor) -> None:
    visitor.expect_complaint("409")
    failure = {"code": "unavailable", "reason": "Telegram did not respond."}
    conversation.entries = [samples.message(1, "Hi"), samples.reply(2, "Yes.", status="FAILED", failure=failure)]

    def retry(call: Call) -> Answer:
        if not call.body["even_if_it_may_have_arrived"]:
            return problem(409, "may_have_arrived", "It may have arrived.")
        conversation.entries[1] = samples.reply(2, "Yes.", status="QUEUED")
        return Answer(200, conversation.entries[1])

    conversation.desk.on("POST", RETRIES, retry)
    page = conversation.open()
    failed = page.get_by_role("group", name="Failed")
    failed.get_by_role("button", name="Send it again").click()
    expect(failed.get_by_role("alert")).to_contain_text("the customer may get it twice")
    failed.get_by_role("button", name="It did not arrive: send it again").click()
    expect(failed).to_have_count(0)


def test_an_edit_that_was_begun_is_there_again(conversation: Recorded) -> None:
    conversation.entries = [samples.message(n, f"Number {n}", minutes_ago=200 - n) for n in range(1, 80)]
    conversation.entries.append(samples.reply(80, "At 12.", minutes_ago=1))
    page = conversation.open()
    said = messages(page).get_by_role("article").filter(has_text="At 12.")
    said.get_by_role("button", name="More").press("Enter")
    page.get_by_role("menuitem", name="Edit").click()
    field = page.get_by_role("textbox", name="New text")
    field.fill("At 13, I think")
    messages(page).evaluate("box => { box.scrollTop = 0 }")
    expect(field).to_have_count(0)
    page.get_by_role("button", name="Newest messages").click()
    expect(field).to_have_value("At 13, I think")
    page.reload()
    expect(field).to_have_value("At 13, I think")
    field.press("Escape")
    page.reload()
    expect(said).to_be_visible()
    expect(field).to_have_count(0)


def test_messages_are_edited_deleted_and_reacted_to(conversation: Recorded) -> None:
    conversation.entries = [
        samples.message(1, "When?", minutes_ago=9),
        samples.reply(2, "At 12.", minutes_ago=8),
        samples.reply(3, "Wrong chat", minutes_ago=7),
    ]
    made: dict[str, Callable[[Any], Json]] = {
        "edit": lambda body: samples.change(4, "edited", 2, body["text"], out=True, minutes_ago=0),
        "delete": lambda _: samples.change(5, "deleted", 3, out=True, minutes_ago=0),
        "reaction_added": lambda body: samples.change(
            6, "reaction_added", 1, body["reaction"], out=True, minutes_ago=0
        ),
        "reaction_removed": lambda body: samples.change(
            7, "reaction_removed", 1, body["reaction"], out=True, minutes_ago=0
        ),
    }

    def changed(call: Call) -> Answer:
        entry = made[call.body["type"]](call.body)
        conversation.entries.append(entry)
        return Answer(201, entry)

    conversation.desk.on("POST", "/messages/{id}/changes", changed)
    page = conversation.open()
    rows = messages(page).get_by_role("article")

    rows.nth(1).get_by_role("button", name="More").press("Enter")
    page.get_by_role("menuitem", name="Edit").click()
    field = page.get_by_role("textbox", name="New text")
    expect(field).to_be_focused()
    field.fill("At 13.")
    field.press("Control+Enter")
    expect(rows.nth(1)).to_contain_text("At 13.")
    rows.nth(1).get_by_role("button", name="edited").click()
    expect(page.get_by_role("list", name="What it said before")).to_contain_text("At 12.")
    page.keyboard.press("Escape")

    rows.nth(2).get_by_role("button", name="More").press("Enter")
    page.get_by_role("menuitem", name="Delete").click()
    page.get_by_role("group", name="Delete").get_by_role("button", name="Delete").click()
    expect(rows.nth(2)).to_contain_text("You deleted this message")
    rows.nth(2).get_by_role("button", name="Show it anyway").click()
    expect(rows.nth(2)).to_contain_text("Wrong chat")

    rows.nth(0).get_by_role("button", name="React").press("Enter")
    page.get_by_role("menuitem", name="👍").click()
    rows.nth(0).get_by_role("button", name="Take back 👍").click()
    expect(rows.nth(0).get_by_role("button", name="Take back 👍")).to_have_count(0)
    assert [call.body for call in conversation.desk.sent("POST", "/messages/{id}/changes", 4)] == [
        {"type": "edit", "text": "At 13."},
        {"type": "delete"},
        {"type": "reaction_added", "reaction": "👍"},
        {"type": "reaction_removed", "reaction": "👍"},
    ]


def test_a_change_that_did_not_arrive_changes_nothing_here(conversation: Recorded) -> None:
    failure = {"code": "message_unknown", "reason": "The service does not know this message."}
    conversation.entries = [
        samples.reply(1, "At 12."),
        samples.change(2, "edited", 1, "At 13.", out=True, status="FAILED", failure=failure),
    ]
    row = messages(conversation.open()).get_by_role("article")
    expect(row.get_by_text("At 12.", exact=True)).to_be_visible()
    expect(row.get_by_role("group", name="The change did not reach the customer.")).to_contain_text("At 13.")


def test_nothing_is_offered_that_the_channel_lacks(conversation: Recorded) -> None:
    conversation.abilities |= {
        "changes": {"reactions": False, "allowed_reactions": [], "edits": False, "deletes": False}
    }
    conversation.abilities |= {"reply_to": {"allowed": False, "newest": None}}
    conversation.entries = [samples.message(1, "When?"), samples.reply(2, "At 12.")]
    page = conversation.open()
    expect(messages(page).get_by_role("article")).to_have_count(2)
    # It is offered, or not, as soon as it is known what the channel carries.
    expect(editor(page)).to_be_visible()
    expect(messages(page).get_by_role("article").get_by_role("button")).to_have_count(2)
    messages(page).get_by_role("button", name="More").first.click()
    expect(page.get_by_role("menuitem")).to_have_text(["Cite"])


def test_reasons_are_said_in_the_readers_language(conversation: Recorded, visitor: Visitor) -> None:
    """By their codes; the words of an app are shown as they are."""
    visitor.expect_complaint("409")
    desk = conversation.desk
    at = moment(100)
    desk.tickets[0] |= {"routing": {"decision": "unassigned", "code": "assignment_off", "reason": "Off.", "at": at}}
    routed = {"decision": "unassigned", "code": "assignment_off", "reason": "Off."}
    unreached = {"code": "no_answer", "reason": "No answer."}
    reported = {"code": "reported_by_channel", "reason": "Quota exceeded"}
    conversation.entries = [
        samples.event(1, "routed", 0, minutes_ago=9, actor=samples.ROUTER, **routed),
        samples.reply(1, "Yes.", status="FAILED", failure=unreached),
        samples.reply(2, "No.", status="FAILED", failure=reported),
    ]
    desk.on("PATCH", "/tickets/{id}", problem(409, "version_differs", "It has changed."))
    desk.page.add_init_script("localStorage.setItem('kanaal.language', '\"nl\"')")
    page = conversation.open()
    expect(page.get_by_text("Automatisch toewijzen staat uit voor dit kanaal.")).to_have_count(2)
    expect(page.get_by_text("De andere kant antwoordde niet op tijd.")).to_be_visible()
    expect(page.get_by_text("Quota exceeded")).to_be_visible()
    page.keyboard.press("e")
    expect(page.get_by_role("alert").get_by_text("Iemand anders heeft dit")).to_be_visible()
    desk.pictures("conversation-reasons-nl")
