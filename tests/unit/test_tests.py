"""What tests share is in tests/support; the simulation is a package of its own."""

import re
import subprocess
from pathlib import Path

import pytest

TESTS = Path(__file__).parents[1]
MUTANTS = sorted((TESTS / "simulation" / "mutants").glob("*.patch"))
FROM_A_TEST = re.compile(r"^\s*(?:from|import) tests\.(?!support\b|simulation\b)", re.MULTILINE)


def test_no_test_imports_another() -> None:
    modules = [path for path in TESTS.rglob("*.py") if path != Path(__file__)]
    assert len(modules) > 100
    assert [str(path.relative_to(TESTS)) for path in modules if FROM_A_TEST.search(path.read_text())] == []


@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda path: path.stem)
def test_each_mutant_fits_the_code(mutant: Path) -> None:
    """Here, so that `make quick` finds it: the tests that run the mutants take a minute."""
    fits = subprocess.run(
        ["git", "apply", "--check", str(mutant)], cwd=TESTS.parent, capture_output=True, text=True, check=False
    )
    assert fits.returncode == 0, f"Make this patch anew: the code has changed.\n{fits.stderr}"
