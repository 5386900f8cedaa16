"""Looks up every locked package in an advisory source: `make audit`. It needs the network.

Python packages: pip-audit, which asks OSV (osv.dev). npm packages: `npm audit`, which asks the npm registry.
"""

import sys

from infra.local import tools
from infra.local.progress import Step, StopError, run

_PIP_AUDIT = "pip-audit==2.10.1"
_LOCKS = ("lambda", "authorizer", "dev", "ministack", "uv")
_FOUND = "Found "
"""How pip-audit begins its report of known vulnerabilities."""


def main() -> int:
    problems = [problem for problem in (*map(_python, _LOCKS), _npm()) if problem]
    for problem in problems:
        problem.show()
    return 1 if problems else 0


def _python(name: str) -> StopError | None:
    lock = tools.LOCKS / f"{name}.txt"
    # strict: a package that could not be looked up is no package without a hole
    options = ("--strict", "--disable-pip", "--require-hashes", "--vulnerability-service", "osv", "--progress-spinner")
    command = (tools.UV, "tool", "run", "--from", _PIP_AUDIT, "pip-audit", *options, "off", "--requirement", lock)
    return _looked_up(f"locks/{name}.txt", command, found=_FOUND)


def _npm() -> StopError | None:
    command = (tools.NODE, tools.npm(), "audit", "--package-lock-only", "--prefix", tools.ROOT)
    return _looked_up("package-lock.json", command, found="npm audit report")


def _looked_up(name: str, command: tuple[object, ...], *, found: str) -> StopError | None:
    try:
        with Step(name) as step:
            run(
                *map(str, command),
                failed=f"{name} could not be shown to be free of known holes",
                next_step="Is the advisory source reachable? Without it, nothing was checked.",
                environment=tools.environment(),
            )
            step.did("no known holes")
    except StopError as stop:
        if found in stop.what:
            return StopError(stop.what, "Raise the version in the lock: `make lock`, then `make test`.")
        return stop
    return None


if __name__ == "__main__":
    sys.exit(main())
