"""Errors get their names; what a repository does with real tables is tested in tests/integration."""

from dataclasses import dataclass, field
from typing import Any

import pytest
from botocore.exceptions import ClientError, EndpointConnectionError, ReadTimeoutError

from helpdesk.platform.dynamodb import NEW, ConditionFailed, Database, Key, TransactionFailed, Write
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
    """Gives its answers one after the other; an exception is raised."""

    answers: list[Any] = field(default_factory=list)
    requests: list[dict[str, Any]] = field(default_factory=list)

    def _answer(self, **request):
        self.requests.append(request)
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if isinstance(answer, Exception):
            raise answer
        return answer

    get_item = batch_get_item = query = put_item = update_item = transact_write_items = _answer


def database(*answers: Any) -> Database:
    return Database(FakeDynamoDB(list(answers)))


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
PASSING = [
    error("ThrottlingException"),
    error("ProvisionedThroughputExceededException"),
    error("RequestLimitExceeded"),
    error("InternalServerError"),
    error("TransactionInProgressException"),
    EndpointConnectionError(endpoint_url="dynamodb"),
    ReadTimeoutError(endpoint_url="dynamodb"),
]


@pytest.mark.parametrize("call", CALLS.values(), ids=CALLS.keys())
@pytest.mark.parametrize("trouble", PASSING, ids=repr)
def test_a_table_that_throttles_or_cannot_be_reached_is_passing_trouble(call, trouble):
    with pytest.raises(Unavailable):
        call(database(trouble))


@pytest.mark.parametrize("call", CALLS.values(), ids=CALLS.keys())
@pytest.mark.parametrize("code", ["ValidationException", "AccessDeniedException", "ResourceNotFoundException"])
def test_a_mistake_of_ours_is_not_called_passing(call, code):
    with pytest.raises(ClientError):
        call(database(error(code)))


def test_a_failed_condition_shows_the_item_as_it_stands():
    with pytest.raises(ConditionFailed) as failure:
        database(error("ConditionalCheckFailedException", Item={"version": {"N": "3"}})).write(PUT)
    assert failure.value.existing == {"version": 3}


def test_a_failed_condition_without_an_item_says_that_there_is_none():
    with pytest.raises(ConditionFailed) as failure:
        database(error("ConditionalCheckFailedException")).write(UPDATE)
    assert failure.value.existing is None


def cancelled(*reasons: dict[str, Any]) -> ClientError:
    return error("TransactionCanceledException", CancellationReasons=list(reasons))


def test_a_cancelled_transaction_says_which_conditions_failed():
    taken = {"Code": "ConditionalCheckFailed", "Item": {"pk": {"S": "p"}}}
    with pytest.raises(TransactionFailed) as failure:
        database(cancelled({"Code": "None"}, taken, {"Code": "ConditionalCheckFailed"})).transact([PUT, UPDATE, PUT])
    assert failure.value.failed == {1: {"pk": "p"}, 2: None}


def test_a_transaction_that_meets_another_one_waits_and_is_then_passing_trouble():
    waits: list[float] = []
    client = FakeDynamoDB([cancelled({"Code": "TransactionConflict"}, {"Code": "None"})] * 6)
    with pytest.raises(Unavailable):
        Database(client, waits.append).transact([PUT, UPDATE])
    assert waits[0] < waits[-1] < 1


def test_a_write_that_meets_a_transaction_waits_and_is_done():
    """The SDK does not retry it."""
    client = FakeDynamoDB([error("TransactionConflictException"), error("TransactionConflictException"), {}])
    waits: list[float] = []
    Database(client, waits.append).write(PUT)
    assert len(waits) == 2


@pytest.mark.parametrize("code", ["ThrottlingError", "ProvisionedThroughputExceeded"])
def test_a_transaction_that_was_throttled_is_passing_trouble(code):
    with pytest.raises(Unavailable):
        database(cancelled({"Code": "None"}, {"Code": code})).transact([PUT, UPDATE])


@pytest.mark.parametrize("code", ["ValidationError", "ItemCollectionSizeLimitExceeded"])
def test_a_malformed_write_of_a_transaction_is_not_taken_for_a_lost_race(code):
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


def test_a_batch_asks_again_for_what_was_left_out():
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


def test_a_batch_that_stays_incomplete_is_passing_trouble():
    with pytest.raises(Unavailable):
        database({"Responses": {}, "UnprocessedKeys": {"t": {}}}).batch_get("t", [Key("a", "s")])


def test_an_empty_batch_asks_nobody():
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


def test_a_query_asks_for_all_attributes_or_only_for_some():
    client = FakeDynamoDB([{"Items": []}])
    for only in ((), ("pk", "status")):
        Database(client).query("t", "#pk = :pk", {"pk": "p"}, limit=1, only=only)
    every, some = client.requests
    assert "ProjectionExpression" not in every
    assert some["ProjectionExpression"] == "#pk, #status"
    assert some["ExpressionAttributeNames"] == {"#pk": "pk", "#status": "status"}
