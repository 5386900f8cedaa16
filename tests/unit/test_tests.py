"""What tests share is in tests/support; the simulation is a package of its own."""

import re
from pathlib import Path

TESTS = Path(__file__).parents[1]
FROM_A_TEST = re.compile(r"^\s*(?:from|import) tests\.(?!support\b|simulation\b)", re.MULTILINE)


def test_no_test_imports_another() -> None:
    modules = [path for path in TESTS.rglob("*.py") if path != Path(__file__)]
    assert len(modules) > 100
    assert [str(path.relative_to(TESTS)) for path in modules if FROM_A_TEST.search(path.read_text())] == []
