"""The two DynamoDBs that every repository test runs against: moto, and Amazon's own engine (DynamoDB Local)."""

import os
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock
from typing import Any

import botocore.session
from moto import mock_aws

from helpdesk.platform.dynamodb import Database
from infra.local.dynamodb_local import dynamodb_local, java
from tests.support.stream import TableStream
from tests.support.tables import CONVERSATIONS, DIRECTORY, TABLES

CREDENTIALS = {"aws_access_key_id": "test", "aws_secret_access_key": "test", "region_name": "us-east-1"}
SESSION = botocore.session.get_session()
"""One session for all clients: a session reads the descriptions of the services, which takes a seventh of a second.
It must be made after moto is imported, because moto adds its handler to the sessions that are made later."""
JAVA_IS_MISSING = java() is None and not os.environ.get("CI")


class Backend:
    """Fresh tables, a database on them, and the streams of what is written."""

    def __init__(self, endpoint: str | None, **credentials: str) -> None:
        more: dict[str, Any] = {**CREDENTIALS, **credentials, "endpoint_url": endpoint}
        self.client = SESSION.create_client("dynamodb", **more)
        self.database = Database(self.client)
        for table in TABLES:
            self.client.create_table(**table)
        self.stream = TableStream(self.client, CONVERSATIONS)
        self.directory_stream = TableStream(self.client, DIRECTORY)


@contextmanager
def on_moto() -> Iterator[Backend]:
    with mock_aws():
        backend = Backend(None)
        one_at_a_time(backend.client)
        yield backend


def one_at_a_time(client: Any) -> None:
    """moto's operations are not atomic under threads, as a database's are: let each be one step."""
    lock, call = Lock(), client._make_api_call

    def locked(*arguments: Any, **more: Any) -> Any:
        with lock:
            return call(*arguments, **more)

    client._make_api_call = locked


@contextmanager
def engine() -> Iterator[str]:
    """One process of DynamoDB Local for a whole test run."""
    with dynamodb_local() as endpoint:
        yield endpoint


def on_engine(endpoint: str) -> Backend:
    """A database of its own: DynamoDB Local keeps one for each access key."""
    return Backend(endpoint, aws_access_key_id=uuid.uuid4().hex[:20])
