"""Errors of DynamoDB and their types. Repositories are tested with real tables in tests/integration."""

from dataclasses import dataclass, field
from typing import Any

import pytest
from botocore.exceptions import ClientError, EndpointConnectionError, ReadTimeoutError

from helpdesk.platform.attributes import Key
from helpdesk.platform.dynamodb import NEW, ConditionFailed, Database, TransactionFailed, Write
from helpdesk.platform.errors import Unavailable

PUT = Write(table="t", condition=NEW, item={"pk": "p", "sk": "s", "text": None})
UPDATE = Write(
    table="t",
    condition="#status = :old",
    key=Key("p", "s"),
    update="SET #status = :new",
    values={"old": "a", "new": "b"},
)


@dataclass
class FakeDynamoDB:
    """Returns its responses in order; an exception is raised."""

    responses: list[Any] = field(default_factory=list)
    requests: list[dict[str, Any]] = field(default_factory=list)

    def _respond(self, **request):
        self.requests.append(request)
        response = self.responses.pop(0) if len(self.responses) > 1 else self.responses[0]
        if isinstance(response, Exception):
            raise response
        return response

    get_item = batch_get_item = query = put_item = update_item = transact_write_items = _respond


def database(*responses: Any) -> Database:
    return Database(FakeDynamoDB(list(responses)))


def error(code: str, **more: Any) -> ClientError:
    return ClientError({"Error": {"Code": code, "Message": code}} | more, "Operation")


CALLS = {
    "get": lambda db: db.get("t", Key("p", "s")),
    "batch_get": lambda db: db.batch_get("t", [Key("p", "s")]),
    "query": lambda db: db.query("t", "#pk = :pk", {"pk": "p"}, limit=1),
    "put": lambda db: db.write(PUT),
    "update": lambda db: db.write(UPDATE),
    "transact": lambda db: db.transact([PUT, UPDATE]),
}
TEMPORARY = [
    error("ThrottlingException"),
    error("ProvisionedThroughputExceededException"),
    error("RequestLimitExceeded"),
    error("InternalServerError"),
    error("TransactionInProgressException"),
    error("503", ResponseMetadata={"HTTPStatusCode": 503}),
    error("", ResponseMetadata={"HTTPStatusCode": 500}),
    error("ExpiredTokenException", ResponseMetadata={"HTTPStatusCode": 400}),
    error("UnrecognizedClientException", ResponseMetadata={"HTTPStatusCode": 400}),
    EndpointConnectionError(endpoint_url="dynamodb"),
    ReadTimeoutError(endpoint_url="dynamodb"),
]


@pytest.mark.parametrize("call", CALLS.values(), ids=CALLS.keys())
@pytest.mark.parametrize("failure", TEMPORARY, ids=repr)
def test_a_throttled_or_unreachable_table_is_a_temporary_failure(call, failure):
    with pytest.raises(Unavailable):
        call(database(failure))


@pytest.mark.parametrize("call", CALLS.values(), ids=CALLS.keys())
@pytest.mark.parametrize("code", ["ValidationException", "AccessDeniedException", "ResourceNotFoundException"])
def test_a_bug_is_not_a_temporary_failure(call, code):
    with pytest.raises(ClientError):
        call(database(error(code)))


def test_a_failed_condition_returns_the_current_item():
    with pytest.raises(ConditionFailed) as failure:
        database(error("ConditionalCheckFailedException", Item={"version": {"N": "3"}})).write(PUT)
    assert failure.value.existing == {"version": 3}


def test_a_failed_condition_without_an_item_returns_none():
    with pytest.raises(ConditionFailed) as failure:
        database(error("ConditionalCheckFailedException")).write(UPDATE)
    assert failure.value.existing is None


def cancelled(*reasons: dict[str, Any]) -> ClientError:
    return error("TransactionCanceledException", CancellationReasons=list(reasons))


def test_a_cancelled_transaction_says_which_conditions_failed():
    failed = {"Code": "ConditionalCheckFailed", "Item": {"pk": {"S": "p"}}}
    with pytest.raises(TransactionFailed) as failure:
        database(cancelled({"Code": "None"}, failed, {"Code": "ConditionalCheckFailed"})).transact([PUT, UPDATE, PUT])
    assert failure.value.failed == {1: {"pk": "p"}, 2: None}


def test_a_transaction_that_conflicts_is_retried_and_then_a_temporary_failure():
    waits: list[float] = []
    client = FakeDynamoDB([cancelled({"Code": "TransactionConflict"}, {"Code": "None"})] * 8)
    with pytest.raises(Unavailable):
        Database(client, waits.append).transact([PUT, UPDATE])
    assert len(waits) == 8
    assert waits[0] < waits[-1] <= 0.4


def test_a_write_that_conflicts_with_a_transaction_is_retried():
    """The SDK does not retry it."""
    client = FakeDynamoDB([error("TransactionConflictException"), error("TransactionConflictException"), {}])
    waits: list[float] = []
    Database(client, waits.append).write(PUT)
    assert len(waits) == 2


@pytest.mark.parametrize("code", ["ThrottlingError", "ProvisionedThroughputExceeded"])
def test_a_throttled_transaction_is_a_temporary_failure(code):
    with pytest.raises(Unavailable):
        database(cancelled({"Code": "None"}, {"Code": code})).transact([PUT, UPDATE])


@pytest.mark.parametrize("code", ["ValidationError", "ItemCollectionSizeLimitExceeded"])
def test_a_malformed_write_in_a_transaction_is_not_a_conflict(code):
    with pytest.raises(ClientError):
        database(cancelled({"Code": "None"}, {"Code": code})).transact([PUT, UPDATE])


@pytest.mark.parametrize(
    ("becomes", "expression"),
    [
        ({"a": 1, "b": None}, "SET #a = :a REMOVE #b"),
        ({"a": 1}, "SET #a = :a"),
        ({"b": None, "c": None}, "REMOVE #b, #c"),
    ],
)
def test_a_change_sets_and_removes(becomes, expression):
    change = Database(FakeDynamoDB([])).table("t").changing(Key("p", "s"), NEW, becomes)
    assert change.request()["UpdateExpression"] == expression


def test_a_batch_requests_unprocessed_keys_again():
    left = {"t": {"Keys": [{"pk": {"S": "b"}, "sk": {"S": "s"}}]}}
    client = FakeDynamoDB(
        [
            {"Responses": {"t": [{"pk": {"S": "a"}}]}, "UnprocessedKeys": left},
            {"Responses": {"t": [{"pk": {"S": "b"}}]}, "UnprocessedKeys": {}},
        ]
    )
    found = Database(client).batch_get("t", [Key("a", "s"), Key("b", "s")])
    assert found == [{"pk": "a"}, {"pk": "b"}]
    assert client.requests[1] == {"RequestItems": left}


def test_an_incomplete_batch_is_a_temporary_failure():
    with pytest.raises(Unavailable):
        database({"Responses": {}, "UnprocessedKeys": {"t": {}}}).batch_get("t", [Key("a", "s")])


def test_an_empty_batch_makes_no_call():
    assert Database(None).batch_get("t", []) == []


def test_a_write_names_each_attribute_and_value_that_its_expressions_use():
    assert UPDATE.request() == {
        "TableName": "t",
        "Key": {"pk": {"S": "p"}, "sk": {"S": "s"}},
        "ConditionExpression": "#status = :old",
        "UpdateExpression": "SET #status = :new",
        "ExpressionAttributeNames": {"#status": "status"},
        "ExpressionAttributeValues": {":old": {"S": "a"}, ":new": {"S": "b"}},
        "ReturnValuesOnConditionCheckFailure": "ALL_OLD",
    }
    assert PUT.request()["Item"] == {"pk": {"S": "p"}, "sk": {"S": "s"}}
    assert "ExpressionAttributeValues" not in PUT.request()


def test_a_query_requests_all_attributes_or_some():
    client = FakeDynamoDB([{"Items": []}])
    for only in ((), ("pk", "status")):
        Database(client).query("t", "#pk = :pk", {"pk": "p"}, limit=1, only=only)
    every, some = client.requests
    assert "ProjectionExpression" not in every
    assert some["ProjectionExpression"] == "#pk, #status"
    assert some["ExpressionAttributeNames"] == {"#pk": "pk", "#status": "status"}


def test_counting_adds_to_numbers_and_sets_the_rest():
    table = Database(FakeDynamoDB([])).table("t")
    request = table.counting(Key("p", "s"), "#calls < :most", {"calls": 2}, {"at": "now"}, {"most": 30}).request()
    assert request["UpdateExpression"] == "ADD #calls :calls SET #at = :at"
    assert request["ExpressionAttributeNames"] == {"#calls": "calls", "#at": "at"}
    assert request["ExpressionAttributeValues"] == {":calls": {"N": "2"}, ":at": {"S": "now"}, ":most": {"N": "30"}}
