import fcntl
import os
import pickle
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.simulation.roles import Roles
from tests.support.compared import Compared, no_difference
from tests.support.engine import Engine
from tests.support.memory import Memory
from tests.support.synthesis import stub_bundles, synthesised


@pytest.fixture(scope="session")
def stored_roles(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Read from the template once, whatever number of workers the run has: the CDK takes ten seconds."""
    own = tmp_path_factory.getbasetemp()
    shared = own.parent if "PYTEST_XDIST_WORKER" in os.environ else own
    with (shared / "roles.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        stored = shared / "roles"
        if not stored.exists():
            bundles = stub_bundles(tmp_path_factory.mktemp("build"))
            found = Roles.of(synthesised(bundles, tmp_path_factory.mktemp("cdk.out"), stage="prod"))
            stored.write_bytes(pickle.dumps(found))
    return stored


@pytest.fixture(scope="session")
def roles(stored_roles: Path) -> Roles:
    read: Roles = pickle.loads(stored_roles.read_bytes())
    return read


@pytest.fixture(scope="session")
def amazons(engine_endpoint: str) -> Iterator[Engine]:
    with Engine(engine_endpoint) as created:
        yield created


@pytest.fixture(scope="session")
def compared(amazons: Engine) -> Compared:
    """Fails a test for an answer that Amazon's engine would not give."""
    return Compared(amazons)


_the_answers_are_the_same = pytest.fixture(autouse=True)(no_difference)


@pytest.fixture(scope="session")
def engine(request: pytest.FixtureRequest) -> Memory:
    """For all runs of a worker, each of which begins with empty tables."""
    if request.config.getoption("backends") == "both":
        both: Compared = request.getfixturevalue("compared")
        return both
    return Memory()
