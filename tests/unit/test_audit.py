"""`make audit` tells known vulnerabilities from a source that it could not reach."""

import sys
from typing import Any

import pytest

from infra.local import audit, tools
from infra.local.progress import run

PIP_FOUND = """Found 1 known vulnerability in 1 package
Name Version ID             Fix Versions
---- ------- -------------- ------------
idna 3.3     PYSEC-2024-60  3.7"""
NPM_FOUND = """# npm audit report

braces  <3.0.3
Severity: high"""


@pytest.mark.parametrize(
    ("output", "says"),
    [
        (PIP_FOUND, "Raise the version"),
        (
            PIP_FOUND.replace("1 known vulnerability in 1 package", "12 known vulnerabilities in 3 packages"),
            "Raise the",
        ),
        (NPM_FOUND, "Raise the version"),
        (f"{PIP_FOUND}\n" + "idna 3.3\n" * 40, "Raise the version"),
        ("ERROR:pip_audit._cli:Found duplicate requirement idna", "Is the advisory source reachable?"),
        ("npm error audit endpoint returned an error", "Is the advisory source reachable?"),
        ("", "Is the advisory source reachable?"),
    ],
)
def test_only_a_report_of_vulnerabilities_asks_for_another_version(
    monkeypatch: pytest.MonkeyPatch, output: str, says: str
) -> None:
    def failing(*_command: str, **options: Any) -> str:
        return run(sys.executable, "-c", f"print({output!r}); raise SystemExit(1)", **options)

    monkeypatch.setattr(audit, "run", failing)
    for stop in (audit._python("dev"), audit._npm(tools.ROOT)):
        assert stop is not None
        assert stop.next_step.startswith(says)
