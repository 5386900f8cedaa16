"""A test here runs on DynamoDB Local, Amazon's own engine, so that conditions and transactions behave as on AWS.

Without Java it runs on moto, unless `CI` is set. A test with the mark `both_backends` runs on both, because its result
depends on how a backend handles conditions, contention or pages. `--backends both` runs every test on both.
"""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from infra.workbench.engine import Backend
from tests.support.administrator import Administrator
from tests.support.backends import JAVA_IS_MISSING, on_engine, on_moto
from tests.support.connected_bot import TOKEN, ConnectedBot
from tests.support.desk import DeskInProcess
from tests.support.integrator import Integrator
from tests.support.telegram_chat import Telegram, telegram_chat

_ENGINE = pytest.param("engine", marks=pytest.mark.skipif(JAVA_IS_MISSING, reason="DynamoDB Local needs Java 17"))


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "backend" not in metafunc.fixturenames:
        return
    if metafunc.config.getoption("backends") == "both" or metafunc.definition.get_closest_marker("both_backends"):
        kinds = ["moto", _ENGINE]
    else:
        kinds = ["moto" if JAVA_IS_MISSING else "engine"]
    metafunc.parametrize("backend", kinds, indirect=True)


@pytest.fixture
def backend(request: pytest.FixtureRequest) -> Iterator[Backend]:
    if request.param == "engine":
        with on_engine(request.getfixturevalue("engine_endpoint")) as created:
            yield created
        return
    with on_moto() as created:
        yield created


@pytest.fixture
def desk(backend: Backend) -> DeskInProcess:
    return DeskInProcess(backend)


@pytest.fixture
def app(desk: DeskInProcess) -> Integrator:
    return Integrator(desk)


@pytest.fixture
def admin(desk: DeskInProcess) -> Administrator:
    return Administrator(desk)


@pytest.fixture
def telegram(backend: Backend) -> Iterator[Telegram]:
    with telegram_chat(backend) as created:
        yield created


@pytest.fixture
def bot(desk: DeskInProcess) -> ConnectedBot:
    api = ConnectedBot(TOKEN)
    desk.http.server = api.post
    return api


@pytest.fixture
def connect(desk: DeskInProcess) -> Callable[..., Any]:
    def connect(**more: Any) -> Any:
        body = {"credentials": {"bot_token": TOKEN, **more}}
        status, response = desk.call("POST", "/v1/channels/telegram/connections", body)
        assert status == 201, response
        return response

    return connect
