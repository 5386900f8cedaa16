"""A private local AWS for all e2e tests: the project's own CDK app, deployed by the real CDK CLI, IAM enforced."""

import socket
from collections.abc import Iterator
from contextlib import closing

import pytest
from playwright.sync_api import expect

from infra.local.stack import LocalStack
from tests.support.browser import browser, installed_chromium, other_visitor, visitor
from tests.support.deployed_client import Desk
from tests.support.messaging_service import MessagingService

__all__ = ["browser", "installed_chromium", "other_visitor", "visitor"]

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
