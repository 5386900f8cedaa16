"""What the workspace may cost the browser of the person who works in it, and how that is measured. The benchmark shows
the figures; the browser tests fail above the limits. Never wall time, which says more about the machine."""

from collections.abc import Sequence
from typing import Any

from playwright.sync_api import Locator, Page, expect

FIRST_TICKET_CPU_MS = 600
REQUESTS = 6
"""Before the first ticket, with the document itself."""
ROWS = 40
"""In the page, of any number of tickets or messages."""
LAYOUT_SHIFT = 0.0
"""While the list and the ticket of an address are loaded."""
OPENING_CPU_MS = 250
"""To open a ticket of MESSAGES messages."""
KEY_CPU_MS = 16
"""For a key in the editor."""
FRAME_CPU_MS = 16
"""For each step of scrolling: less than a frame takes at 60 a second."""

MESSAGES = 200
TICKETS = 10_000
_WHEEL_STEPS = 60
_WHEEL_PX = 100
_KEYS = "abcde fghij " * 5
_SHIFTS = """
window.shifted = 0;
new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) window.shifted += entry.value;
}).observe({ type: "layout-shift", buffered: true });
"""
# Chromium reports a scrolling once for each frame.
_COUNT_FRAMES = "box => { window.scrolled = 0; box.addEventListener('scroll', () => { window.scrolled++ }) }"


class Cpu:
    """Of the page's main thread. On a machine whose cores are shared it varies by a fifth."""

    def __init__(self, page: Page) -> None:
        self._session = page.context.new_cdp_session(page)
        self._session.send("Performance.enable", {"timeDomain": "threadTicks"})

    def ms(self) -> float:
        """Since the page was opened."""
        metrics = {each["name"]: each["value"] for each in self._session.send("Performance.getMetrics")["metrics"]}
        return float(metrics["TaskDuration"]) * 1000


def watch_shifts(page: Page) -> None:
    """Before the page is opened."""
    page.add_init_script(_SHIFTS)


def shifted(page: Page) -> float:
    """How much has moved by itself since then: the sum of Chromium's layout shifts."""
    found: float = page.evaluate("window.shifted")
    return found


def tickets(page: Page) -> Locator:
    """The rows of the list that are in the page."""
    return page.locator("[aria-posinset]")


def messages(page: Page) -> Locator:
    return page.get_by_role("region", name="Messages")


def editor(page: Page) -> Locator:
    return page.get_by_role("textbox", name="Reply", exact=True)


def settle(box: Locator) -> None:
    """Until two frames have all that is scrolled in the same place."""
    content = box.locator("> *").first.element_handle()
    content.wait_for_element_state("stable")


def opening_cpu_ms(page: Page, ticket: Locator) -> float:
    """From the click until its newest message is there, and where it stays. Something else is open before."""
    cpu = Cpu(page)
    before = cpu.ms()
    ticket.click()
    expect(messages(page).get_by_text(f"Number {MESSAGES} ")).to_be_in_viewport()
    settle(messages(page))
    return cpu.ms() - before


def key_cpu_ms(page: Page) -> float:
    """For one of many keys in the editor, with all that the first ones load."""
    editor(page).click()
    page.keyboard.type("warm up ")
    cpu = Cpu(page)
    before = cpu.ms()
    for letter in _KEYS:
        page.keyboard.press("Space" if letter == " " else letter)
    return (cpu.ms() - before) / len(_KEYS)


def frame_cpu_ms(page: Page, box: Locator) -> float:
    """For one of many frames in which `box` scrolls, each with rows that were not in the page."""
    box.hover()
    box.evaluate(_COUNT_FRAMES)
    cpu = Cpu(page)
    before = cpu.ms()
    for _ in range(_WHEEL_STEPS):
        page.mouse.wheel(0, _WHEEL_PX)
    settle(box)
    return (cpu.ms() - before) / float(page.evaluate("window.scrolled"))


def text_of(number: int) -> str:
    """Of messages that differ in length."""
    return f"Number {number} " + "word " * (number * 7 % 40)


def timeline_page(entries: Sequence[Any], query: dict[str, str]) -> dict[str, Any]:
    """As the API gives `entries`, oldest first. Cursors: `older:7` is before place 7, `newer:7` from place 7 on."""
    way, _, place = query.get("cursor", f"older:{len(entries)}").partition(":")
    at, limit = int(place), int(query.get("limit", 50))
    start, end = (max(0, at - limit), at) if way == "older" else (at, min(len(entries), at + limit))
    return {
        "entries": entries[start:end],
        "older_cursor": f"older:{start}" if start > 0 else None,
        "newer_cursor": f"newer:{end}",
    }
