"""Installs the project's tools: `python3 -m infra.local.bootstrap`. They are in .venv, .tools, node_modules and
workspace/node_modules.

Runs on the machine's python3, before anything is installed: standard library only. Existing, unchanged environments are
reused; each one has a stamp that identifies its inputs.
"""

from __future__ import annotations

import hashlib
import shutil
import sys
from pathlib import Path

from infra.local import pythons, tools
from infra.local.progress import Step, StopError, run

_INDEX = "Is the package index reachable? Behind a proxy or a mirror, set HTTPS_PROXY, PIP_INDEX_URL, UV_DEFAULT_INDEX."
_REGISTRY = "Is the npm registry reachable? Behind a proxy or a mirror, set HTTPS_PROXY or npm_config_registry."


def main() -> int:
    try:
        if _is_current():
            print("✓ tools                        reused (.venv, .tools, node_modules match the lock files)")
        else:
            _bring()
    except StopError as stop:
        stop.show()
        return 1
    except KeyboardInterrupt:
        print("\nstopped; run it again to continue", file=sys.stderr)
        return 130
    return 0


def _bring() -> None:
    python, version = pythons.choose()
    with Step("Python environment") as step:
        _environment(step, python, version)
    with Step("Python packages") as step:
        _packages(step, tools.VENV, "dev")
    with Step("MiniStack") as step:
        _ministack(step, version)
    with Step("Node packages") as step:
        _link_node()
        _node_packages(step, tools.ROOT)
    with Step("Node packages, workspace") as step:
        _node_packages(step, tools.WORKSPACE)


def _environment(step: Step, python: str, version: str) -> None:
    if _stamped(tools.VENV, "python", version):
        return step.reused(f"Python {version}")
    shutil.rmtree(tools.VENV, ignore_errors=True)
    run(python, "-m", "venv", tools.VENV, failed="Python could not create .venv", next_step="See the lines above.")
    lock = tools.LOCKS / "uv.txt"
    install = ("-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--require-hashes", "-r")
    run(tools.PYTHON, *install, lock, failed="pip could not install uv", next_step=_INDEX)
    _stamp(tools.VENV, "python", version)
    return step.did(f"Python {version} from {python}")


def _packages(step: Step, environment: Path, lock_name: str) -> None:
    lock = tools.LOCKS / f"{lock_name}.txt"
    if _stamped(environment, lock_name, _digest(lock)):
        return step.reused(f"locks/{lock.name} unchanged")
    python = environment / "bin" / "python"
    sync = ("pip", "sync", "--quiet", "--require-hashes", "--no-python-downloads", "--python")
    run(tools.UV, *sync, python, lock, failed="uv could not install", next_step=_INDEX)
    _stamp(environment, lock_name, _digest(lock))
    return step.did(f"installed from locks/{lock.name}")


def _ministack(step: Step, version: str) -> None:
    """MiniStack's environment uses the same Python: its Lambda workers import the bundle that is built for ours."""
    if not _stamped(tools.MINISTACK_VENV, "python", version):
        shutil.rmtree(tools.MINISTACK_VENV, ignore_errors=True)
        make = ("-m", "venv", "--without-pip", tools.MINISTACK_VENV)
        run(tools.PYTHON, *make, failed="Python could not create .tools/ministack", next_step="See the lines above.")
        _stamp(tools.MINISTACK_VENV, "python", version)
    _packages(step, tools.MINISTACK_VENV, "ministack")


def _link_node() -> None:
    tools.NODE.parent.mkdir(parents=True, exist_ok=True)
    tools.NODE.unlink(missing_ok=True)
    tools.NODE.symlink_to(tools.node_wheel() / "bin" / "node")


def _node_packages(step: Step, folder: Path) -> None:
    if _stamped(folder / "node_modules", "npm", _node_inputs(folder)):
        return step.reused("package-lock.json unchanged")
    # No package of ours needs a script of its own to be installed; one has a script that reports to its maker.
    install = ("ci", "--ignore-scripts", "--no-audit", "--no-fund", "--prefix", folder)
    run(
        tools.NODE,
        tools.npm(),
        *install,
        failed="npm could not install",
        next_step=_REGISTRY,
        environment=tools.environment(),
    )
    _stamp(folder / "node_modules", "npm", _node_inputs(folder))
    return step.did("installed from package-lock.json")


def _is_current() -> bool:
    """One check for everything, so that a second `make` costs nothing."""
    version = pythons.probe(str(tools.PYTHON)) if tools.PYTHON.exists() else None
    return (
        version is not None
        and pythons.satisfies_choice(version)
        and _stamped(tools.VENV, "python", version)
        and _stamped(tools.VENV, "dev", _digest(tools.LOCKS / "dev.txt"))
        and _stamped(tools.MINISTACK_VENV, "python", version)
        and _stamped(tools.MINISTACK_VENV, "ministack", _digest(tools.LOCKS / "ministack.txt"))
        and tools.NODE.exists()
        and all(
            _stamped(folder / "node_modules", "npm", _node_inputs(folder)) for folder in (tools.ROOT, tools.WORKSPACE)
        )
    )


def _node_inputs(folder: Path) -> str:
    return _digest(folder / "package.json") + _digest(folder / "package-lock.json")


def _digest(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()


def _stamped(environment: Path, name: str, value: str) -> bool:
    stamp = environment / f".kanaal-{name}"
    return stamp.is_file() and stamp.read_text() == value


def _stamp(environment: Path, name: str, value: str) -> None:
    (environment / f".kanaal-{name}").write_text(value)


if __name__ == "__main__":
    sys.exit(main())
