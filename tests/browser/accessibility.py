"""What axe finds, in both colour schemes."""

from playwright.sync_api import Page, expect

from infra.local.tools import WORKSPACE_MODULES

# Mantine's dialogs have a <header>, which axe takes for the page's banner although a dialog is around it.
_OFF = {"landmark-no-duplicate-banner": {"enabled": False}, "landmark-unique": {"enabled": False}}
_RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
_AXE = WORKSPACE_MODULES / "axe-core" / "axe.min.js"
_EVERYTHING = {"runOnly": _RULES, "rules": _OFF}
# The page is the same in both but for its colours, and for the button that changes them.
_SCHEMES = {
    "light": _EVERYTHING,
    "dark": {"runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block", "button-name"]}},
}


def check_accessibility(page: Page) -> None:
    """Raises AssertionError with each rule and where it is broken."""
    for scheme, options in _SCHEMES.items():
        page.emulate_media(color_scheme=scheme)
        expect(page.locator(f"html[data-mantine-color-scheme={scheme}]")).to_be_attached()
        if not page.evaluate("'axe' in window"):
            page.evaluate(_AXE.read_text())
        # All that passes is not told, which takes longer than to find it.
        found = page.evaluate("options => axe.run(document, options)", {**options, "resultTypes": ["violations"]})[
            "violations"
        ]
        said = [
            f"{each['id']}: {node['html'][:200]} ({node['failureSummary']})" for each in found for node in each["nodes"]
        ]
        assert not said, f"in {scheme}:\n" + "\n".join(said)
    page.emulate_media(color_scheme="light")
