"""How soon a customer's message is on the screens of two people at the desk, found, and counted.

Two browsers are signed in at a local AWS: one shows a conversation, the other the list and the menu. Telegram's
messages come in by webhook, one after the other. A page notes itself when it shows what is waited for.
"""

import itertools
import json
import statistics
import time
import urllib.request
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright

from infra.local.browser import ARGUMENTS, chromium
from infra.local.progress import Step

Json = dict[str, Any]

_STARTING = 2
"""Messages that do not count: functions start."""
_LATEST_SECONDS = 60
_PATIENCE_MS = 60_000
_NOTE_WHEN = """
([selector, attribute, text]) => {
  const of = (each) => attribute ? (each.getAttribute(attribute) ?? "") : each.textContent;
  const isThere = () => [...document.querySelectorAll(selector)].some((each) => of(each).includes(text));
  window.seen = new Promise((resolve) => {
    const look = () => isThere() && (watch.disconnect(), resolve(Date.now()));
    const watch = new MutationObserver(look);
    watch.observe(document.body, { subtree: true, childList: true, characterData: true, attributes: true });
    look();
  });
}
"""
_COUNT = "nav a[aria-current] [title]"
"""Of the view that is shown: its title is `12 tickets`."""


class Telegram:
    """Customers of the seeded bot, by number."""

    def __init__(self, description: Json) -> None:
        account = next(each for each in description["accounts"] if each["name"] == "Demo bot")
        self._url = account["webhook_url"]
        self._headers = {
            "content-type": "application/json",
            "x-telegram-bot-api-secret-token": account["secret"],
        }
        self._numbers = itertools.count(int(time.time()) % 1_000_000)

    def write(self, customer: int, text: str) -> tuple[Json, float]:
        """The message as it was accepted, and when that was answered."""
        number = next(self._numbers)
        person = {"id": customer, "is_bot": False, "first_name": "Ada"}
        chat = {**person, "type": "private"}
        message = {"message_id": number, "date": 1790000000, "chat": chat, "from": person, "text": text}
        body = json.dumps({"update_id": number, "message": message}).encode()
        request = urllib.request.Request(self._url, body, self._headers)  # noqa: S310 - our own http URL
        with urllib.request.urlopen(request, timeout=30) as response:  # noqa: S310
            accepted: Json = json.load(response)["messages"][0]
        return accepted, time.time()


class Desk:
    def __init__(self, description: Json) -> None:
        self._api, self._headers = description["desk_api_url"], {"authorization": f"Bearer {description['token']}"}

    def get(self, path: str) -> Json:
        request = urllib.request.Request(self._api + path, headers=self._headers)  # noqa: S310 - our own http URL
        with urllib.request.urlopen(request, timeout=30) as response:  # noqa: S310
            found: Json = json.load(response)
        return found

    def finds(self, word: str) -> bool:
        return bool(self.get(f"/search?q={word}")["hits"])

    def open_tickets(self) -> int:
        counts = {each["view_id"]: each["count"] for each in self.get("/view-counts")["counts"]}
        return int(counts["all_open"])


def measure(description: Json, messages: int) -> None:
    telegram, desk = Telegram(description), Desk(description)
    found = chromium()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=found.path, env=dict(found.environment), args=list(ARGUMENTS)
        )
        accepted, _ = telegram.write(1, "Hello")
        with Step("two browsers"):
            reading = _at(browser, description, "agent", f"/tickets/{accepted['ticket_id']}")
            listing = _at(browser, description, "admin", "/tickets")
        _screens(telegram, reading, listing, messages)
        _counts(telegram, desk, listing, messages)
        browser.close()
    _searches(telegram, desk, messages)


def _at(browser: Browser, description: Json, who: str, path: str) -> Page:
    """Once the desk tells the page what changes there."""
    page = browser.new_context(locale="en-GB").new_page()
    page.set_default_timeout(_PATIENCE_MS)
    page.goto(description["workspace_url"])
    page.get_by_label("Username").fill(description[who]["email"])
    page.get_by_label("Password").fill(description[who]["password"])
    page.get_by_role("button", name="Sign in").click()
    page.get_by_role("button", name="Search or do").wait_for()
    page.goto(description["workspace_url"].removesuffix("/") + path)
    page.locator("[data-live]").wait_for()
    return page


def _screens(telegram: Telegram, reading: Page, listing: Page, messages: int) -> None:
    conversation, rows = list[float](), list[float]()
    for number in _numbered(messages):
        text = f"Message {number} here"
        reading.evaluate(_NOTE_WHEN, ["article", "", text])
        listing.evaluate(_NOTE_WHEN, ["li", "", text])
        _, answered = telegram.write(1, text)
        conversation.append(_seen(reading) - answered)
        rows.append(_seen(listing) - answered)
    _say("200 to the conversation that somebody has open", conversation)
    _say("200 to the list that somebody has open", rows)


def _counts(telegram: Telegram, desk: Desk, listing: Page, messages: int) -> None:
    """Each message is the first of a new customer: one ticket more is open."""
    took = list[float]()
    for number in _numbered(messages):
        expected = desk.open_tickets() + 1
        listing.evaluate(_NOTE_WHEN, [_COUNT, "title", f"{expected} tickets"])
        _, answered = telegram.write(10_000 + number, "Hello")
        took.append(_seen(listing) - answered)
    _say("200 to the count in somebody's menu", took)


def _searches(telegram: Telegram, desk: Desk, messages: int) -> None:
    took = list[float]()
    for number in _numbered(messages):
        word = f"wort{number}x{int(time.time())}"
        _, answered = telegram.write(2, f"Where is {word}?")
        took.append(_until(partial(desk.finds, word)) - answered)
    _say("200 to the hit of a search", took)


def _numbered(messages: int) -> Iterable[int]:
    return range(_STARTING + messages)


def _seen(page: Page) -> float:
    at: float = page.evaluate("window.seen")
    return at / 1000


def _until(look: Callable[[], bool]) -> float:
    deadline = time.time() + _LATEST_SECONDS
    while not look():
        assert time.time() < deadline, "not found"
        time.sleep(0.005)
    return time.time()


def _say(what: str, took: Sequence[float]) -> None:
    """Without those that found functions that start."""
    times = sorted(took[_STARTING:])
    p50, p95 = statistics.median(times), times[int(len(times) * 0.95) - 1]
    print(f"  {what}: p50 {p50:.3f} s, p95 {p95:.3f} s, at most {times[-1]:.3f} s")
