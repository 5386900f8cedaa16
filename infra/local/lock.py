"""Regenerates every lock file: `make lock`. Package index URLs are not written, so a lock file works with any
mirror."""

import sys
from pathlib import Path

from infra.local import tools
from infra.local.progress import Step, StopError, run

_NAMES = (
    "uv",
    "dev",
    "lambda",
    "find",
    "authorizer",
    "page",
    "ministack",
)  # dev before the bundles, because it determines their versions
_OPTIONS = ("--universal", "--python-version", "3.11", "--generate-hashes", "--upgrade", "--quiet")
_PLAIN = ("--no-header", "--no-annotate", "--no-emit-index-url", "--no-emit-find-links")


def main() -> int:
    try:
        for name in _NAMES:
            with Step(f"locks/{name}.txt") as step:
                source, lock = tools.LOCKS / f"{name}.in", tools.LOCKS / f"{name}.txt"
                run(
                    *(tools.UV, "pip", "compile", *_OPTIONS, *_PLAIN, source, "--output-file", lock),
                    failed=f"uv could not resolve locks/{name}.in",
                    next_step="The lines above name the requirement; edit the .in file and run it again.",
                    environment=tools.environment(),
                )
                step.did("resolved")
        for folder in (tools.ROOT, tools.WORKSPACE):
            _lock_node_packages(folder)
    except StopError as stop:
        stop.show()
        return 1
    return 0


def _lock_node_packages(folder: Path) -> None:
    with Step(str((folder / "package-lock.json").relative_to(tools.ROOT))) as step:
        resolve = ("install", "--package-lock-only", "--omit-lockfile-registry-resolved", "--no-audit", "--no-fund")
        run(
            *(tools.NODE, tools.npm(), *resolve, "--prefix", folder),
            failed=f"npm could not resolve {folder / 'package.json'}",
            next_step="Is the npm registry reachable?",
            environment=tools.environment(),
        )
        step.did("resolved")


if __name__ == "__main__":
    sys.exit(main())
