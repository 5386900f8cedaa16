"""Snippets and the library, as administrators make them; how the desk replies."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.accessibility import check_accessibility
from tests.browser.administration import administered
from tests.browser.desk import Json, RecordedDesk, problem
from tests.browser.samples_composer import Writing
from tests.browser.samples_settings import Configured


@pytest.fixture
def desk(desk: RecordedDesk) -> RecordedDesk:
    return administered(desk)


def saved(page: Page) -> None:
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Saved.", exact=True).last).to_be_visible()


def test_snippets_are_in_their_folders_and_found_by_words(desk: RecordedDesk) -> None:
    page = desk.open("/settings/snippets")
    expect(page.get_by_role("main").get_by_role("heading", level=2)).to_have_text(["Returns", "Returns / Refunds"])
    desk.pictures("snippets")
    check_accessibility(page)
    page.get_by_role("searchbox", name="Search snippets").fill("parcel return")
    expect(page.get_by_role("main").get_by_role("listitem")).to_have_count(1)
    expect(page).to_have_url(re.compile(r"\?q=parcel"))
    page.get_by_role("searchbox", name="Search snippets").fill("nowhere")
    expect(page.get_by_text("Nothing found")).to_be_visible()


def test_one_is_written_with_styles_and_placeholders(desk: RecordedDesk) -> None:
    page = desk.open("/settings/snippets")
    page.get_by_role("link", name="New snippet").click()
    page.get_by_role("textbox", name="Name").fill("Greeting")
    page.get_by_role("textbox", name="Shortcut").fill("/Greet")
    page.get_by_role("combobox", name="Folder").fill("Hello / Short")
    page.get_by_role("textbox", name="Content").click()
    page.keyboard.type("Hello ")
    page.get_by_role("button", name="Placeholder").click()
    page.get_by_role("menuitem", name="First name").first.click()
    page.keyboard.type(", about order ")
    page.get_by_role("button", name="Placeholder").click()
    page.get_by_role("menuitem", name="Order number").click()
    page.keyboard.press("Control+b")
    page.keyboard.type("!")
    desk.pictures("snippet")
    check_accessibility(page)
    page.get_by_role("button", name="Create").click()
    expect(page).to_have_url(re.compile("/settings/snippets$"))
    [call] = desk.sent("POST", "/snippets")
    text = "Hello {{contact.first_name}}, about order {{ticket.order_number}}"
    assert call.body == {
        "name": "Greeting",
        "shortcut": "greet",
        "folder": "Hello/Short",
        "text": f"{text}!",
        "rich_text": f"<p>{text}<strong>!</strong></p>",
    }
    assert call.headers["idempotency-key"]


def test_a_rich_one_is_read_and_changed_as_it_is(desk: RecordedDesk) -> None:
    page = desk.open("/settings/snippets/snp_00002")
    content = page.get_by_role("textbox", name="Content")
    expect(content.locator("strong")).to_have_text("any shop")
    expect(page.get_by_role("button", name="Save")).to_be_disabled()
    content.click()
    page.keyboard.press("Control+End")
    page.keyboard.type(" Soon.")
    saved(page)
    [call] = desk.sent("PATCH", "/snippets/{id}")
    assert list(call.body) == ["text", "rich_text"]
    assert "<strong>any shop</strong>" in call.body["rich_text"]
    assert call.body["rich_text"].endswith(" Soon.</p>")


def test_what_the_api_refuses_of_a_snippet(desk: RecordedDesk) -> None:
    said = "there is no placeholder 'contact.shoe'"
    errors: list[Json] = [{"field": "text", "message": said, "capability": None}]
    answers = [
        problem(400, "invalid_content", "Invalid.", errors),
        problem(409, "shortcut_taken", "Another one has the shortcut 'hello'."),
        problem(409, "shortcut_taken", "Another one has the shortcut 'hello'."),
    ]
    desk.on("POST", "/snippets", lambda _: answers.pop(0))
    desk.visitor.expect_complaint("400")
    desk.visitor.expect_complaint("409")
    page = desk.open("/settings/snippets/new")
    page.get_by_role("textbox", name="Name").fill("Shoes")
    page.get_by_role("textbox", name="Shortcut").fill("hello")
    page.get_by_role("button", name="Create").click()
    expect(page.get_by_text("This is needed.")).to_be_visible()
    page.get_by_role("textbox", name="Content").click()
    page.keyboard.type("{{contact.shoe}}")
    page.get_by_role("button", name="Create").click()
    expect(page.get_by_role("alert").filter(has_text=said)).to_be_visible()
    page.get_by_role("textbox", name="Content").fill("Shoes")
    page.get_by_role("button", name="Create").click()
    expect(page.get_by_text("Another snippet has this shortcut.").first).to_be_visible()
    page.get_by_role("button", name="Create").click()
    expect(page.get_by_role("textbox", name="Content")).to_have_text("Shoes")
    with_shoe, first, again = (call.headers["idempotency-key"] for call in desk.sent("POST", "/snippets", 3))
    assert with_shoe != first == again  # the desk may have done what was sent the first time


def test_somebody_elses_snippet_is_shown_anew(desk: RecordedDesk) -> None:
    configured = Configured(desk)
    desk.visitor.expect_complaint("412")
    page = desk.open("/settings/snippets/snp_00001")
    page.get_by_role("textbox", name="Content").click()
    page.keyboard.type("Oh! ")
    configured.snippets[0] |= {"text": "Good day.", "version": 4}
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("main").get_by_role("alert")).to_contain_text("Somebody else has changed this")
    expect(page.get_by_role("textbox", name="Content")).to_contain_text("Oh!")
    page.get_by_role("button", name="Load what is there now").click()
    expect(page.get_by_role("textbox", name="Content")).to_have_text("Good day.")


def test_a_snippet_is_deleted(desk: RecordedDesk) -> None:
    page = desk.open("/settings/snippets/snp_00003")
    page.get_by_role("button", name="Delete", exact=True).click()
    page.get_by_role("dialog").get_by_role("button", name="Delete").click()
    expect(page).to_have_url(re.compile("/settings/snippets$"))
    expect(page.get_by_role("link", name="It is refunded")).to_have_count(0)


def test_the_library_is_listed_by_kind(desk: RecordedDesk) -> None:
    page = desk.open("/settings/library")
    entries = page.get_by_role("main").get_by_role("listitem")
    expect(entries).to_have_count(5)
    expect(entries.filter(has_text="Ten vases")).to_contain_text("Q-1017 · 1250.00 EUR · until")
    desk.pictures("library")
    check_accessibility(page)
    page.get_by_role("combobox", name="Kind").select_option(label="Quotes")
    expect(entries).to_have_count(1)
    expect(page).to_have_url(re.compile(r"\?kind=quote$"))
    page.get_by_role("link", name="Add to the library").click()
    expect(page.get_by_role("combobox", name="Kind")).to_have_value("quote")


def test_a_document_is_uploaded(desk: RecordedDesk) -> None:
    Writing(desk)
    page = desk.open("/settings/library/new")
    page.get_by_role("textbox", name="Title").fill("Price list")
    file = {"name": "prices.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7"}
    with page.expect_file_chooser() as chooser:
        page.get_by_role("button", name="Choose a file").click()
    chooser.value.set_files([file])
    expect(page.get_by_text("prices.pdf")).to_be_visible()
    desk.pictures("library-document")
    check_accessibility(page)
    page.get_by_role("button", name="Create").click()
    expect(page).to_have_url(re.compile("/settings/library$"))
    [call] = desk.sent("POST", "/library")
    assert call.body["file_id"] == "fil_00000"
    assert (call.body["kind"], call.body["title"], call.body["url"]) == ("document", "Price list", None)


def test_each_kind_has_its_own_fields(desk: RecordedDesk) -> None:
    errors: list[Json] = [{"field": "currency", "message": "amount and currency belong together", "capability": None}]
    desk.on("POST", "/library", problem(400, "invalid_content", "Invalid.", errors))
    desk.visitor.expect_complaint("400")
    page = desk.open("/settings/library/new")
    page.get_by_role("combobox", name="Kind").select_option(label="Quote")
    expect(page.get_by_role("button", name="Choose a file")).to_have_count(0)
    page.get_by_role("textbox", name="Title").fill("Vases")
    page.get_by_role("textbox", name="Number").fill("Q-1")
    page.get_by_role("textbox", name="Amount").fill("12,50")
    page.get_by_label("Valid until").fill("2026-12-31")
    page.get_by_role("button", name="Create").click()
    expect(page.get_by_text("amount and currency belong together")).to_be_visible()
    expect(page.get_by_role("textbox", name="Currency")).to_be_focused()
    [call] = desk.sent("POST", "/library")
    sent = {name: value for name, value in call.body.items() if value is not None}
    quote = {"quote_number": "Q-1", "amount": "12.50", "valid_until": "2026-12-31"}
    assert sent == {"kind": "quote", "title": "Vases", **quote}


def test_an_entry_is_changed_and_deleted(desk: RecordedDesk) -> None:
    page = desk.open("/settings/library/lib_00004")
    expect(page.get_by_role("combobox", name="Kind")).to_have_count(0)
    page.get_by_role("textbox", name="Amount").fill("1200")
    saved(page)
    [call] = desk.sent("PATCH", "/library/{id}")
    assert (call.body, call.headers["if-match"]) == ({"amount": "1200"}, '"3"')
    page.get_by_role("button", name="Delete", exact=True).click()
    page.get_by_role("dialog").get_by_role("button", name="Delete").click()
    expect(page).to_have_url(re.compile("/settings/library$"))
    assert desk.sent("DELETE", "/library/{id}")[0].headers["if-match"] == '"4"'


def test_how_the_desk_replies(desk: RecordedDesk) -> None:
    page = desk.open("/settings/desk")
    page.get_by_role("switch", name="Whoever replies takes the ticket").uncheck()
    seconds = page.get_by_role("textbox", name="Time to undo")
    seconds.fill("90")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("A whole number from 0 to 60.")).to_be_visible()
    expect(seconds).to_be_focused()
    assert not desk.sent("PATCH", "/settings", at_least=0)
    seconds.fill("10")
    page.get_by_role("combobox", name="Tickets of somebody who goes away").select_option("Others get them")
    expect(page.get_by_text("Their open tickets go to others")).to_be_visible()
    desk.pictures("replies")
    check_accessibility(page)
    saved(page)
    [call] = desk.sent("PATCH", "/settings")
    changed = {"take_on_reply": False, "undo_seconds": 10, "when_away": "return"}
    assert (call.body, call.headers["if-match"]) == (changed, '"1"')


def test_what_the_desk_replies_by_was_changed_by_somebody_else(desk: RecordedDesk) -> None:
    configured = Configured(desk)
    desk.visitor.expect_complaint("412")
    page = desk.open("/settings/desk")
    page.get_by_role("textbox", name="Time to undo").fill("20")
    configured.settings |= {"take_on_reply": False, "version": 2}
    page.get_by_role("button", name="Save").click()
    page.get_by_role("button", name="Keep what I changed").click()
    expect(page.get_by_role("switch", name="Whoever replies")).not_to_be_checked()
    saved(page)
    assert desk.sent("PATCH", "/settings", 2)[-1].body == {"undo_seconds": 20}
