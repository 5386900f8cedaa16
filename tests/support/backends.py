"""The DynamoDBs that an integration test can run on: moto, Amazon's own engine, DynamoDB Local, and one in memory for
tests in which the tables are not the point."""

import os
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock
from typing import Any
from unittest.mock import patch

from botocore.client import BaseClient
from moto import mock_aws
from moto.core.model import StructureShape
from moto.core.serialize import BaseJSONSerializer

from helpdesk.platform.dynamodb import Database
from infra.local.dynamodb_local import dynamodb_local, java
from infra.workbench.engine import Backend
from tests.support.engine import Engine
from tests.support.memory import Memory

JAVA_IS_MISSING = java() is None and not os.environ.get("CI")


@contextmanager
def on_moto() -> Iterator[Backend]:
    with mock_aws(), patch.object(BaseJSONSerializer, "_serialize_type_structure", _only_what_it_has):
        backend = Backend(None)
        one_at_a_time(backend.client)
        yield backend


_serialize_structure = BaseJSONSerializer._serialize_type_structure


def _only_what_it_has(serializer: Any, serialized: dict[str, Any], value: Any, shape: StructureShape, key: str) -> None:
    """moto looks for each of ten kinds of an attribute's value, under several names: a quarter of a test's time."""
    if shape.name != "AttributeValue" or not isinstance(value, dict):
        return _serialize_structure(serializer, serialized, value, shape, key)
    serialized[key] = found = dict[str, Any]()
    for kind, content in value.items():
        serializer._serialize(found, content, shape.members[kind], kind)
    return None


class InMemory(Backend):
    def __init__(self, memory: Memory | None = None) -> None:
        client: Any = memory or Memory()
        self.writes = self.client = client
        self.database = Database(client)
        self.begin()


def one_at_a_time(client: Any) -> None:
    """moto's operations are not atomic under threads, so each is run under a lock."""
    lock, call = Lock(), client._make_api_call

    def locked(*arguments: Any, **more: Any) -> Any:
        with lock:
            return call(*arguments, **more)

    client._make_api_call = locked


@contextmanager
def heard(client: Any) -> Iterator[list[tuple[str, dict[str, Any]]]]:
    """The operations that a client is asked for, with the answers; none, if it is an error."""
    name = "_make_api_call" if isinstance(client, BaseClient) else "call"
    calls, perform = list[tuple[str, dict[str, Any]]](), getattr(client, name)

    def noted(operation: str, request: Any) -> Any:
        said: dict[str, Any] = {}
        calls.append((operation, said))
        answer = perform(operation, request)
        said.update(answer)
        return answer

    setattr(client, name, noted)
    try:
        yield calls
    finally:
        setattr(client, name, perform)


class OnEngine(Backend):
    def __init__(self, endpoint: str) -> None:
        self.engine = Engine(endpoint, uuid.uuid4().hex[:20])
        self.engine.create()
        client: Any = self.engine
        self.writes = self.client = client
        self.database = Database(client)
        self.begin()

    def empty(self) -> None:
        if self.engine.written > _MANY:
            self.engine.delete()
            self.engine.create()
        else:
            self.engine.empty()
        self.begin()


@contextmanager
def engine() -> Iterator[str]:
    """One process of DynamoDB Local for the whole test run."""
    with dynamodb_local() as endpoint:
        yield endpoint
        for backend in _unused.pop(endpoint, []):
            backend.engine.close()


_unused: dict[str, list[OnEngine]] = {}
"""Those with empty tables, by endpoint."""
_MANY = 200
"""Items that take longer to delete than their tables to create."""


@contextmanager
def on_engine(endpoint: str) -> Iterator[Backend]:
    """A separate database: DynamoDB Local has one for each access key. It is used again, because to create its tables
    takes longer than many a test, and because each database has threads that never rest, as long as the engine runs."""
    unused = _unused.setdefault(endpoint, [])
    backend = unused.pop() if unused else OnEngine(endpoint)
    yield backend
    backend.empty()
    unused.append(backend)


@contextmanager
def with_sdk(endpoint: str) -> Iterator[Backend]:
    """A database of its own, with the SDK's client: for tests that change the tables themselves."""
    backend = Backend(endpoint, aws_access_key_id=uuid.uuid4().hex[:20])
    yield backend
    backend.delete()
