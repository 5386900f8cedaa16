"""Two colleagues at the deployed desk, each in a browser of their own: what one does, the other sees at once."""

import uuid
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.support.browser import Visitor, visiting
from tests.support.deployed_client import Desk, custom_event
from tests.support.signing_in import expect_desk, sign_in

NAME = "Ben"
"""The agent's."""
_COLD_MS = 60_000
"""The first of each function starts it, on a machine that does all else too."""


@pytest.fixture(scope="module")
def colleagues(browser: Browser, origin: str, desk: Desk) -> Iterator[tuple[Page, Page]]:
    with visiting(browser, "two-a") as one, visiting(browser, "two-b") as other:
        yield (
            _at_the_desk(one, origin, desk.description["agent"]),
            _at_the_desk(other, origin, desk.description["admin"]),
        )


def _at_the_desk(visitor: Visitor, origin: str, person: dict[str, str]) -> Page:
    page = visitor.open(origin)
    sign_in(page, person)
    expect_desk(page)
    return page


def told(page: Page) -> None:
    """Once the desk tells it what changes on its screen."""
    expect(page.locator("[data-live]")).to_be_attached(timeout=_COLD_MS)


def test_who_looks_and_who_types_is_seen_and_leaves_m10(colleagues: tuple[Page, Page], origin: str, desk: Desk) -> None:
    first = desk.open_conversation()
    agent, admin = colleagues
    for page in colleagues:
        page.goto(f"{origin}/tickets/{first['ticket_id']}")
        told(page)
    here = admin.get_by_role("img", name=f"Also here: {NAME}")
    expect(here).to_be_visible()
    agent.get_by_role("textbox", name="Reply", exact=True).press_sequentially("Let me see")
    expect(admin.get_by_text(f"{NAME} is writing")).to_be_visible()
    agent.goto(f"{origin}/tickets")
    expect(here).to_have_count(0)


def test_a_ticket_that_one_takes_leaves_the_other_ones_list_m10_m15(
    colleagues: tuple[Page, Page], origin: str, desk: Desk
) -> None:
    first = desk.open_conversation()
    agent, admin = colleagues
    agent.goto(f"{origin}/tickets/{first['ticket_id']}")
    admin.goto(f"{origin}/tickets?owner=none")
    mine = admin.locator(f'a[href*="{first["ticket_id"]}"]')
    expect(mine).to_be_visible()
    told(admin)
    agent.get_by_role("button", name="Owner: Nobody").click()
    agent.get_by_role("menuitem", name="Assign to me").click()
    expect(agent.get_by_role("button", name="Owner: You")).to_be_visible()
    expect(mine).to_have_count(0)


def test_a_message_is_seen_by_everybody_who_looks_and_counted_m10_m16(
    colleagues: tuple[Page, Page], origin: str, desk: Desk
) -> None:
    """One has the conversation open, the other the list; then both the conversation."""
    mark = uuid.uuid4().hex[:8]
    name = {"property": "name", "operator": "contains", "value": mark}
    view = desk.call("POST", "/views", {"name": f"About {mark}", "filters": [name], "visibility": "everyone"})
    assert view.status == 201, view
    thread = uuid.uuid4().hex
    agent, admin = colleagues
    admin.goto(f"{origin}/tickets")
    expect(admin.get_by_role("link", name=f"About {mark}", exact=True)).to_be_visible(timeout=_COLD_MS)
    told(admin)
    first = writes(desk, f"Order {mark}", thread)
    expect(row(admin, f"Order {mark}")).to_be_visible(timeout=_COLD_MS)
    # What a screen reader hears of the count, too.
    expect(admin.get_by_role("link", name=f"About {mark} 1 ticket", exact=True)).to_be_visible(timeout=_COLD_MS)
    agent.goto(f"{origin}/tickets/{first['ticket_id']}")
    expect(said(agent, f"Order {mark}")).to_be_visible(timeout=_COLD_MS)
    told(agent)

    second = writes(desk, f"Where is it? {mark}", thread)
    assert second["ticket_id"] == first["ticket_id"]
    expect(said(agent, f"Where is it? {mark}")).to_be_visible()
    expect(row(admin, f"Where is it? {mark}")).to_be_visible()
    writes(desk, f"Another order {mark}", uuid.uuid4().hex)
    expect(admin.get_by_role("link", name=f"About {mark} 2 tickets", exact=True)).to_be_visible()

    row(admin, f"Where is it? {mark}").click()
    expect(said(admin, f"Where is it? {mark}")).to_be_visible(timeout=_COLD_MS)
    told(admin)
    editor = agent.get_by_role("textbox", name="Reply", exact=True)
    editor.fill(f"On its way {mark}")
    editor.press("Control+Enter")
    expect(said(admin, f"On its way {mark}")).to_be_visible()


def writes(desk: Desk, text: str, thread: str) -> dict[str, str]:
    """A customer."""
    response = desk.send_custom(custom_event(text, thread=thread))
    assert response.status == 200, response
    accepted: dict[str, str] = response.body["messages"][0]
    return accepted


def row(page: Page, text: str) -> Locator:
    return page.get_by_role("listitem").get_by_role("link").filter(has_text=text)


def said(page: Page, text: str) -> Locator:
    """In the conversation that is open."""
    return page.get_by_role("region", name="Messages").get_by_role("article").filter(has_text=text)
