"""What every screen owes to everybody: axe, any width, both directions, the keyboard alone."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.accessibility import check_accessibility
from tests.browser.desk import RecordedDesk
from tests.browser.furnished import furnished
from tests.browser.layout import WIDTHS, fits_into_any_window
from tests.browser.screens import SCREENS, Screen, routes

KEYBOARD = (Path(__file__).parent / "keyboard.js").read_text()
ON_A_PHONE = ("list", "conversation", "panel", "search", "start", "connect", "deliveries")
each_screen = pytest.mark.parametrize("screen", SCREENS, ids=lambda screen: screen.name)


def screen_of(name: str) -> Screen:
    [found] = [screen for screen in SCREENS if screen.name == name]
    return found


@pytest.fixture
def desk(desk: RecordedDesk) -> RecordedDesk:
    furnished(desk)
    return desk


def test_every_route_is_among_the_screens() -> None:
    assert routes() == {screen.route for screen in SCREENS if screen.route}


@each_screen
def test_it_suits_everybody(desk: RecordedDesk, screen: Screen) -> None:
    desk.page.set_viewport_size({"width": WIDTHS[0], "height": 900})
    page = screen.open(desk)
    fits_into_any_window(page)
    if screen.name in ON_A_PHONE:
        page.set_viewport_size({"width": 390, "height": 844})
        check_accessibility(page)
    page.set_viewport_size({"width": 1440, "height": 900})
    check_accessibility(page)
    the_keyboard_alone_reaches_everything(page)


@each_screen
def test_it_fits_into_any_window_from_right_to_left(desk: RecordedDesk, screen: Screen) -> None:
    desk.page.set_viewport_size({"width": WIDTHS[0], "height": 900})
    fits_into_any_window(screen.open(desk, right_to_left=True))


def the_keyboard_alone_reaches_everything(page: Page) -> None:
    page.evaluate(KEYBOARD)
    wanted = page.evaluate("begin()")
    outside = []
    for _ in range(3 * wanted + 20):
        page.keyboard.press("Tab")
        where = page.evaluate("arrive()")
        if where["round"]:
            break
        outside.append(where["outside"])
    else:
        pytest.fail("Tab does not come round")
    assert page.evaluate("missed()") == []
    assert page.evaluate("unseen()") == []
    assert not any(outside), outside


@pytest.mark.parametrize(
    ("name", "opener", "opened"),
    [
        ("list", "Search or do", "dialog"),
        ("list", "Keys", "dialog"),
        ("list", "Your account: Ben Ito", "menu"),
        ("list", "Status", "menu"),
        ("conversation", "Owner:", "menu"),
        ("conversation", "More", "menu"),
        ("account-settings", "Delete the account", "dialog"),
    ],
)
def test_what_opens_gives_the_focus_back(desk: RecordedDesk, name: str, opener: str, opened: str) -> None:
    page = screen_of(name).open(desk)
    button = page.get_by_role("button", name=opener).last
    button.focus()
    page.keyboard.press("Enter")
    box = page.get_by_role(opened)
    expect(box).to_be_visible()
    expect(box.locator(":focus")).to_have_count(1)
    for _ in range(20):
        page.keyboard.press("Tab")
    expect(box.locator(":focus")).to_have_count(1)
    page.keyboard.press("Escape")
    expect(box).to_have_count(0)
    expect(button).to_be_focused()
