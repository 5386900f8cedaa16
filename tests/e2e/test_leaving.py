"""M9: whoever closes their browser is away after a while, and available when they open it again: deployed."""

from typing import Any

from playwright.sync_api import Browser, expect

from tests.support.browser import visiting
from tests.support.deployed_client import Desk, eventually
from tests.support.signing_in import expect_desk, sign_in

_SECONDS = 60
"""The local desk waits for ten, with functions that start."""


def _held(desk: Desk, user_id: str, **wanted: str) -> Any:
    def looked() -> Any:
        found = desk.call("GET", f"/users/{user_id}/availability").body
        return {name: found[name] for name in wanted} == wanted

    return eventually(looked, seconds=_SECONDS)


def test_m9_whoever_closes_the_browser_is_away_until_they_open_it_again(
    browser: Browser, origin: str, desk: Desk
) -> None:
    person = desk.description["agent"]
    [user_id] = [user["id"] for user in desk.call("GET", "/users").body["users"] if user["email"] == person["email"]]
    _choose(desk, user_id)
    for _ in range(2):
        with visiting(browser, "leaving") as visitor:
            page = visitor.open(origin)
            sign_in(page, person)
            expect_desk(page)
            expect(page.locator("[data-live]")).to_be_attached(timeout=_SECONDS * 1000)
            assert _held(desk, user_id, state="available")
        assert _held(desk, user_id, state="away", reason="disconnected")
    _choose(desk, user_id)


def _choose(desk: Desk, user_id: str) -> None:
    """Whatever other tests have left, and whatever was lost."""
    chosen = desk.call("PUT", f"/users/{user_id}/availability", {"state": "available"})
    assert (chosen.status, chosen.body["reason"]) == (200, "administrator")
