"""Two colleagues at the deployed desk, each in a browser of their own: what one does, the other sees at once."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.support.browser import Visitor, visiting
from tests.support.deployed_client import Desk
from tests.support.signing_in import expect_desk, sign_in

NAME = "Ben"
"""The agent's."""


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
    expect(page.locator("[data-live]")).to_be_attached()


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
