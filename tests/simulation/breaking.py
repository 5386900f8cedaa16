"""Puts a fault into the product of this process.

Most faults are in functions, and a function that was imported can get other code. That takes a tenth of the time of an
import of the whole product, which everything else needs: a constant, a decorator, a default.
"""

import gc
import importlib.util
import subprocess
import sys
from collections.abc import Iterator, Sequence
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec
from inspect import CO_OPTIMIZED
from pathlib import Path
from types import CodeType, FunctionType, ModuleType

from infra.local.tools import ROOT


def broken(patch: Path, folder: Path) -> None:
    name = Path(patch.read_text().split(maxsplit=2)[1]).relative_to("a")
    file = _patched(patch, name, folder)
    module = ".".join(name.relative_to("functions").with_suffix("").parts)
    there = str(sys.modules[module].__file__) if module in sys.modules else name
    was, becomes = (compile(source.read_text(), there, "exec") for source in (ROOT / name, file))
    if module in sys.modules and (changes := _of_functions_alone(was, becomes)):
        _put(changes)
    else:
        _forget_the_product()
        sys.meta_path.insert(0, Broken(module, file))


def _patched(patch: Path, name: Path, folder: Path) -> Path:
    """The file that the patch changes, with the change."""
    file = folder / name
    file.parent.mkdir(parents=True)
    file.write_bytes((ROOT / name).read_bytes())
    applied = subprocess.run(
        ["git", "apply", "-p1", str(patch)], cwd=folder, capture_output=True, text=True, check=False
    )
    if applied.returncode:
        raise SystemExit(f"{patch.name} no longer fits the code: make it anew.\n{applied.stderr}")
    return file


def _of_functions_alone(was: CodeType, becomes: CodeType) -> list[tuple[CodeType, CodeType]] | None:
    """The code of each function that is another one; None if what runs at import is another one too."""
    ours, theirs = list(_constants(was)), list(_constants(becomes))
    alike = (was.co_code, was.co_names, len(ours)) == (becomes.co_code, becomes.co_names, len(theirs))
    changes: list[tuple[CodeType, CodeType]] = []
    for one, other in zip(ours, theirs, strict=False):
        if not (isinstance(one, CodeType) and isinstance(other, CodeType)):
            alike = alike and one == other
        elif one.co_flags & CO_OPTIMIZED:
            same_place = (one.co_name, one.co_freevars, one.co_flags) == (
                other.co_name,
                other.co_freevars,
                other.co_flags,
            )
            alike = alike and same_place
            changes += [] if _means(one) == _means(other) else [(one, other)]
        else:  # the body of a class
            inner = _of_functions_alone(one, other)
            alike, changes = alike and inner is not None, changes + (inner or [])
    return changes if alike else None


def _constants(code: CodeType) -> Iterator[object]:
    """Without the lines of classes, which are kept for whoever asks for them."""
    firsts = {each.co_firstlineno for each in code.co_consts if isinstance(each, CodeType)} | {code.co_firstlineno}
    yield from (each for each in code.co_consts if not (type(each) is int and each in firsts))


def _means(code: CodeType) -> tuple[object, ...]:
    """All but where its lines are."""
    constants = tuple(_means(each) if isinstance(each, CodeType) else (type(each), each) for each in code.co_consts)
    return code.co_code, code.co_names, code.co_varnames, code.co_exceptiontable, constants


def _put(changes: Sequence[tuple[CodeType, CodeType]]) -> None:
    for was, becomes in changes:
        place = (was.co_filename, was.co_qualname, was.co_firstlineno)
        functions = [
            each
            for each in gc.get_objects()
            if type(each) is FunctionType
            and (each.__code__.co_filename, each.__code__.co_qualname, each.__code__.co_firstlineno) == place
        ]
        assert functions, f"no function of this process is {place}"
        for function in functions:
            function.__code__ = becomes


def _forget_the_product() -> None:
    """And all that has imported it."""
    own = {folder.name for folder in (ROOT / "functions").iterdir()} | {"tests", "infra"}
    for name in [name for name in sys.modules if name.partition(".")[0] in own]:
        if name != __name__ and name != "infra.local.tools":
            del sys.modules[name]


class Broken(MetaPathFinder):
    """Imports one module from another file: all others have their bytecode already."""

    def __init__(self, module: str, file: Path) -> None:
        self._module, self._file = module, file

    def find_spec(
        self, fullname: str, _path: Sequence[str] | None, _target: ModuleType | None = None
    ) -> ModuleSpec | None:
        return importlib.util.spec_from_file_location(fullname, self._file) if fullname == self._module else None
