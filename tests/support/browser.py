"""Fixtures for tests in a real browser. A machine on which it does not start skips them and says so; CI fails."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, expect, sync_playwright

from infra.local.browser import ARGUMENTS, Chromium, chromium
from infra.local.progress import StopError

TRACES = Path(__file__).parents[2] / "build" / "traces"
# Nothing waits so long but what fails: a busy machine needs more than the library's 5 seconds.
_PATIENCE_MS = 20_000
PROFILE: dict[str, Any] = {
    "viewport": {"width": 1440, "height": 900},
    "locale": "en-GB",
    "timezone_id": "UTC",
    "reduced_motion": "reduce",
    "service_workers": "block",
}
# Chromium notes inert handlers in pasted markup, which it parses in a document that runs nothing.
_HARMLESS = ("Executing inline event handler",)


@pytest.fixture(scope="session", name="chromium")
def installed_chromium() -> Chromium:
    try:
        return chromium()
    except StopError as stop:
        problem = f"{stop.what} {stop.next_step}"
        if os.environ.get("CI"):
            pytest.fail(problem)
        pytest.skip(problem)


@pytest.fixture(scope="session")
def browser(chromium: Chromium) -> Iterator[Browser]:
    expect.set_options(timeout=_PATIENCE_MS)
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(
            executable_path=chromium.path, env=dict(chromium.environment), args=list(ARGUMENTS)
        )
        yield launched
        launched.close()


class Visitor:
    """A browser profile of its own. What its pages complain about fails the test, unless the test expects it."""

    def __init__(self, context: BrowserContext, first: Page | None = None) -> None:
        self.context, self._first = context, first
        self.complaints: list[str] = []
        self.errors: list[Exception] = []
        """Of what answers its pages."""
        self._expected: list[str] = list(_HARMLESS)

    def open(self, url: str) -> Page:
        page = self.new_page()
        page.goto(url)
        return page

    def new_page(self) -> Page:
        page, self._first = self._first or self.context.new_page(), None
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("console", self._hear)
        return page

    def expect_complaint(self, part: str) -> None:
        """Errors of the console that contain this text are what the test is about."""
        self._expected.append(part)

    def check(self) -> None:
        found = [text for text in self.complaints if not any(part in text for part in self._expected)]
        self.complaints.clear()
        for error in self.errors:
            raise error
        if found:
            raise AssertionError("The page complained:\n" + "\n".join(found))

    def _hear(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self.complaints.append(f"{message.text} {message.location.get('url', '')}")


@pytest.fixture
def visitor(browser: Browser, request: pytest.FixtureRequest) -> Iterator[Visitor]:
    """The person at the browser. TRACE=1 keeps a trace of each test, for `playwright show-trace`."""
    with visiting(browser, request.node.name) as visitor:
        yield visitor


@pytest.fixture
def other_visitor(browser: Browser, request: pytest.FixtureRequest) -> Iterator[Visitor]:
    """Somebody else, at another browser."""
    with visiting(browser, f"{request.node.name}-other") as visitor:
        yield visitor


@pytest.fixture
def page(visitor: Visitor) -> Page:
    return visitor.new_page()


def next_frame(page: Page) -> None:
    """Until the page is drawn again, which lets it do what it was about to."""
    page.evaluate("() => new Promise(requestAnimationFrame)")


@contextmanager
def visiting(browser: Browser, name: str) -> Iterator[Visitor]:
    """`name`: of the trace."""
    context = browser.new_context(**PROFILE)
    tracing = "TRACE" in os.environ
    if tracing:
        context.tracing.start(screenshots=True, snapshots=True)
    visitor = Visitor(context)
    yield visitor
    if tracing:
        context.tracing.stop(path=TRACES / f"{name}.zip")
    context.close()
    visitor.check()
