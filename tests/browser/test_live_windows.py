"""Somebody who is not connected, or has too many windows."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser import samples
from tests.browser.desk import RecordedDesk
from tests.browser.live import Live


@pytest.fixture
def live(desk: RecordedDesk) -> Live:
    return Live(desk)


def told(page: Page) -> None:
    """Once it is connected, and has read what it shows again."""
    expect(page.locator("[data-live]")).to_be_attached()


def test_m9_whoever_is_back_sees_that_they_are_available(desk: RecordedDesk, live: Live) -> None:
    away = {"state": "away", "reason": "disconnected", "until": None}
    desk.on("GET", "/me", lambda _: samples.me(desk.role) | {"availability": away})
    page = desk.open("/tickets")
    told(page)
    menu = page.get_by_role("button", name="Account")
    menu.click()
    expect(page.get_by_text("Away: not connected")).to_be_visible()
    desk.on("GET", "/me", lambda _: samples.me(desk.role))
    page.clock.fast_forward(3_000)
    expect(page.get_by_text("Away: not connected")).to_have_count(0)


def test_a_window_too_many_asks_by_itself_until_somebody_looks_at_it(desk: RecordedDesk, live: Live) -> None:
    desk.on("GET", "/changes", {"changes": [], "next_cursor": "end", "has_more": False})
    page = desk.open("/tickets")
    told(page)
    live.tell({"type": "error", "code": "too_many_connections", "message": "You have more than 20 connections."})
    live.sockets[-1].close()
    expect(page.locator("[data-live]")).to_have_count(0)
    desk.customer_writes(desk.tickets[9], "Anybody there?")
    desk.poll()
    first = page.get_by_role("region", name="Tickets").get_by_role("listitem").first
    expect(first).to_contain_text("Anybody there?")
    page.clock.fast_forward(120_000)
    assert len(live.sockets) == 1, "it would end another one's connection"
    page.evaluate("() => document.dispatchEvent(new Event('visibilitychange'))")
    told(page)
    assert len(live.sockets) == 2
