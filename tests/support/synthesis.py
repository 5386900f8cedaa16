"""Synthesises deployments for tests. What is in the bundles does not affect the templates, so they are stubs."""

import json
from pathlib import Path
from typing import Any

from aws_cdk import App

from infra.deployment import Deployment
from infra.stacks.kanaal import build_app
from tests.support.assembly import Assembly

_ROOT = Path(__file__).parents[2]


def context() -> dict[str, Any]:
    ours: dict[str, Any] = json.loads((_ROOT / "cdk.json").read_text())["context"]
    return ours | {"aws:cdk:enable-path-metadata": True}


def stub_bundles(folder: Path) -> Path:
    for name in ("app", "authorizer", "find", "page"):
        (folder / name / "files").mkdir(parents=True)
        (folder / name / "stub.py").write_text("")
    return folder


def synthesised(bundles: Path, output: Path, **options: Any) -> Assembly:
    app = App(outdir=str(output), context=context())
    built = {f"{name}_bundle": bundles / name for name in ("app", "authorizer", "find", "page")}
    build_app(app, Deployment(**built, **options))
    app.synth()
    return Assembly.load(output)
