"""The browser itself: where it comes from, and what a machine on which it does not start is told."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from infra.local.browser import chromium
from infra.local.progress import StopError
from tests.support.browser import Visitor


def test_it_shows_a_page_with_the_fonts_of_its_package(page: Page) -> None:
    page.set_content("<h1>Paper plane</h1>")
    expect(page.get_by_role("heading")).to_have_text("Paper plane")
    session = page.context.new_cdp_session(page)
    root = session.send("DOM.getDocument")["root"]
    session.send("CSS.enable")
    node = session.send("DOM.querySelector", {"nodeId": root["nodeId"], "selector": "h1"})["nodeId"]
    fonts = session.send("CSS.getPlatformFontsForNode", {"nodeId": node})["fonts"]
    assert [font["familyName"] for font in fonts] == ["Open Sans"]


def test_an_error_in_a_page_fails_the_test_unless_it_is_expected(visitor: Visitor) -> None:
    page = visitor.new_page()
    page.evaluate("console.error('a wing is bent')")
    with pytest.raises(AssertionError, match="a wing is bent"):
        visitor.check()
    visitor.expect_complaint("a wing is bent")
    visitor.check()


@pytest.mark.parametrize("kind", ["missing", "of another processor", "failing"])
def test_a_browser_that_does_not_start_says_how_to_name_another(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    file = tmp_path / "chromium"
    if kind != "missing":
        file.write_text("rubbish" if kind == "of another processor" else "#!/bin/sh\necho no libnss >&2; exit 127\n")
        file.chmod(0o755)
    monkeypatch.setenv("CHROMIUM", str(file))
    with pytest.raises(StopError) as stop:
        chromium()
    assert str(file) in stop.value.what
    assert "CHROMIUM=" in stop.value.next_step
