"""The two DynamoDBs that an integration test can run on: moto, and Amazon's own engine, DynamoDB Local."""

import os
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock
from typing import Any

from moto import mock_aws

from infra.local.dynamodb_local import dynamodb_local, java
from infra.workbench.engine import Backend

JAVA_IS_MISSING = java() is None and not os.environ.get("CI")


@contextmanager
def on_moto() -> Iterator[Backend]:
    with mock_aws():
        backend = Backend(None)
        one_at_a_time(backend.client)
        yield backend


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


_unused: dict[str, list[str]] = {}
"""Access keys whose databases are empty again, by endpoint."""


@contextmanager
def on_engine(endpoint: str) -> Iterator[Backend]:
    """A separate database: DynamoDB Local has one for each access key. Each database has threads that never rest, as
    long as the engine runs, so that a key is used again: five hundred databases take half a processor."""
    keys = _unused.setdefault(endpoint, [])
    key = keys.pop() if keys else uuid.uuid4().hex[:20]
    backend = Backend(endpoint, aws_access_key_id=key)
    yield backend
    backend.delete()
    keys.append(key)
