"""Runs the simulation until a schedule violates an invariant, in a process of its own: for product code with a fault.

    python -m tests.simulation.mutant ENDPOINT ROLES PATCH FIRST RUNS

The exit code is 0 if a violation was found.
"""

import importlib.util
import pickle
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec
from pathlib import Path
from types import ModuleType

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


def main(endpoint: str, roles: str, patch: str, first: int, runs: int) -> int:
    with tempfile.TemporaryDirectory() as folder:
        sys.meta_path.insert(0, broken(Path(patch), Path(folder)))
        # Only now: they import the product.
        from tests.simulation.engine import Engine  # noqa: PLC0415
        from tests.simulation.running import scheduled  # noqa: PLC0415

        known = pickle.loads(Path(roles).read_bytes())
        with Engine(endpoint, "".join(filter(str.isalnum, Path(patch).stem))) as engine:
            for seed in range(first, first + runs):
                found = scheduled(seed, known, engine)
                if found.violations:
                    print(found)
                    return 0
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2], sys.argv[3], int(sys.argv[4]), int(sys.argv[5])))
