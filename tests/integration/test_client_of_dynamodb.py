"""The deployed functions' client does little that DynamoDB does itself: DynamoDB must reject a wrong request, and its
answers are read as they are sent."""

import uuid
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from botocore.exceptions import ClientError
from botocore.parsers import BaseJSONParser

from helpdesk.platform import aws
from helpdesk.platform.attributes import Key
from helpdesk.platform.dynamodb import ConditionFailed, Database, Table
from infra.workbench.tables import DIRECTORY
from tests.support.backends import JAVA_IS_MISSING

pytestmark = pytest.mark.skipif(JAVA_IS_MISSING, reason="DynamoDB Local needs Java 17")


@pytest.fixture
def table(engine_endpoint: str, monkeypatch: pytest.MonkeyPatch) -> Table:
    monkeypatch.setenv("AWS_ENDPOINT_URL_DYNAMODB", engine_endpoint)
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", uuid.uuid4().hex[:20])
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "b")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-west-1")
    monkeypatch.setattr(aws, "_session", None)
    client = aws.dynamodb()
    client.create_table(
        TableName=DIRECTORY,
        BillingMode="PAY_PER_REQUEST",
        AttributeDefinitions=[{"AttributeName": name, "AttributeType": "S"} for name in ("pk", "sk")],
        KeySchema=[{"AttributeName": "pk", "KeyType": "HASH"}, {"AttributeName": "sk", "KeyType": "RANGE"}],
    )
    return Database(client).table(DIRECTORY)


@pytest.mark.parametrize(
    "call",
    [
        lambda table: table.get(Key("", "s")),
        lambda table: table.write(table.putting(Key("p", ""), {})),
        lambda table: table.query("#pk = :pk", {"pk": "p"}, limit=0),
        lambda table: table.transact([]),
    ],
    ids=["empty key", "write with an empty key", "limit of 0", "empty transaction"],
)
def test_a_wrong_request_is_rejected_by_dynamodb(table: Table, call: Callable[[Table], object]) -> None:
    with pytest.raises(ClientError, match="ValidationException"):
        call(table)


KEY, OTHER = Key("p", "s"), Key("p", "t")
STORED = {
    "text": "vase é",
    "whole": 12,
    "part": Decimal("1.5"),
    "yes": True,
    "sealed": b"\x00\xff",
    "list": ["a", 2, {"b": False}],
    "map": {"c": {"d": "e"}, "empty": ""},
}


def test_what_is_stored_is_read_as_it_was_by_each_kind_of_call(table: Table) -> None:
    for key in (KEY, OTHER):
        table.write(table.putting(key, STORED))
    stored = {**KEY.attributes(), **STORED}

    assert table.get(KEY) == stored
    assert table.batch_get([KEY]) == [stored]
    assert table.query("#pk = :pk", {"pk": "p"}, limit=1).items == [stored]
    assert table.update(table.changing(KEY, "attribute_exists(#pk)", {"whole": 13})) == {**stored, "whole": 13}
    with pytest.raises(ConditionFailed) as refused:
        table.write(table.putting(OTHER, {}))
    assert refused.value.existing == {**OTHER.attributes(), **STORED}


def test_an_answer_is_not_looked_through_for_kinds_that_it_does_not_have(
    table: Table, monkeypatch: pytest.MonkeyPatch
) -> None:
    table.write(table.putting(KEY, STORED))
    looked = list[str]()

    def handle(parser: Any, shape: Any, value: Any) -> Any:
        looked.append(shape.name)
        return original(parser, shape, value)

    original = vars(BaseJSONParser)["_handle_structure"]
    monkeypatch.setattr(BaseJSONParser, "_handle_structure", handle)

    table.batch_get([KEY])

    assert looked == []
    table.update(table.changing(KEY, "attribute_exists(#pk)", {"whole": 13}))
    assert looked == ["UpdateItemOutput"]
