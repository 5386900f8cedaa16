"""Chooses the Python to build on: Lambda's own version if the machine has it. Standard library only, Python 3.8
syntax."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

from infra.local.progress import StopError

WANTED = ("3.13", "3.12", "3.11")
_PROBE = "import ensurepip, ssl, sys, venv; print('%d.%d.%d' % sys.version_info[:3])"
_NEXT = (
    "Install Python 3.13 (3.12 and 3.11 also work) with its venv module (Debian, Ubuntu: apt install python3-venv), "
    "or point to one: KANAAL_PYTHON=/path/to/python3.13 make ..."
)


def choose() -> tuple[str, str]:
    """The interpreter to use and its full version. A candidate counts only if it really runs: a shim may not."""
    chosen = os.environ.get("KANAAL_PYTHON")
    if chosen:
        version = probe(chosen)
        if version is None or version.rpartition(".")[0] not in WANTED:
            raise StopError(f"KANAAL_PYTHON={chosen} is not a usable Python {', '.join(WANTED)}: {version}.", _NEXT)
        return chosen, version
    for release in WANTED:
        for candidate in _candidates(release):
            version = probe(candidate)
            if version and version.startswith(release + "."):
                return candidate, version
    raise StopError(f"No usable Python found ({', '.join(WANTED)}).", _NEXT)


def satisfies_choice(version: str) -> bool:
    """Whether an environment of this version can stay: yes, unless KANAAL_PYTHON names another one."""
    chosen = os.environ.get("KANAAL_PYTHON")
    return chosen is None or probe(chosen) == version


def probe(python: str) -> str | None:
    """The version of an interpreter that runs and can create environments, else None."""
    try:
        finished = subprocess.run([python, "-c", _PROBE], capture_output=True, text=True, timeout=30, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return None
    return finished.stdout.strip() if finished.returncode == 0 else None


def _candidates(release: str) -> Iterator[str]:
    for name in (f"python{release}", "python3"):
        found = shutil.which(name)
        if found:
            yield found
    for pyenv in {os.environ.get("PYENV_ROOT", ""), str(Path.home() / ".pyenv")} - {""}:
        yield from map(str, sorted(Path(pyenv).glob(f"versions/{release}.*/bin/python{release}"), reverse=True))
    for folder in ("/usr/bin", "/usr/local/bin", "/opt/homebrew/bin"):
        yield f"{folder}/python{release}"
