"""A person is exported or erased from the panel beside a conversation (M17)."""

from typing import Any

from playwright.sync_api import Page, expect

from tests.browser.accessibility import check_accessibility
from tests.browser.conversation import Recorded
from tests.browser.desk import Answer, Json
from tests.browser.samples import moment
from tests.browser.samples_settings import JOB, job

LINK = "https://files.example.com/export.json"


def begin(conversation: Recorded, what: str) -> Page:
    page = conversation.open()
    page.get_by_role("button", name="More about the contact").press("Enter")
    page.get_by_role("menuitem", name=what).press("Enter")
    return page


def goes_on(conversation: Recorded, kind: str, **end: Any) -> None:
    """Queued, running, done."""
    states = [job("queued", 0, None), job("running", 1, 3), job("done", 3, 3) | end]

    def answer(_: object) -> Json:
        return {**(states.pop(0) if len(states) > 1 else states[0]), "id": JOB, "kind": kind}

    conversation.desk.on("GET", "/jobs/{id}", answer)


def test_m17_an_export_is_made_and_saved(conversation: Recorded) -> None:
    desk = conversation.desk
    desk.on("POST", "/contacts/{id}/exports", Answer(202, {**job("queued", 0, None), "kind": "contact_export"}))
    report = {"contacts": 1, "conversations": 3, "files": 0, "letters": 2}
    file = {"url": LINK, "expires_at": moment(-60)}
    goes_on(conversation, "contact_export", report=report, file=file)
    page = begin(conversation, "Export what the desk has")
    dialog = page.get_by_role("dialog", name="Export what the desk has of Ada Lovelace?")
    check_accessibility(page)
    dialog.get_by_role("button", name="Export", exact=True).click()
    expect(dialog.get_by_role("progressbar", name="How far it is")).to_be_visible()
    page.clock.run_for(2_000)
    expect(dialog.get_by_text("Conversations done: 1")).to_be_visible()
    desk.pictures("export-going")
    page.clock.run_for(2_000)
    expect(dialog.get_by_role("link", name="Save the file")).to_have_attribute("href", LINK)
    found = dialog.get_by_role("list", name="What there was").get_by_role("listitem")
    expect(found).to_have_text(["1 contact", "3 conversations", "letters: 2"])
    desk.pictures("export")
    check_accessibility(page)
    dialog.get_by_role("button", name="Close").last.click()
    expect(page.get_by_role("button", name="More about the contact")).to_be_focused()
    [call] = desk.sent("POST", "/contacts/{id}/exports")
    assert call.headers["idempotency-key"]


def test_m17_somebody_is_erased_after_a_question(conversation: Recorded) -> None:
    desk = conversation.desk
    desk.on("POST", "/contacts/{id}/erasures", Answer(202, {**job("queued", 0, None), "kind": "contact_erasure"}))
    goes_on(conversation, "contact_erasure", report={"conversations": 3, "messages": 41})
    page = begin(conversation, "Erase this person")
    dialog = page.get_by_role("dialog", name="Erase Ada Lovelace?")
    erase = dialog.get_by_role("button", name="Erase", exact=True)
    expect(erase).to_be_disabled()
    dialog.get_by_role("checkbox", name="I know that this cannot be undone.").check()
    desk.pictures("erase")
    check_accessibility(page)
    erase.click()
    expect(dialog.get_by_text("It goes on by itself if you close this.")).to_be_visible()
    page.clock.run_for(4_000)
    expect(dialog.get_by_text("Nothing of this person is left")).to_be_visible()
    expect(dialog.get_by_role("list", name="What there was")).to_contain_text("41 messages")
    desk.tickets = desk.tickets[1:]
    dialog.get_by_role("button", name="Go to the tickets").click()
    expect(page.get_by_role("heading", name="My parcel has not arrived")).to_have_count(0)
    expect(page.get_by_role("region", name="Tickets")).to_be_visible()


def test_what_could_not_go_on_says_so(conversation: Recorded) -> None:
    desk = conversation.desk
    desk.on("POST", "/contacts/{id}/exports", Answer(202, {**job("queued", 0, None), "kind": "contact_export"}))
    desk.on("GET", "/jobs/{id}", {**job("failed", 0, None), "kind": "contact_export"})
    page = begin(conversation, "Export what the desk has")
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("button", name="Export", exact=True).click()
    expect(dialog.get_by_role("alert")).to_contain_text("It could not go on.")


def test_who_is_no_administrator_may_merge_and_neither_export_nor_erase(conversation: Recorded) -> None:
    conversation.desk.role = "agent"
    page = conversation.open()
    page.get_by_role("button", name="More about the contact").click()
    expect(page.get_by_role("menuitem", name="Merge with another contact")).to_be_visible()
    expect(page.get_by_role("menuitem")).to_have_count(1)
