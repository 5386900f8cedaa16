"""The DynamoDBs that an integration test can run on: moto, Amazon's own engine, DynamoDB Local, and one in memory for
tests in which the tables are not the point."""

import os
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock
from typing import Any

from moto import mock_aws

from helpdesk.platform.dynamodb import Database
from infra.local.dynamodb_local import dynamodb_local, java
from infra.workbench.engine import Backend
from infra.workbench.tables import TABLES
from tests.support.memory import Memory

JAVA_IS_MISSING = java() is None and not os.environ.get("CI")


@contextmanager
def on_moto() -> Iterator[Backend]:
    with mock_aws():
        backend = Backend(None)
        one_at_a_time(backend.client)
        yield backend


class InMemory(Backend):
    def __init__(self) -> None:
        memory: Any = Memory()
        self.writes = self.client = memory
        self.database = Database(memory)
        self.begin()


def one_at_a_time(client: Any) -> None:
    """moto's operations are not atomic under threads, so each is run under a lock."""
    lock, call = Lock(), client._make_api_call

    def locked(*arguments: Any, **more: Any) -> Any:
        with lock:
            return call(*arguments, **more)

    client._make_api_call = locked


@contextmanager
def engine() -> Iterator[str]:
    """One process of DynamoDB Local for the whole test run."""
    with dynamodb_local() as endpoint:
        yield endpoint


_unused: dict[str, list[tuple[str, Backend]]] = {}
"""Access keys, and the empty tables in their databases, by endpoint."""
_MANY = 200
"""Items that take longer to delete than their tables to create."""


@contextmanager
def on_engine(endpoint: str, *, changes_tables: bool = False) -> Iterator[Backend]:
    """A separate database: DynamoDB Local has one for each access key. It is used again, because to create its tables
    takes longer than many a test, and because each database has threads that never rest, as long as the engine runs.

    `changes_tables`: the tables themselves, not only what is in them."""
    unused = _unused.setdefault(endpoint, [])
    key, backend = unused.pop() if unused else _new(endpoint, uuid.uuid4().hex[:20])
    yield backend
    if changes_tables or not emptied(backend):
        backend.delete()
        key, backend = _new(endpoint, key)
    unused.append((key, backend))


def _new(endpoint: str, key: str) -> tuple[str, Backend]:
    return key, Backend(endpoint, aws_access_key_id=key)


def emptied(backend: Backend) -> bool:
    """False if there is too much in it."""
    requests: list[tuple[str, Any]] = []
    for table in (each["TableName"] for each in TABLES):
        found = backend.client.scan(TableName=table, ProjectionExpression="pk, sk", ConsistentRead=True)
        if "LastEvaluatedKey" in found:
            return False
        requests += [(table, {"DeleteRequest": {"Key": key}}) for key in found["Items"]]
    if len(requests) > _MANY:
        return False
    for at in range(0, len(requests), 25):
        wanted: dict[str, list[Any]] = {}
        for table, request in requests[at : at + 25]:
            wanted.setdefault(table, []).append(request)
        backend.client.batch_write_item(RequestItems=wanted)
    backend.begin()
    return True
