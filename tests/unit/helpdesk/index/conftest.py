from collections.abc import Iterator

import pytest

from helpdesk.index.port import Index
from tests.support.index_engines import ENGINES, Engine, opensearch_url
from tests.support.opensearch import Processes


@pytest.fixture(params=ENGINES)
def engine(request: pytest.FixtureRequest) -> Iterator[Engine]:
    with ENGINES[request.param]() as engine:
        yield engine


@pytest.fixture
def index(engine: Engine) -> Index:
    return engine.index


@pytest.fixture
def processes() -> Processes:
    return Processes(opensearch_url())
