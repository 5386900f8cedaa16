"""The screens of the workspace in a real browser, with recorded answers of the desk API."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from infra.workbench.page import editor
from tests.browser.composing import nothing_can_be_sent
from tests.browser.conversation import Recorded
from tests.browser.desk import RecordedDesk
from tests.browser.samples_composer import Drafts, Writing
from tests.browser.site import serving
from tests.browser.window import Window
from tests.support.browser import Visitor, browser, installed_chromium, page

__all__ = ["browser", "installed_chromium", "page"]


@pytest.fixture(scope="session")
def address(browser: Browser) -> Iterator[str]:
    """Where the built page is."""
    with serving() as address:
        yield address


@pytest.fixture(scope="session")
def window(browser: Browser, address: str) -> Window:
    return Window(browser, address)


@pytest.fixture
def visitor(window: Window, request: pytest.FixtureRequest) -> Iterator[Visitor]:
    with window.visiting(request.node.name) as visitor:
        yield visitor


@pytest.fixture
def desk(visitor: Visitor, address: str) -> RecordedDesk:
    """The page of an administrator, before it is opened: `desk.open("/tickets")`."""
    return RecordedDesk(visitor, address)


@pytest.fixture
def conversation(desk: RecordedDesk) -> Recorded:
    return Recorded(desk)


@pytest.fixture
def drafts(desk: RecordedDesk) -> Drafts:
    return Drafts(desk)


@pytest.fixture
def write(desk: RecordedDesk, drafts: Drafts) -> Callable[..., Writing]:
    """An open conversation in which a reply can be written, or which says why not."""

    def made(**changes: Any) -> Writing:
        writing = Writing(desk, **changes)
        writing.open()
        expect(editor(desk.page).or_(nothing_can_be_sent(desk.page))).to_be_visible()
        return writing

    return made
