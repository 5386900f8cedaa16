"""Runs the simulation with a fault in the product, in a process of its own, until a schedule violates an invariant."""

import importlib
import multiprocessing
import pickle
import tempfile
import traceback
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from tests.simulation.breaking import broken

_PROCESSES = multiprocessing.get_context("forkserver")
# What each of them has from the beginning: the product as it is, which `broken` changes.
_PROCESSES.set_forkserver_preload(["tests.simulation.running", "tests.support.memory"])


def found(roles: Path, patch: Path, cast: str, first: int, runs: int) -> str:
    """The first violation, or what else the process ended with."""
    receiver, sender = _PROCESSES.Pipe(duplex=False)
    process = _PROCESSES.Process(target=_tell, args=(sender, roles, patch, cast, first, runs))
    process.start()
    sender.close()
    try:
        said: str = receiver.recv()
    except EOFError:
        said = "it ended without a word"
    process.join()
    return said


def _tell(sender: Connection, *arguments: Any) -> None:
    try:
        sender.send(_search(*arguments))
    except BaseException:  # noqa: BLE001 - whatever it is, the test shows it
        sender.send(traceback.format_exc())


def _search(roles: Path, patch: Path, cast: str, first: int, runs: int) -> str:
    with tempfile.TemporaryDirectory() as folder:
        broken(patch, Path(folder))
        # Only now: they import the product, if it is not there, or no longer.
        scheduled = importlib.import_module("tests.simulation.running").scheduled
        engine = importlib.import_module("tests.support.memory").Memory()
        known = pickle.loads(roles.read_bytes())
        for seed in range(first, first + runs):
            run = scheduled(seed, known, engine, cast)
            if run.violations:
                return str(run)
    return f"no violation in {runs} schedules"
