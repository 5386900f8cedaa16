"""What a message shows, whoever wrote it."""

import pytest
from playwright.sync_api import expect

from infra.workbench.page import messages
from tests.browser import samples_conversation as samples
from tests.browser.accessibility import check_accessibility
from tests.browser.conversation import Recorded, settled

HOSTILE = "<img src=x onerror=alert(1)><script>alert(2)</script>"


def test_it_shows_every_kind_of_message(conversation: Recorded) -> None:
    page = conversation.open()
    expect(messages(page).get_by_text("Kanaal cannot show a message of this kind.")).to_be_visible()
    conversation.desk.pictures("conversation-end")
    messages(page).evaluate("box => box.scrollTo(0, 900)")
    expect(messages(page).get_by_text("Dom Tower")).to_be_visible()
    conversation.desk.pictures("conversation-middle")
    messages(page).evaluate("box => box.scrollTo(0, 0)")
    expect(messages(page).get_by_text("The conversation began here")).to_be_visible()
    conversation.desk.pictures("conversation-start")


def test_a_strangers_html_never_runs_and_loads_nothing(conversation: Recorded) -> None:
    rich = (
        HOSTILE
        + '<p onclick="alert(3)" style="background:url(https://evil.example.com/b.png);text-align:center;color:red">Hello</p>'
        '<a href="javascript:alert(4)">one</a><a href="https://shop.example.com">two</a>'
        '<img src="https://evil.example.com/pixel.png" alt="Logo"><iframe src="https://evil.example.com"></iframe>'
        '<svg><animate onbegin=alert(5) attributeName=x></svg><form action="https://evil.example.com"><input></form>'
    )
    place = {
        "type": "LOCATION",
        "latitude": 1.0,
        "longitude": 2.0,
        "name": HOSTILE,
        "address": HOSTILE,
        "url": "javascript:alert(6)",
    }
    card = {
        "type": "CONTACT",
        "contact_profile": {
            "name": {"first_name": HOSTILE},
            "urls": [{"url": "javascript:alert(7)"}],
            "emails": [{"email": HOSTILE}],
            "phones": [{"phone": HOSTILE}],
        },
    }
    conversation.entries = [
        samples.event(1, "reported", 0, text=HOSTILE, raw=HOSTILE),
        samples.message(1, HOSTILE, actor={**samples.ADA, "name": HOSTILE}),
        samples.message(2, "Hello", rich_text=rich, label=HOSTILE),
        samples.message(3, "", label=HOSTILE, parts=[place, card, samples.file(1, HOSTILE, HOSTILE)]),
        samples.message(4, "", content="unsupported", label=HOSTILE, raw=HOSTILE),
        samples.change(5, "reaction_added", 1, HOSTILE),
    ]
    conversation.desk.tickets[0] |= {"contact_name": HOSTILE, "preview": HOSTILE, "properties": {HOSTILE: HOSTILE}}
    asked: list[str] = []
    page = conversation.desk.page
    page.on("request", lambda request: asked.append(request.url))
    page.on("dialog", lambda dialog: pytest.fail("a script ran"))
    conversation.open()
    link = messages(page).get_by_role("link", name="two")
    expect(link).to_have_attribute("rel", "noopener noreferrer nofollow")
    expect(link).to_have_attribute("target", "_blank")
    expect(messages(page).get_by_role("link", name="Picture: Logo")).to_have_attribute(
        "href", "https://evil.example.com/pixel.png"
    )
    expect(messages(page).get_by_text("Hello", exact=True)).to_have_attribute("style", "text-align: center")
    assert (
        messages(page)
        .locator("script, iframe, form, input, svg animate, [onclick], [onerror], [href^=javascript]")
        .count()
        == 0
    )
    assert not [url for url in asked if "evil" in url]


def test_a_text_of_60000_characters_without_a_space_and_a_name_of_256_emoji(conversation: Recorded) -> None:
    name = "👩‍🚀" * 256
    conversation.entries = [
        samples.message(1, "x" * 60_000, actor={**samples.ADA, "name": name}),
        samples.message(2, "y" * 60_000, rich_text=f"<p>{'y' * 60_000}</p>"),
    ]
    conversation.desk.tickets[0] |= {"contact_name": name, "subject": "My parcel has not arrived", "preview": "x" * 300}
    page = conversation.open()
    row = messages(page).get_by_role("article").first
    assert len(row.inner_text()) < 4500
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    for pane in (messages(page), page.get_by_role("complementary")):
        assert pane.evaluate("pane => pane.scrollWidth <= pane.clientWidth")
    conversation.desk.pictures("conversation-long")
    row.get_by_role("button", name="Show all 60,000 characters").click()
    expect(row.get_by_text("x" * 60_000)).to_be_attached()
    assert messages(page).evaluate("pane => pane.scrollWidth <= pane.clientWidth")
    row.get_by_role("button", name="Show less").click()
    expect(row.get_by_text("x" * 60_000)).not_to_be_attached()


def test_axe_finds_nothing(conversation: Recorded) -> None:
    conversation.desk.tickets[0] |= {"previous_ticket_id": "tkt_00001"}
    page = conversation.open()
    expect(messages(page).get_by_text("Kanaal cannot show a message of this kind.")).to_be_visible()
    check_accessibility(page)
    for top in (1500, 900, 0):
        messages(page).evaluate("(box, top) => box.scrollTo(0, top)", top)
        settled(page)
        check_accessibility(page)
    page.get_by_role("button", name="Owner: Nobody").click()
    expect(page.get_by_role("menu")).to_be_visible()
    check_accessibility(page)


def test_on_a_phone_and_in_dutch(conversation: Recorded) -> None:
    page = conversation.desk.page
    page.set_viewport_size({"width": 390, "height": 844})
    page.add_init_script(
        "localStorage.setItem('kanaal.panel', 'false'); localStorage.setItem('kanaal.language', '\"nl\"')"
    )
    conversation.open()
    expect(page.get_by_role("article").first).to_be_visible()
    conversation.desk.pictures("conversation-phone")
    check_accessibility(page)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.get_by_role("button", name="Details tonen of verbergen").click()
    expect(page.get_by_role("complementary")).to_be_visible()
    conversation.desk.pictures("sidebar-phone")
    page.get_by_role("button", name="Details verbergen").click()
    page.get_by_role("link", name="Terug naar de lijst").click()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
