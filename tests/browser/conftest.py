"""The screens of the workspace in a real browser, with recorded answers of the desk API."""

from collections.abc import Iterator

import pytest

from tests.browser.desk import RecordedDesk
from tests.browser.site import serving
from tests.support.browser import Visitor, browser, installed_chromium, other_visitor, page, visitor

__all__ = ["browser", "installed_chromium", "other_visitor", "page", "visitor"]


@pytest.fixture(scope="session")
def address() -> Iterator[str]:
    """Where the built page is."""
    with serving() as address:
        yield address


@pytest.fixture
def desk(visitor: Visitor, address: str) -> RecordedDesk:
    """The page of an administrator, before it is opened: `desk.open("/tickets")`."""
    return RecordedDesk(visitor, address)
