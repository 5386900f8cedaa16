"""Builds the page of the workspace into workspace/dist, if something of it changed."""

import hashlib
from pathlib import Path

from infra.local import tools
from infra.local.progress import Step, run

DIST = tools.WORKSPACE / "dist"
_STAMP = tools.ROOT / "build" / "workspace.inputs"
_OUTPUTS = {"dist", "node_modules"}


def build(step: Step) -> None:
    inputs = digest_of(tools.WORKSPACE, without=_OUTPUTS)
    if (DIST / "index.html").is_file() and _STAMP.is_file() and _STAMP.read_text() == inputs:
        return step.reused("nothing changed")
    _STAMP.unlink(missing_ok=True)
    run(
        *(tools.NODE, tools.npm(), "run", "build", "--prefix", tools.WORKSPACE),
        failed="The workspace could not be built",
        next_step="The lines above name the file. If a package is missing: make tools",
        environment=tools.environment(),
    )
    _STAMP.parent.mkdir(parents=True, exist_ok=True)
    _STAMP.write_text(inputs)
    return step.did(f"built, {sum(1 for file in DIST.rglob('*') if file.is_file())} files")


def digest_of(folder: Path, *, without: set[str] | frozenset[str] = frozenset()) -> str:
    """Of names and contents; `without` are names in the folder itself."""
    digest = hashlib.sha256()
    for part in sorted(folder.iterdir()):
        files = [part] if part.is_file() else sorted(part.rglob("*"))
        for file in files:
            if file.is_file() and part.name not in without:
                digest.update(f"{file.relative_to(folder)}\0".encode())
                digest.update(hashlib.sha256(file.read_bytes()).digest())
    return digest.hexdigest()
