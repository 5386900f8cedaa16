"""Runs the simulation with a fault in the product, in a process of its own, until a schedule violates an invariant."""

import importlib.util
import multiprocessing
import pickle
import subprocess
import sys
import tempfile
import traceback
from collections.abc import Sequence
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec
from multiprocessing.connection import Connection
from pathlib import Path
from types import ModuleType
from typing import Any

from infra.local.tools import ROOT


class Broken(MetaPathFinder):
    """Imports one module from another file: all others have their bytecode already."""

    def __init__(self, module: str, file: Path) -> None:
        self._module, self._file = module, file

    def find_spec(
        self, fullname: str, _path: Sequence[str] | None, _target: ModuleType | None = None
    ) -> ModuleSpec | None:
        return importlib.util.spec_from_file_location(fullname, self._file) if fullname == self._module else None


def broken(patch: Path, folder: Path) -> Broken:
    """The file that the patch changes, with the change."""
    name = Path(patch.read_text().split(maxsplit=2)[1]).relative_to("a")
    file = folder / name
    file.parent.mkdir(parents=True)
    file.write_bytes((ROOT / name).read_bytes())
    applied = subprocess.run(
        ["git", "apply", "-p1", str(patch)], cwd=folder, capture_output=True, text=True, check=False
    )
    if applied.returncode:
        raise SystemExit(f"{patch.name} no longer fits the code: make it anew.\n{applied.stderr}")
    return Broken(".".join(name.relative_to("functions").with_suffix("").parts), file)


_PROCESSES = multiprocessing.get_context("forkserver")
# What each of them would import first. Nothing of the product, which each imports with its own fault.
_PROCESSES.set_forkserver_preload(
    [
        "aws_lambda_powertools.event_handler.api_gateway",
        "aws_lambda_powertools.event_handler.openapi.params",
        "boto3",
        "httpx",
        "jsonschema_rs",
        "nh3",
        "pydantic.main",
        "pydantic.networks",
        "urllib3",
    ]
)


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
        sys.meta_path.insert(0, broken(patch, Path(folder)))
        # Only now: they import the product.
        from tests.simulation.running import scheduled  # noqa: PLC0415
        from tests.support.memory import Memory  # noqa: PLC0415

        known = pickle.loads(roles.read_bytes())
        engine = Memory()
        for seed in range(first, first + runs):
            run = scheduled(seed, known, engine, cast)
            if run.violations:
                return str(run)
    return f"no violation in {runs} schedules"
