from collections.abc import Iterator

import pytest

from helpdesk.index.port import Index
from tests.support.index_engines import ENGINES, Engine


@pytest.fixture(params=ENGINES)
def engine(request: pytest.FixtureRequest) -> Iterator[Engine]:
    with ENGINES[request.param]() as engine:
        yield engine


@pytest.fixture
def index(engine: Engine) -> Index:
    return engine.index
