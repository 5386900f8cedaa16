"""The simulation finds faults: each patch breaks the product in one place, and a schedule violates an invariant."""

import os
import pickle
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from infra.local.tools import ROOT
from tests.simulation.roles import Roles
from tests.support.backends import JAVA_IS_MISSING, engine

MUTANTS = Path(__file__).with_name("mutants")
# The schedule that finds it, or one before: searching from the first one takes minutes for some.
FOUND_FROM = {
    "a-claimed-message-is-not-stored-by-its-retry": 1,
    "a-close-is-undone-by-what-it-had-seen": 1,
    "a-failed-attempt-to-send-is-not-repeated": 18,
    "a-file-is-ready-before-it-is-stored": 24,
    "a-follower-that-fails-is-passed-over": 1,
    "a-key-of-another-sender-is-a-duplicate": 1,
    "a-message-overwrites-the-one-at-its-position": 1,
    "a-message-that-was-stored-before-is-not-recognised": 1,
    "a-reply-with-a-known-idempotency-key-is-another-reply": 134,
    "a-ticket-that-could-not-be-routed-is-done": 40,
    "an-old-ticket-opens-beside-the-newer-one": 139,
    "replies-have-no-order": 4,
    "what-could-not-be-stored-is-accepted": 2,
}
_MOST_RUNS = 200
"""If the product has changed, another schedule finds it."""


def test_every_mutant_is_tried() -> None:
    assert {patch.stem for patch in MUTANTS.glob("*.patch")} == set(FOUND_FROM)


@pytest.mark.skipif(JAVA_IS_MISSING, reason="DynamoDB Local needs Java 17")
def test_each_mutant_is_found(tmp_path: Path, roles: Roles) -> None:
    known = tmp_path / "roles"
    known.write_bytes(pickle.dumps(roles))
    missed = []
    with engine() as endpoint:
        for name, first in FOUND_FROM.items():
            product = _broken(tmp_path / name, MUTANTS / f"{name}.patch")
            if not _is_found(product, endpoint, known, first):
                missed.append(name)
    assert missed == []


def _broken(folder: Path, patch: Path) -> Path:
    shutil.copytree(ROOT / "functions", folder / "functions", ignore=shutil.ignore_patterns("__pycache__"))
    applied = subprocess.run(
        ["git", "apply", "-p1", str(patch)], cwd=folder, capture_output=True, text=True, check=False
    )
    assert applied.returncode == 0, f"{patch.name} no longer fits the code: make it anew.\n{applied.stderr}"
    return folder / "functions"


def _is_found(product: Path, endpoint: str, roles: Path, first: int) -> bool:
    ended = subprocess.run(
        [sys.executable, "-m", "tests.simulation.mutant", endpoint, str(roles), str(first), str(_MOST_RUNS)],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": f"{product}{os.pathsep}{ROOT}"},
        capture_output=True,
        text=True,
        check=False,
    )
    # A violation is printed; a process that failed for another reason prints none.
    return ended.returncode == 0 and ended.stdout.startswith("seed ")
