"""A private local AWS for all e2e tests: the project's own CDK app, deployed by the real CDK CLI, IAM enforced."""

import inspect
import socket
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import closing
from functools import partial
from threading import Thread

import pytest
from playwright.sync_api import expect

from infra.local.stack import LocalStack
from tests.support.browser import browser, installed_chromium, other_visitor, visitor
from tests.support.deployed_client import Desk
from tests.support.messaging_service import MessagingService

__all__ = ["browser", "installed_chromium", "other_visitor", "visitor"]

_LAST = ("waits", "restarts")
_BEGUN = pytest.StashKey[Future[None]]()
_LONGEST_SECONDS = 300
"""Of a test that waits, after all others."""

# A message passes several functions, and the workspace asks for what is new every five seconds.
expect.set_options(timeout=20_000)


@pytest.fixture(scope="session")
def service() -> Iterator[MessagingService]:
    """A messaging service with a real HTTP server on loopback, that both seeded accounts send replies to."""
    with MessagingService() as running:
        yield running


@pytest.fixture(scope="session")
def stack(tmp_path_factory: pytest.TempPathFactory, service: MessagingService) -> Iterator[LocalStack]:
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    with LocalStack(tmp_path_factory.mktemp("stack"), port, receiver_url=service.url) as running:
        yield running


@pytest.fixture(scope="session")
def desk(stack: LocalStack) -> Desk:
    return Desk(stack.description)


@pytest.fixture(scope="session")
def origin(desk: Desk) -> str:
    """The workspace's, without a slash at the end."""
    url: str = desk.description["workspace_url"]
    return url.removesuffix("/")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Tests that wait are reported after those that ran meanwhile; nothing runs while the desk is restarted."""
    items.sort(key=lambda item: [bool(item.get_closest_marker(mark)) for mark in reversed(_LAST)])


@pytest.fixture(scope="session", autouse=True)
def waiting(request: pytest.FixtureRequest, desk: Desk, service: MessagingService) -> None:
    """Tests that are marked `waits` begin together, in a thread each. Their minutes pass while the other tests run."""
    given = {"desk": desk, "service": service}
    tests = [item for item in request.session.items if item.get_closest_marker("waits")]
    if tests:
        desk.open_conversation()  # the first calls find cold functions, and some of these tests look at the time
        assert desk.call("GET", "/me").status == 200
    for test in tests:
        assert isinstance(test, pytest.Function)
        needed = inspect.signature(test.obj).parameters
        assert needed.keys() <= given.keys(), f"{test.name} waits, so it can only have {', '.join(given)}"
        test.stash[_BEGUN] = begun = Future[None]()
        called = partial(test.obj, **{name: given[name] for name in needed})
        Thread(target=_run, args=(begun, called), daemon=True).start()  # a run that was stopped does not wait for it


def _run(begun: Future[None], test: Callable[[], None]) -> None:
    try:
        begun.set_result(test())
    except BaseException as error:  # noqa: BLE001 - it is reported when the test's turn comes
        begun.set_exception(error)


@pytest.hookimpl(tryfirst=True)
def pytest_pyfunc_call(pyfuncitem: pytest.Function) -> bool | None:
    begun = pyfuncitem.stash.get(_BEGUN, None)
    if begun is None:
        return None
    begun.result(timeout=_LONGEST_SECONDS)
    return True
