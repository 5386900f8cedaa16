"""The deployed functions' client does not validate requests to DynamoDB: DynamoDB itself must reject them."""

import uuid
from collections.abc import Callable

import pytest
from botocore.exceptions import ClientError

from helpdesk.platform import aws
from helpdesk.platform.attributes import Key
from helpdesk.platform.dynamodb import Database, Table
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
