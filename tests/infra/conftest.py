"""Each kind of deployment is synthesised once for all tests."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.support.assembly import Assembly
from tests.support.synthesis import context, stub_bundles, synthesised

Synthesise = Callable[..., Assembly]


@pytest.fixture(scope="session", name="context")
def cdk_context() -> dict[str, Any]:
    return context()


@pytest.fixture(scope="session")
def bundles(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return stub_bundles(tmp_path_factory.mktemp("build"))


@pytest.fixture(scope="session")
def synthesise(bundles: Path, tmp_path_factory: pytest.TempPathFactory) -> Synthesise:
    return lambda **options: synthesised(bundles, tmp_path_factory.mktemp("cdk.out"), **options)


@pytest.fixture(scope="session")
def production(synthesise: Synthesise) -> Assembly:
    return synthesise(stage="prod", alarm_email="operations@example.com", monthly_budget=200)


@pytest.fixture(scope="session")
def development(synthesise: Synthesise) -> Assembly:
    return synthesise(stage="dev", throwaway=True)


@pytest.fixture(scope="session")
def local(synthesise: Synthesise) -> Assembly:
    return synthesise(stage="dev", local_endpoint="http://127.0.0.1:4566")


@pytest.fixture(scope="session")
def scanned(synthesise: Synthesise) -> Assembly:
    return synthesise(stage="scanned", malware_scan=True, throwaway=True)


@pytest.fixture(scope="session", params=["production", "development", "local"])
def assembly(request: pytest.FixtureRequest) -> Assembly:
    """What must hold for every deployment."""
    created: Assembly = request.getfixturevalue(request.param)
    return created
