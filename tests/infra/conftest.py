"""Each kind of deployment is synthesised once for all tests."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from aws_cdk import App

from infra.deployment import Deployment
from infra.stacks.kanaal import build_app
from tests.support.assembly import Assembly

_ROOT = Path(__file__).parents[2]
Synthesise = Callable[..., Assembly]


@pytest.fixture(scope="session")
def context() -> dict[str, Any]:
    ours: dict[str, Any] = json.loads((_ROOT / "cdk.json").read_text())["context"]
    return ours | {"aws:cdk:enable-path-metadata": True}


@pytest.fixture(scope="session")
def bundles(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Empty bundles: their content does not affect the deployment."""
    folder = tmp_path_factory.mktemp("build")
    for name in ("app", "authorizer"):
        (folder / name).mkdir()
        (folder / name / "stub.py").write_text("")
    return folder


@pytest.fixture(scope="session")
def synthesise(context: dict[str, Any], bundles: Path, tmp_path_factory: pytest.TempPathFactory) -> Synthesise:
    def make(**options: Any) -> Assembly:
        folder = tmp_path_factory.mktemp("cdk.out")
        app = App(outdir=str(folder), context=context)
        build_app(app, Deployment(app_bundle=bundles / "app", authorizer_bundle=bundles / "authorizer", **options))
        app.synth()
        return Assembly.load(folder)

    return make


@pytest.fixture(scope="session")
def production(synthesise: Synthesise) -> Assembly:
    return synthesise(stage="prod", alarm_email="operations@example.com")


@pytest.fixture(scope="session")
def development(synthesise: Synthesise) -> Assembly:
    return synthesise(stage="dev")


@pytest.fixture(scope="session")
def local(synthesise: Synthesise) -> Assembly:
    return synthesise(stage="dev", local_endpoint="http://127.0.0.1:4566")


@pytest.fixture(scope="session")
def scanned(synthesise: Synthesise) -> Assembly:
    return synthesise(stage="scanned", malware_scan=True)


@pytest.fixture(scope="session", params=["production", "development", "local"])
def assembly(request: pytest.FixtureRequest) -> Assembly:
    """What must hold for every deployment."""
    created: Assembly = request.getfixturevalue(request.param)
    return created
