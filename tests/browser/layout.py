"""Whether a screen fits into windows of every width."""

from pathlib import Path

from playwright.sync_api import Page

WIDTHS = (320, 390, 1280, 2560)
LAYOUT = (Path(__file__).parent / "layout.js").read_text()


def fits_into_any_window(page: Page) -> None:
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        found = page.evaluate(LAYOUT)
        assert found == {"scrolls": 0, "beyond": [], "over": [], "astray": []}, f"at {width} pixels"
