"""Looks up every locked package in an advisory source: `make audit`. It needs the network.

Python packages: pip-audit, which asks OSV (osv.dev). npm packages: `npm audit`, which asks the npm registry.
"""

import re
import sys
from pathlib import Path

from infra.local import tools
from infra.local.progress import Step, StopError, run

_PIP_AUDIT = "pip-audit==2.10.1"
_LOCKS = ("lambda", "find", "authorizer", "page", "dev", "ministack", "uv")
_FOUND = re.compile(r"^Found \d+ known vulnerabilit|^# npm audit report", re.MULTILINE)
"""How the reports of pip-audit and npm begin, if there is something to report."""


def main() -> int:
    problems = [problem for problem in (*map(_python, _LOCKS), *map(_npm, (tools.ROOT, tools.WORKSPACE))) if problem]
    for problem in problems:
        problem.show()
    return 1 if problems else 0


def _python(name: str) -> StopError | None:
    lock = tools.LOCKS / f"{name}.txt"
    # strict: a package that could not be looked up is not one without vulnerabilities
    options = ("--strict", "--disable-pip", "--require-hashes", "--vulnerability-service=osv", "--progress-spinner=off")
    command = (tools.UV, "tool", "run", "--from", _PIP_AUDIT, "pip-audit", *options, "--requirement", lock)
    return _looked_up(f"locks/{name}.txt", command)


def _npm(folder: Path) -> StopError | None:
    command = (tools.NODE, tools.npm(), "audit", "--package-lock-only", "--prefix", folder)
    return _looked_up(str((folder / "package-lock.json").relative_to(tools.ROOT)), command)


def _looked_up(name: str, command: tuple[object, ...]) -> StopError | None:
    try:
        with Step(name) as step:
            run(
                *map(str, command),
                failed=f"{name} has known vulnerabilities, or could not be looked up",
                next_step="Is the advisory source reachable? Without it, nothing was checked.",
                environment=tools.environment(),
            )
            step.did("no known vulnerabilities")
    except StopError as stop:
        if _FOUND.search(stop.output):
            return StopError(stop.what, "Raise the version in the lock: `make lock`, then `make test`.")
        return stop
    return None


if __name__ == "__main__":
    sys.exit(main())
