"""Drafts that the desk keeps: found again on another machine, shared, and put forward for approval."""

from collections.abc import Callable

from playwright.sync_api import expect

from infra.workbench.page import editor, messages
from tests.browser import samples
from tests.browser import samples_conversation as thread
from tests.browser.accessibility import check_accessibility
from tests.browser.desk import Answer, Call, Json, problem
from tests.browser.held import Held
from tests.browser.samples_composer import Drafts, Writing

DRAFT = "/conversations/{id}/draft"
APPROVALS = "/conversations/{id}/draft/approvals"
AFTER = 2100


def test_a_draft_is_saved_at_the_desk_and_goes_with_the_reply(write: Callable[..., Writing], drafts: Drafts) -> None:
    writing = write()
    page = writing.page
    editor(page).fill("Half a sen")
    with page.expect_response(lambda response: response.request.method == "PUT"):
        page.clock.fast_forward(AFTER)
    expect(editor(page)).to_have_text("Half a sen")
    editor(page).press_sequentially("tence")
    with page.expect_response(lambda response: response.request.method == "PUT"):
        page.clock.fast_forward(AFTER)
    puts = writing.desk.sent("PUT", DRAFT, 2)
    assert [call.body["text"] for call in puts] == ["Half a sen", "Half a sentence"]
    assert [call.headers.get("if-match") for call in puts] == [None, '"1"']
    editor(page).press("Control+Enter")
    expect(messages(page).get_by_text("Half a sentence")).to_be_visible()
    assert writing.desk.sent("POST", "/conversations/{id}/replies")[0].body["draft"] == {"version": 2}


def test_what_was_written_on_another_machine_is_here(write: Callable[..., Writing], drafts: Drafts) -> None:
    drafts.write("Bold words", rich_text="<p><strong>Bold</strong> words</p>", in_reply_to=thread.message_id(1))
    writing = write()
    page = writing.page
    expect(editor(page).locator("strong")).to_have_text("Bold")
    expect(page.get_by_role("region", name="Reply")).to_contain_text("My parcel has not arrived.")
    page.clock.fast_forward(AFTER)
    editor(page).press("Control+a")
    editor(page).press("Backspace")
    with page.expect_response(lambda response: response.request.method == "DELETE"):
        page.clock.fast_forward(AFTER)
    assert not writing.desk.sent("PUT", DRAFT, at_least=0), "what was only read is not saved again"


def test_two_machines_and_two_texts_are_a_choice(write: Callable[..., Writing], drafts: Drafts) -> None:
    writing = write()
    page = writing.page
    writing.desk.visitor.expect_complaint("412")
    editor(page).fill("Here")
    drafts.write("There")
    page.clock.fast_forward(AFTER)
    choice = page.get_by_role("group", name="Drafts of this conversation")
    expect(choice).to_contain_text("You have written something else elsewhere")
    expect(choice).to_contain_text("There")
    writing.desk.pictures("draft-elsewhere")
    check_accessibility(page)
    choice.get_by_role("button", name="Use both").click()
    expect(editor(page)).to_be_focused()
    expect(editor(page)).to_contain_text("There")
    expect(editor(page)).to_contain_text("Here")
    with page.expect_response(lambda response: response.request.method == "PUT"):
        page.clock.fast_forward(AFTER)
    assert writing.desk.sent("PUT", DRAFT)[-1].headers["if-match"] == '"1"'
    expect(choice).to_have_count(0)


def test_whoever_reloads_while_the_desk_saves_has_no_conflict_with_their_own_words(
    write: Callable[..., Writing], drafts: Drafts
) -> None:
    writing = write()
    page = writing.page
    editor(page).fill("Half a sentence")
    # The desk has it, and its answer is lost with the page. HTML comes back in the desk's own spelling.
    drafts.write("Half a sentence")
    page.reload()
    expect(editor(page)).to_have_text("Half a sentence")
    editor(page).press_sequentially(", and the rest")
    with page.expect_response(lambda response: response.request.method == "PUT"):
        page.clock.fast_forward(AFTER)
    assert writing.desk.sent("PUT", DRAFT)[-1].headers["if-match"] == '"1"'
    expect(page.get_by_role("group", name="Drafts of this conversation")).to_have_count(0)


def test_what_was_typed_after_a_save_whose_answer_was_lost_goes_on_top_of_it(
    write: Callable[..., Writing], drafts: Drafts
) -> None:
    writing = write()
    page = writing.page
    Held(page, "**/conversations/*/draft")
    editor(page).fill("Half a sen")
    with page.expect_request("**/conversations/*/draft"):
        page.clock.fast_forward(AFTER)
    editor(page).press_sequentially("tence")
    page.clock.fast_forward(1000)
    drafts.write("Half a sen")
    # In this order: what is no longer routed would go to the desk.
    page.reload()
    page.unroute("**/conversations/*/draft")
    expect(editor(page)).to_have_text("Half a sentence")
    expect(page.get_by_role("group", name="Drafts of this conversation")).to_have_count(0)


def test_what_was_sent_elsewhere_is_not_sent_again_without_a_word(
    write: Callable[..., Writing], drafts: Drafts
) -> None:
    writing = write()
    page = writing.page
    writing.desk.visitor.expect_complaint("409")
    editor(page).fill("Once")
    with page.expect_response(lambda response: response.request.method == "PUT"):
        page.clock.fast_forward(AFTER)

    def take(call: Call) -> Answer:
        return problem(409, "draft_changed", "Changed.") if call.body.get("draft") else writing.take(call)

    writing.desk.on("POST", "/conversations/{id}/replies", take)
    editor(page).press("Control+Enter")
    refused = messages(page).get_by_role("alert")
    expect(refused).to_contain_text("nothing was sent")
    refused.get_by_role("button", name="Try again").click()
    expect(refused).to_have_count(0)


def test_a_proposed_reply_is_approved(write: Callable[..., Writing], drafts: Drafts) -> None:
    bot = {"id": "prg_1", "kind": "program", "name": "Reply bot", "on_behalf_of": None, "through": None}
    waits: Json = {
        "state": "waiting_for_approval",
        "owner_id": "prg_1",
        "proposed_by": bot,
        "saved_by": bot,
        "version": 3,
    }
    drafts.others = [samples.desk_draft(id="drf_00009", text="It arrives on Friday.", **waits)]
    writing = write()
    page, desk = writing.page, writing.desk
    card = page.get_by_role("group", name="Drafts of this conversation").get_by_role("article")
    expect(card).to_contain_text("Reply bot proposes this reply")
    desk.pictures("draft-proposed")
    check_accessibility(page)

    def approve(call: Call) -> Answer:
        drafts.others = []
        made = thread.reply(4, "It arrives on Friday.", status="QUEUED", minutes_ago=0)
        writing.entries.append(made)
        return Answer(201, made)

    desk.on("POST", APPROVALS, problem(412, "version_differs", "Changed."))
    desk.visitor.expect_complaint("412")
    card.get_by_role("button", name="Approve and send").click()
    expect(card).to_contain_text("Somebody has changed this draft meanwhile.")
    desk.on("POST", APPROVALS, approve)
    card.get_by_role("button", name="Approve and send").click()
    expect(card).to_have_count(0)
    expect(messages(page).get_by_text("It arrives on Friday.")).to_be_visible()
    assert desk.sent("POST", APPROVALS, 2)[-1].body == {"draft_id": "drf_00009", "version": 3}


def test_whoever_writes_on_a_proposal_has_a_draft_of_their_own(write: Callable[..., Writing], drafts: Drafts) -> None:
    bot = {"id": "prg_1", "kind": "program", "name": "Reply bot", "on_behalf_of": None, "through": None}
    waits: Json = {"state": "waiting_for_approval", "owner_id": "prg_1", "proposed_by": bot, "saved_by": bot}
    drafts.others = [samples.desk_draft(id="drf_00009", text="It arrives on Friday.", version=3, **waits)]
    writing = write()
    page, desk = writing.page, writing.desk

    def drop(_call: Call) -> Answer:
        drafts.others = []
        return Answer(204)

    desk.on("DELETE", "/conversations/{id}/drafts/{draft}", drop)
    card = page.get_by_role("group", name="Drafts of this conversation").get_by_role("article")
    card.get_by_role("button", name="Change").click()
    expect(editor(page)).to_have_text("It arrives on Friday.")
    expect(card).to_have_count(0)
    expect(editor(page)).to_be_focused()
    with page.expect_response(lambda response: response.request.method == "PUT"):
        page.clock.fast_forward(AFTER)
    [put] = desk.sent("PUT", DRAFT)
    assert (put.query, put.headers.get("if-match")) == ({}, None)
    editor(page).press("Control+Enter")
    expect(messages(page).get_by_text("It arrives on Friday.")).to_be_visible()
    assert desk.sent("POST", "/conversations/{id}/replies")[0].body["draft"] == {"version": 1}


def test_a_proposal_stays_until_all_of_it_is_here(write: Callable[..., Writing], drafts: Drafts) -> None:
    file = {"type": "FILE", "file_id": "fil_00001"}
    waits: Json = {"state": "waiting_for_approval", "owner_id": "prg_1", "proposed_by": thread.CLEO_MARTIN}
    drafts.others = [samples.desk_draft(id="drf_00009", text="It arrives on Friday.", attachments=[file], **waits)]
    writing = write()
    page, desk = writing.page, writing.desk
    desk.visitor.expect_complaint("503")
    desk.on("GET", "/files/{id}", problem(503, "unavailable", "Not now."))
    card = page.get_by_role("group", name="Drafts of this conversation").get_by_role("article")
    card.get_by_role("button", name="Change").click()
    expect(card.get_by_role("alert")).to_be_visible()
    assert not desk.sent("DELETE", "/conversations/{id}/drafts/{draft}", at_least=0)
    expect(card).to_contain_text("It arrives on Friday.")


def test_a_shared_draft_is_written_on(write: Callable[..., Writing], drafts: Drafts) -> None:
    shared = samples.desk_draft(id="drf_00002", owner_id=None, text="Dear Ada", saved_by=thread.CLEO_MARTIN, version=5)
    drafts.others = [shared]
    writing = write()
    page, desk = writing.page, writing.desk
    desk.on("DELETE", "/conversations/{id}/drafts/{draft}", Answer(204))
    card = page.get_by_role("group", name="Drafts of this conversation").get_by_role("article")
    expect(card).to_contain_text("Shared draft, last saved by Cleo Martin")
    card.get_by_role("button", name="Change").click()
    expect(editor(page)).to_have_text("Dear Ada")
    expect(card).to_have_count(0)
    page.clock.fast_forward(AFTER)
    desk.on("PUT", DRAFT, lambda call: samples.desk_draft(owner_id=None, version=6, **call.body))
    editor(page).press_sequentially(", hello")
    with page.expect_response(lambda response: response.request.method == "PUT"):
        page.clock.fast_forward(AFTER)
    [put] = desk.sent("PUT", DRAFT)
    assert (put.query, put.headers["if-match"]) == ({"shared": "true"}, '"5"')


def test_a_shared_draft_does_not_replace_what_is_typed(write: Callable[..., Writing], drafts: Drafts) -> None:
    shared: Json = {"owner_id": None, "text": "Dear Ada", "rich_text": "<p><strong>Dear Ada</strong></p>"}
    drafts.others = [samples.desk_draft(id="drf_00002", saved_by=thread.CLEO_MARTIN, version=5, **shared)]
    writing = write()
    page, desk = writing.page, writing.desk
    editor(page).fill("Typed here")
    with page.expect_response(lambda response: response.request.method == "PUT"):
        page.clock.fast_forward(AFTER)
    saved = {"id": "drf_00002", "owner_id": None, "saved_by": thread.BEN}
    desk.on("PUT", DRAFT, lambda call: samples.desk_draft(**saved, version=6, **call.body))
    area = page.get_by_role("group", name="Drafts of this conversation")
    area.get_by_role("button", name="Change").click()
    expect(editor(page).locator("p")).to_have_text(["Dear Ada", "Typed here"])
    expect(editor(page).locator("strong")).to_have_text("Dear Ada")
    expect(area).to_contain_text("The shared draft is above what you had written.")
    assert desk.sent("DELETE", DRAFT)[0].headers["if-match"] == '"1"'
    desk.pictures("draft-combined")
    check_accessibility(page)
    page.clock.fast_forward(AFTER)
    writing.desk.sent("PUT", DRAFT, 2)
    area.get_by_role("button", name="Take them apart").click()
    expect(editor(page)).to_have_text("Typed here")
    expect(area.get_by_role("article")).to_contain_text("Dear Ada")
    back = desk.sent("PUT", DRAFT, 3)[-1]
    assert (back.query, back.headers["if-match"], back.body["rich_text"]) == (
        {"shared": "true"},
        '"6"',
        shared["rich_text"],
    )


def test_a_draft_is_put_forward(write: Callable[..., Writing], drafts: Drafts) -> None:
    writing = write()
    page = writing.page
    editor(page).fill("Is this all right?")
    page.get_by_role("button", name="Send later").click()
    page.get_by_role("menuitem", name="Ask for approval").click()
    card = page.get_by_role("group", name="Drafts of this conversation").get_by_role("article")
    expect(editor(page)).to_have_text("")
    expect(card).to_contain_text("Is this all right?")
    assert writing.desk.sent("PUT", DRAFT)[0].body["state"] == "waiting_for_approval"
    assert not writing.replies(0)
