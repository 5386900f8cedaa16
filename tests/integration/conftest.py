"""Every test here runs twice: on moto, and on Amazon's own engine, which is the truth about conditions."""

from collections.abc import Iterator

import pytest

from tests.support.backends import JAVA_IS_MISSING, Backend, engine, on_engine, on_moto
from tests.support.desk import DeskInProcess


@pytest.fixture(scope="session")
def engine_endpoint() -> Iterator[str]:
    with engine() as endpoint:
        yield endpoint


@pytest.fixture(
    params=[
        "moto",
        pytest.param("engine", marks=pytest.mark.skipif(JAVA_IS_MISSING, reason="DynamoDB Local needs Java 17")),
    ]
)
def backend(request: pytest.FixtureRequest) -> Iterator[Backend]:
    if request.param == "engine":
        yield on_engine(request.getfixturevalue("engine_endpoint"))
        return
    with on_moto() as made:
        yield made


@pytest.fixture
def desk(backend: Backend) -> DeskInProcess:
    return DeskInProcess(backend)
