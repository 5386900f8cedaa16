"""Two contacts that are one person, from the panel beside a conversation (M17)."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser import samples_conversation as samples
from tests.browser.accessibility import check_accessibility
from tests.browser.conversation import Recorded
from tests.browser.desk import Call, Json, problem
from tests.browser.samples import CLEO, ME, moment
from tests.browser.samples_people import short_ticket

OTHER = "con_00009"


def summary(contact_id: str, name: str, **changes: Any) -> Json:
    nothing = dict.fromkeys(("account_id", "email", "phone", "owner_id"))
    return {"id": contact_id, "name": name, **nothing, "properties": {}, "created_at": moment(9000), "version": 1} | (
        changes
    )


@pytest.fixture
def contact(conversation: Recorded) -> Json:
    """It changes as the desk does."""
    kept = {**samples.contact(), "version": 4}
    desk = conversation.desk
    others = [summary(OTHER, "Augusta Ada King", email="a.king@example.com"), summary("con_00010", "Omar Haddad")]
    me = summary(kept["id"], "Ada Lovelace")
    pages = {None: ([me, *others], "more"), "more": ([summary("con_00011", "Zoe Park")], None)}

    def listed(call: Call) -> Json:
        contacts, cursor = pages[call.query.get("cursor")]
        return {"contacts": contacts, "next_cursor": cursor}

    def merge(call: Call) -> Json:
        if not call.body.get("preview"):
            made = {"contact_id": OTHER, "merged_at": moment(), "merged_by": ME}
            kept.update(merges=[{**made, "can_be_undone_until": moment(-30 * 1440)}], version=5)
        ticket = short_ticket("tkt_00007", "The lamp flickers", desk.accounts[1]["id"])
        return {
            "contact": me,
            "merged": others[0],
            "conversations": [ticket],
            "open_tickets": [ticket],
            "identifiers": [samples.contact()["identifiers"][1] | {"value": "a.king@example.com"}],
            "filled": {"owner_id": CLEO, "properties.plan": "paid"},
            "kept": {"name": "Augusta Ada King"},
        }

    def undo(_: Call) -> Json:
        kept.update(merges=[], version=6)
        return kept

    desk.on("GET", "/contacts/{id}", lambda _: kept)
    desk.on("GET", "/contacts", listed)
    desk.on("POST", "/contacts/{id}/merges", merge)
    desk.on("DELETE", "/contacts/{id}/merges/{merged}", undo)
    return kept


def search(conversation: Recorded) -> Page:
    page = conversation.open()
    page.get_by_role("button", name="More about the contact").press("Enter")
    page.get_by_role("menuitem", name="Merge with another contact").press("Enter")
    return page


def test_m17_two_contacts_are_merged_and_that_is_undone(conversation: Recorded, contact: Json) -> None:
    page = search(conversation)
    dialog = page.get_by_role("dialog", name="Who is the same person as Ada Lovelace?")
    found = dialog.get_by_role("list", name="Contacts").get_by_role("button")
    expect(found).to_have_count(2)
    dialog.get_by_role("textbox", name="The other contact").fill("king@")
    expect(found).to_have_count(1)
    conversation.desk.pictures("merge-find")
    check_accessibility(page)
    found.press("Enter")
    expect(dialog).to_contain_text("Ada Lovelace stays. From Augusta Ada King comes:")
    for title, line in (
        ("What they are known by", "E-mail: a.king@example.com"),
        ("Conversations, the ten newest", "The lamp flickers"),
        ("What was empty here", "Looked after by: Cleo Martin"),
        ("What is not taken, as there is something here", "Name: Augusta Ada King"),
    ):
        expect(dialog.get_by_role("region", name=title)).to_contain_text(line)
    conversation.desk.pictures("merge")
    check_accessibility(page)
    dialog.get_by_role("button", name="Merge them").click()
    expect(dialog).to_have_count(0)
    previewed, merged = conversation.desk.sent("POST", "/contacts/{id}/merges", 2)
    assert previewed.body == {"contact_id": OTHER, "preview": True}
    assert (merged.body, merged.headers["if-match"]) == ({"contact_id": OTHER}, '"4"')
    merges = page.get_by_role("complementary").get_by_role("list", name="Merged contacts")
    expect(merges).to_contain_text("by Ben Ito")
    expect(merges).to_contain_text("Until 26 Dec 2026:")
    merges.scroll_into_view_if_needed()
    conversation.desk.pictures("merged")
    merges.get_by_role("button", name="Undo").click()
    expect(merges).to_have_count(0)
    [undone] = conversation.desk.sent("DELETE", "/contacts/{id}/merges/{merged}")
    assert (undone.path, undone.headers["if-match"]) == (f"/contacts/{contact['id']}/merges/{OTHER}", '"5"')


def test_further_names_are_read_and_an_id_is_enough(conversation: Recorded, contact: Json) -> None:
    assert contact
    page = search(conversation)
    dialog = page.get_by_role("dialog")
    sought = dialog.get_by_role("textbox", name="The other contact")
    sought.fill("Zoe")
    expect(dialog).to_contain_text("Nobody fits among those that were read.")
    dialog.get_by_role("button", name="Look at further names").click()
    expect(dialog.get_by_role("button", name="Zoe Park")).to_be_visible()
    sought.fill(OTHER)
    dialog.get_by_role("button", name=OTHER).click()
    expect(dialog).to_contain_text("From Augusta Ada King comes:")
    dialog.get_by_role("button", name="Choose another one").click()
    expect(sought).to_be_visible()


def test_a_refused_merge_says_why(conversation: Recorded, contact: Json) -> None:
    assert contact
    conversation.desk.visitor.expect_complaint("409")
    page = search(conversation)
    refused = problem(409, "already_merged", "They are one contact.")
    conversation.desk.on("POST", "/contacts/{id}/merges", refused)
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("button", name="Omar Haddad").click()
    expect(dialog.get_by_role("alert")).to_contain_text("Both are one contact already.")


def test_a_merge_that_cannot_be_undone_any_more_has_no_button(conversation: Recorded, contact: Json) -> None:
    old = {"contact_id": OTHER, "merged_at": moment(40 * 1440), "merged_by": CLEO}
    contact["merges"] = [{**old, "can_be_undone_until": moment(10 * 1440)}]
    merges = conversation.open().get_by_role("list", name="Merged contacts")
    expect(merges).to_contain_text("by Cleo Martin")
    expect(merges.get_by_role("button")).to_have_count(0)
