"""A database is used again by the next test, which finds nothing of the one before. Memory answers as Amazon does."""

from collections.abc import Iterator
from typing import Any

import pytest

from infra.workbench.engine import Backend
from infra.workbench.tables import CONVERSATIONS, FILES, TABLES
from tests.support.backends import JAVA_IS_MISSING, heard, on_engine
from tests.support.compared import Compared, OfEachKind
from tests.support.engine import Engine

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


@pytest.fixture
def compared(engine_endpoint: str) -> Iterator[OfEachKind]:
    with Engine(engine_endpoint, "compared") as engine:
        yield OfEachKind(engine, set())


def update(memory: Any, number: int, expression: str, **names: str) -> None:
    memory.update_item(
        TableName=FILES,
        Key={"pk": {"S": f"file#{number}"}, "sk": {"S": "file"}},
        UpdateExpression=expression,
        ExpressionAttributeValues={":new": {"S": "READY"}},
        **({"ExpressionAttributeNames": {f"#{name}": said for name, said in names.items()}} if names else {}),
    )


def differences() -> list[str]:
    found = list(Compared.differences)
    Compared.differences.clear()
    return found


def test_what_memory_takes_and_amazon_refuses_is_found(compared: OfEachKind) -> None:
    update(compared, 1, "SET #status = :new", status="status")
    assert differences() == []
    update(compared, 1, "SET status = :new")
    [difference] = differences()
    assert "ValidationException" in difference, "a reserved word"


def test_another_answer_than_amazons_is_found(compared: OfEachKind, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compared, "_get", lambda _: {"Item": {"pk": {"S": "file#1"}, "sk": {"S": "file"}}})
    client: Any = compared
    client.get_item(TableName=FILES, Key={"pk": {"S": "file#1"}, "sk": {"S": "file"}})
    assert len(differences()) == 1


def test_amazons_engine_is_asked_once_a_kind_with_the_same_items(compared: OfEachKind) -> None:
    with heard(compared._engine) as calls:
        update(compared, 1, "SET #status = :new", status="status")
        first = len(calls)
        update(compared, 2, "SET #status = :new", status="status")
        assert len(calls) == first > 0
        update(compared, 1, "SET #name = :new", name="name")
        assert len(calls) > first
    assert "BatchWriteItem" in {operation for operation, _ in calls}, "the items that there were"
    assert differences() == []
