"""A test here runs on tables in memory, and each kind of call that it makes is made of DynamoDB Local, Amazon's own
engine, as well: the first time that a run makes it, with the same items, and the answer must be the same.

A test with the mark `engine` runs on the engine alone, because it is about what memory does not know: sizes, pages by
size, writes at the same time. One with the mark `both_backends` runs on the engine and on moto, because its result
depends on how a backend handles conditions, contention or pages. `--backends both` runs every test on both. Without
Java there is no engine, unless `CI` is set.
"""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest

from helpdesk.platform import ids
from helpdesk.platform.clock import utc_now
from infra.workbench.engine import Backend
from tests.support.administrator import Administrator
from tests.support.backends import JAVA_IS_MISSING, InMemory, on_engine, on_moto
from tests.support.compared import OfEachKind, no_difference
from tests.support.connected_bot import TOKEN, ConnectedBot
from tests.support.desk import DeskInProcess
from tests.support.engine import Engine
from tests.support.integrator import Integrator
from tests.support.memory import Memory
from tests.support.telegram_chat import Telegram, telegram_chat

_ENGINE = pytest.param("engine", marks=pytest.mark.skipif(JAVA_IS_MISSING, reason="DynamoDB Local needs Java 17"))


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "backend" not in metafunc.fixturenames:
        return
    if metafunc.config.getoption("backends") == "both" or metafunc.definition.get_closest_marker("both_backends"):
        kinds = ["moto", _ENGINE]
    elif metafunc.definition.get_closest_marker("engine"):
        kinds = ["moto" if JAVA_IS_MISSING else "engine"]
    else:
        kinds = ["memory"]
    metafunc.parametrize("backend", kinds, indirect=True)


@pytest.fixture(scope="session")
def new_memory(request: pytest.FixtureRequest) -> Iterator[Callable[[], Memory]]:
    if JAVA_IS_MISSING:
        yield Memory
        return
    known: set[Any] = set()
    with Engine(request.getfixturevalue("engine_endpoint"), "kinds") as engine:
        yield lambda: OfEachKind(engine, known)


@pytest.fixture(autouse=True, scope="session")
def _each_id_has_a_millisecond_of_its_own() -> Iterator[None]:
    """Ids of one millisecond are in no order, and in memory some calls follow each other within one."""
    last = [utc_now()]

    def later() -> datetime:
        last[0] = max(utc_now(), last[0] + timedelta(milliseconds=1))
        return last[0]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ids, "utc_now", later)
        yield


_the_answers_are_the_same = pytest.fixture(autouse=True)(no_difference)


@pytest.fixture
def backend(request: pytest.FixtureRequest) -> Iterator[Backend]:
    if request.param == "engine":
        with on_engine(request.getfixturevalue("engine_endpoint")) as created:
            yield created
        return
    if request.param == "memory":
        yield InMemory(request.getfixturevalue("new_memory")())
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
