"""One window of the browser for one test after the other. It keeps what it has loaded and compiled of the page, which
is half of the work of opening it. Everything else that a test may have left behind is taken away."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Error, Page

from tests.support.browser import PROFILE, Visitor, visiting

# The clock's commands stay with their context.
_TESTS_OF_A_CONTEXT = 20


class Window:
    def __init__(self, browser: Browser, address: str) -> None:
        self._browser, self._address = browser, address
        self._context: BrowserContext | None = None
        self._left = 0

    @contextmanager
    def visiting(self, name: str) -> Iterator[Visitor]:
        """Somebody who is new here."""
        if "TRACE" in os.environ:
            with visiting(self._browser, name) as visitor:
                yield visitor
            return
        context = self._context or self._browser.new_context(**PROFILE)
        page = context.pages[0] if context.pages else context.new_page()
        self._context = None
        cleanups = _note(page)
        visitor = Visitor(context, page)
        yield visitor
        self._left = (self._left or _TESTS_OF_A_CONTEXT) - 1
        if _tidied(context, page, self._address, cleanups) and self._left:
            self._context = context
        else:
            self._left = 0
            context.close()
        visitor.check()


def _note(page: Page) -> list[Callable[[], object]]:
    """How to take away what the test gives the page. What it routes can be asked for instead."""
    found: list[Callable[[], object]] = []
    at_start, on = page.add_init_script, page.on

    def noted_script(*args: Any, **more: Any) -> Any:
        made = at_start(*args, **more)
        found.append(made.close)
        return made

    def noted_listener(event: Any, listener: Any) -> None:
        on(event, listener)
        found.append(partial(page.remove_listener, event, listener))

    def whole() -> None:
        page.add_init_script, page.on = at_start, on  # type: ignore[method-assign]

    page.add_init_script, page.on = noted_script, noted_listener  # type: ignore[method-assign,assignment]
    found.append(whole)
    return found


def _tidied(context: BrowserContext, page: Page, address: str, cleanups: list[Callable[[], object]]) -> bool:
    try:
        for cleanup in cleanups:
            cleanup()
        # Before its routes are gone: what still waits there would go to the desk.
        page.goto("about:blank")
        for other in context.pages[1:]:
            other.close()
        page.unroute_all()
        page.goto(f"{address}/favicon.svg")
        page.evaluate("localStorage.clear(), sessionStorage.clear()")
        page.goto("about:blank")
        page.set_viewport_size(PROFILE["viewport"])
        page.emulate_media(color_scheme="light")
        page.mouse.move(0, 0)
        context.clear_cookies()
        context.clear_permissions()
    except Error:  # it crashed, or the test has closed it
        return False
    return True
