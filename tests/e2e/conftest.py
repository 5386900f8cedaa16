"""A private local AWS for all e2e tests: the project's own CDK app, deployed by the real CDK CLI, IAM enforced."""

import inspect
import socket
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing

import pytest
from playwright.sync_api import expect

from infra.local.stack import LocalStack
from tests.support.browser import browser, installed_chromium, other_visitor, visitor
from tests.support.deployed_client import Desk
from tests.support.messaging_service import MessagingService

__all__ = ["browser", "installed_chromium", "other_visitor", "visitor"]

_LAST = ("waits", "restarts")
_BEGUN = pytest.StashKey[Future[None]]()

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
def waiting(request: pytest.FixtureRequest, desk: Desk, service: MessagingService) -> Iterator[None]:
    """Tests that are marked `waits` begin together, in a thread each. Their minutes pass while the other tests run."""
    given = {"desk": desk, "service": service}
    tests = [item for item in request.session.items if item.get_closest_marker("waits")]
    pool = ThreadPoolExecutor(max(1, len(tests)))
    if tests:
        desk.open_conversation()  # the first calls find cold functions, and some of these tests look at the time
        assert desk.call("GET", "/me").status == 200
    for test in tests:
        assert isinstance(test, pytest.Function)
        needed = {name: given[name] for name in inspect.signature(test.obj).parameters}
        test.stash[_BEGUN] = pool.submit(test.obj, **needed)
    yield
    pool.shutdown(wait=False, cancel_futures=True)  # a run that was stopped does not wait for them


@pytest.hookimpl(tryfirst=True)
def pytest_pyfunc_call(pyfuncitem: pytest.Function) -> bool | None:
    begun = pyfuncitem.stash.get(_BEGUN, None)
    if begun is None:
        return None
    begun.result()
    return True
