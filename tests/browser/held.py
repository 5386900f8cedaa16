"""Requests that wait until the test lets them go: for what happens meanwhile."""

from typing import Any

from playwright.sync_api import Page, Route

from tests.support.browser import next_frame

_FRAMES = 1200
"""20 seconds, if the machine is not busy."""


class Held:
    """All to an address, from now on."""

    def __init__(self, page: Page, url: str) -> None:
        self._page, self._url = page, url
        self._routes: list[Route] = []
        self._held = True
        page.route(url, self._keep)

    def _keep(self, route: Route) -> None:
        if self._held:
            self._routes.append(route)
        else:
            route.fallback()

    def let_go(self, **answer: Any) -> None:
        """To whoever answers them otherwise, unless there is an `answer`; those that follow are not held."""
        for _ in range(_FRAMES):  # a request is told of before it is routed
            if self._routes:
                break
            next_frame(self._page)
        else:
            raise AssertionError(f"nothing was asked of {self._url}")
        # It stays routed: without any route, the browser would let go of those that wait by itself.
        self._held = False
        for route in self._routes:
            if answer:
                route.fulfill(**answer)
            else:
                route.fallback()
