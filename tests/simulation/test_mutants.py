"""The simulation finds faults: each patch breaks the product in one place, and a schedule violates an invariant."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from infra.local.tools import ROOT

MUTANTS = Path(__file__).with_name("mutants")
# The schedule that finds it, or one before: searching from the first one takes minutes for some.
FOUND_FROM = {
    "a-claimed-message-is-not-stored-by-its-retry": 1,
    "a-close-is-undone-by-what-it-had-seen": 1,
    "a-decision-does-not-look-for-newer-messages": 31,
    "a-failed-attempt-to-send-is-not-repeated": 2,
    "a-file-is-ready-before-it-is-stored": 63,
    "a-follower-that-fails-is-passed-over": 6,
    "a-key-of-another-sender-is-a-duplicate": 1,
    "a-message-overwrites-the-one-at-its-position": 1,
    "a-message-that-was-stored-before-is-not-recognised": 1,
    "a-reply-hides-the-customers-message-from-the-summary": 19,
    "a-reply-with-a-known-idempotency-key-is-another-reply": 589,
    "a-ticket-that-could-not-be-routed-is-done": 359,
    "an-ended-conversation-takes-further-messages": 1,
    "an-old-ticket-opens-beside-the-newer-one": 80,
    "replies-have-no-order": 2,
    "two-replies-of-a-conversation-are-in-one-batch": 415,
    "what-could-not-be-stored-is-accepted": 1,
}
_MOST_RUNS = 200
"""If the product has changed, another schedule finds it."""


def test_every_mutant_is_tried() -> None:
    assert {patch.stem for patch in MUTANTS.glob("*.patch")} == set(FOUND_FROM)


@pytest.mark.parametrize("name", FOUND_FROM)
def test_a_mutant_is_found(name: str, stored_roles: Path, endpoint: str) -> None:
    patch, first = str(MUTANTS / f"{name}.patch"), str(FOUND_FROM[name])
    ended = subprocess.run(
        [sys.executable, "-m", "tests.simulation.mutant", endpoint, str(stored_roles), patch, first, str(_MOST_RUNS)],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": f"{ROOT / 'functions'}{os.pathsep}{ROOT}"},
        capture_output=True,
        text=True,
        check=False,
    )
    # A violation is printed; a process that failed for another reason prints none.
    assert ended.returncode == 0, ended.stdout + ended.stderr
    assert ended.stdout.startswith("seed ")
