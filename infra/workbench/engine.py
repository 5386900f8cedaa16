"""Fresh tables on a DynamoDB engine, and the streams of their writes."""

from functools import cache
from typing import Any

import botocore.session

from helpdesk.platform.dynamodb import Database
from infra.workbench.stream import FeedStream, TableStream, Writes
from infra.workbench.tables import CONTACTS, CONVERSATIONS, DIRECTORY, TABLES

CREDENTIALS = {"aws_access_key_id": "test", "aws_secret_access_key": "test", "region_name": "us-east-1"}


@cache
def session() -> botocore.session.Session:
    """One for all clients: a session reads the descriptions of the services, which takes a tenth of a second.

    It is created for the first client, not at import, because moto patches only sessions created after its import.
    """
    return botocore.session.get_session()


@cache
def _writes() -> Writes:
    return Writes.of_session(session())


class Backend:
    """Fresh tables, a database on them, and the streams of its writes."""

    def __init__(self, endpoint: str | None, **credentials: str) -> None:
        self.writes = _writes()  # before the client, which copies the session's handlers
        more: dict[str, Any] = {**CREDENTIALS, **credentials, "endpoint_url": endpoint}
        client: Any = session().create_client("dynamodb", **more)
        self.client = client
        self.database = Database(self.client)
        for table in TABLES:
            # The engine's own streams are not used here, and would take a fifth of its time.
            self.client.create_table(**{name: value for name, value in table.items() if name != "StreamSpecification"})
        self.begin()

    def begin(self) -> None:
        """The streams begin with what is in the tables now."""
        self.stream = TableStream(self.client, CONVERSATIONS, self.writes)
        self.directory_stream = TableStream(self.client, DIRECTORY, self.writes)
        self.feed_streams = [
            FeedStream(self.client, table, self.writes) for table in (CONTACTS, CONVERSATIONS, DIRECTORY)
        ]

    def delete(self) -> None:
        for table in TABLES:
            self.client.delete_table(TableName=table["TableName"])
