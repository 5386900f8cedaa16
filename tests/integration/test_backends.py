"""A database is used again by the next test, which finds nothing of the one before."""

import pytest

from infra.workbench.engine import Backend
from infra.workbench.tables import CONVERSATIONS, FILES, TABLES
from tests.support.backends import JAVA_IS_MISSING, on_engine

pytestmark = pytest.mark.skipif(JAVA_IS_MISSING, reason="DynamoDB Local needs Java 17")


def write(backend: Backend, table: str, count: int) -> None:
    for number in range(count):
        item = {"pk": {"S": f"partition {number}"}, "sk": {"S": "item"}}
        backend.client.put_item(TableName=table, Item=item)


@pytest.mark.parametrize("count", [1, 30, 300])
def test_what_a_test_wrote_is_not_there_for_the_next(engine_endpoint: str, count: int) -> None:
    with on_engine(engine_endpoint) as first:
        write(first, FILES, count)
        write(first, CONVERSATIONS, 1)
        assert len(first.stream.batch()["Records"]) == 1
    with on_engine(engine_endpoint) as second:
        assert second.client is first.client
        assert [second.client.scan(TableName=table["TableName"])["Count"] for table in TABLES] == [0] * len(TABLES)
        write(second, CONVERSATIONS, 1)
        assert len(second.stream.batch()["Records"]) == 1
