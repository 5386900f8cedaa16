"""What tests share is in tests/support. The simulation, and the recorded desk of the browser tests, are packages of
their own."""

import re
import subprocess
from pathlib import Path

import pytest

TESTS = Path(__file__).parents[1]
MUTANTS = sorted((TESTS / "simulation" / "mutants").glob("*.patch"))
_PACKAGES = ("support", "simulation", "browser")
FROM_A_TEST = re.compile(
    rf"^\s*(?:from|import) tests\.(?:(?!(?:{'|'.join(_PACKAGES)})\b)|[\w.]*(?:\.| import )(?:test_|conftest))",
    re.MULTILINE,
)


def test_no_test_imports_another() -> None:
    modules = [path for path in TESTS.rglob("*.py") if path != Path(__file__)]
    assert len(modules) > 100
    assert [str(path.relative_to(TESTS)) for path in modules if FROM_A_TEST.search(path.read_text())] == []


@pytest.mark.parametrize(
    "line",
    [
        "from tests.integration import conftest",
        "from tests.browser.test_list import row",
        "from tests.browser import test_list",
        "import tests.unit.helpdesk",
    ],
)
def test_an_import_of_a_test_is_found(line: str) -> None:
    assert FROM_A_TEST.search(line)


@pytest.mark.parametrize("line", ["from tests.browser.desk import Answer", "from tests.support import samples"])
def test_an_import_of_what_tests_share_is_none(line: str) -> None:
    assert not FROM_A_TEST.search(line)


def test_no_test_in_a_browser_waits_by_time() -> None:
    """What a machine does in that time differs: a test waits for what the page shows, or passes the page's own time."""
    modules = [path for folder in ("browser", "e2e", "support") for path in (TESTS / folder).glob("*.py")]
    assert [path.name for path in modules if "wait_for_timeout(" in path.read_text()] == []


@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda path: path.stem)
def test_each_mutant_fits_the_code(mutant: Path) -> None:
    """Here, so that `make quick` finds it: the tests that run the mutants take longer."""
    fits = subprocess.run(
        ["git", "apply", "--check", str(mutant)], cwd=TESTS.parent, capture_output=True, text=True, check=False
    )
    assert fits.returncode == 0, f"Make this patch anew: the code has changed.\n{fits.stderr}"
