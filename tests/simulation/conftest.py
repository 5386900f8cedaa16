from collections.abc import Iterator

import pytest

from tests.simulation.engine import Engine
from tests.simulation.roles import Roles
from tests.support.backends import JAVA_IS_MISSING
from tests.support.backends import engine as started
from tests.support.synthesis import stub_bundles, synthesised


@pytest.fixture(scope="session")
def roles(tmp_path_factory: pytest.TempPathFactory) -> Roles:
    bundles = stub_bundles(tmp_path_factory.mktemp("build"))
    return Roles.of(synthesised(bundles, tmp_path_factory.mktemp("cdk.out"), stage="prod"))


@pytest.fixture(scope="session")
def engine() -> Iterator[Engine]:
    """For all runs of a worker: each run has accounts, and so items, of its own."""
    if JAVA_IS_MISSING:
        pytest.skip("DynamoDB Local needs Java 17")
    with started() as endpoint, Engine(endpoint) as created:
        yield created
