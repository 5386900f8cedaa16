"""What the first screen costs: bytes, requests, CPU and layout, never wall time."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from infra.workbench.page import (
    FIRST_TICKET_CPU_MS,
    FRAME_CPU_MS,
    LAYOUT_SHIFT,
    REQUESTS,
    ROWS,
    TICKETS,
    Cpu,
    frame_cpu_ms,
    shifted,
    tickets,
    watch_shifts,
)
from tests.browser import samples
from tests.browser.desk import RecordedDesk
from tests.support.browser import Visitor, visiting


@pytest.fixture
def visitor(browser: Browser, request: pytest.FixtureRequest) -> Iterator[Visitor]:
    """Who has never been here: nothing is loaded or compiled."""
    with visiting(browser, request.node.name) as visitor:
        yield visitor


def first_ticket(page: Page) -> None:
    expect(tickets(page).first).to_be_visible()


def test_few_requests_before_the_first_ticket(desk: RecordedDesk) -> None:
    asked: list[str] = []
    desk.page.on("request", lambda request: asked.append(request.url))
    desk.open("/tickets")
    first_ticket(desk.page)
    before = asked[: next(at for at, url in enumerate(asked) if "/v1/tickets" in url) + 1]
    assert len(before) <= REQUESTS, before


def test_nothing_jumps_while_loading(desk: RecordedDesk) -> None:
    watch_shifts(desk.page)
    page = desk.open("/tickets")
    first_ticket(page)
    expect(page.get_by_role("link", name="Audit trail")).to_be_visible()
    assert shifted(page) <= LAYOUT_SHIFT


def test_cpu_before_the_first_ticket(desk: RecordedDesk) -> None:
    desk.tickets = [samples.ticket(number) for number in range(1000)]
    cpu = Cpu(desk.page)
    desk.open("/tickets")
    first_ticket(desk.page)
    assert cpu.ms() <= FIRST_TICKET_CPU_MS


def test_10000_tickets_are_few_rows_and_scroll_at_60_frames_a_second(desk: RecordedDesk) -> None:
    desk.tickets = [samples.ticket(number) for number in range(TICKETS)]
    desk.page_size = TICKETS
    page = desk.open("/tickets")
    first_ticket(page)
    assert frame_cpu_ms(page, page.locator("[aria-busy]")) <= FRAME_CPU_MS
    assert 0 < tickets(page).count() <= ROWS
