"""Memory answers as Amazon's engine does: in a run of each cast, and where an answer is easily wrong.

`make test BACKENDS=both` compares every answer of all other runs too."""

from contextlib import suppress
from itertools import count
from typing import Any

import pytest
from botocore.exceptions import ClientError

from infra.workbench.tables import CONVERSATIONS
from tests.simulation.casts import CASTS
from tests.simulation.roles import Roles
from tests.simulation.running import scheduled
from tests.support.compared import Compared

_numbers = count()
ITEM = {
    "text": {"S": "b"},
    "number": {"N": "10"},
    "flag": {"BOOL": True},
    "map": {"M": {"inner": {"S": "x"}, "deep": {"M": {}}}},
    "list": {"L": [{"S": "x"}, {"N": "1"}]},
    "bytes": {"B": b"\x00\xff"},
}
VALUES = {
    ":text": {"S": "b"},
    ":umlaut": {"S": "ä"},
    ":astral": {"S": "\U0001f600"},
    ":last": {"S": "\U0001f6ff"},
    ":empty": {"S": ""},
    ":number": {"N": "10.0"},
    ":nine": {"N": "9"},
    ":true": {"BOOL": True},
    ":map": {"M": {"inner": {"S": "x"}, "deep": {"M": {}}}},
    ":bytes": {"B": b"\x00\xff"},
}
CONDITIONS = [
    "#text = :text",
    "#text <> :text",
    "#nothing <> :text",
    "#nothing = :text",
    "#nothing < :text",
    "NOT #nothing < :text",
    "#number = :number",
    "#number > :nine",
    "#number < :text",
    "#number = :text",
    "#number <> :text",
    "#text < :umlaut",
    "#text >= :empty",
    "#flag = :true",
    "#map = :map",
    "#bytes = :bytes",
    "#map.#inner <> :text",
    "#text IN (:umlaut, :text)",
    "#text IN (:umlaut)",
    "#nothing IN (:text, :empty)",
    "NOT #nothing IN (:text)",
    "attribute_exists(#map.#inner)",
    "attribute_not_exists(#map.#nothing)",
    "attribute_not_exists(#text.#inner)",
    "size(#text) < :nine",
    "size(#map) < :nine",
    "size(#list) > :nine",
    "size(#nothing) < :nine",
    "begins_with(#text, :empty)",
    "begins_with(#number, :text)",
    "#number BETWEEN :nine AND :number AND #text = :text",
    "#text = :umlaut OR #text = :text AND #number = :nine",
    "(#text = :text OR #text = :umlaut) AND attribute_not_exists(#nothing)",
]
UPDATES = [
    "SET #text = :umlaut, #nothing = if_not_exists(#nothing, :text) REMOVE #number",
    "SET #text = if_not_exists(#text, :umlaut)",
    "SET #map.#inner = :umlaut",
    "SET #map.#nothing = if_not_exists(#map.#nothing, :text)",
    "SET #nothing.#inner = :text",
    "SET #text.#inner = :text",
    "ADD #number :nine, #nothing :nine SET #text = :umlaut",
    "ADD #text :nine",
    "REMOVE #map.#inner",
    "REMOVE #nothing",
    "SET #state = :text",
    "SET #state = :nine",
    "SET #state = :empty",
    "SET #other = #text",
]


@pytest.mark.parametrize("cast", CASTS)
def test_a_run_is_the_same_on_amazons_engine(cast: str, roles: Roles, compared: Compared) -> None:
    run = scheduled(1, roles, compared, cast)
    assert compared.compared > len(run.calls) / 4


def _request(key: dict[str, Any], **expressions: str) -> dict[str, Any]:
    used = " ".join(expressions.values()).replace(".", " ").replace(",", " ").replace("(", " ").replace(")", " ")
    names = {word: word[1:] for word in used.split() if word.startswith("#")}
    values = {word: VALUES[word] for word in used.split() if word.startswith(":")}
    request = {"TableName": CONVERSATIONS, "Key": key, **expressions, "ExpressionAttributeNames": names}
    return request | ({"ExpressionAttributeValues": values} if values else {})


@pytest.fixture
def key(compared: Compared) -> dict[str, Any]:
    """Of a stored item."""
    compared.empty()
    place = {"pk": {"S": f"p{next(_numbers)}"}, "sk": {"S": "s"}}
    compared.call("PutItem", {"TableName": CONVERSATIONS, "Item": place | ITEM})
    return place


def attempt(compared: Compared, operation: str, request: dict[str, Any]) -> None:
    """Whatever it is answered with."""
    with suppress(ClientError):
        compared.call(operation, request)


@pytest.mark.parametrize("condition", CONDITIONS)
def test_conditions(condition: str, compared: Compared, key: dict[str, Any]) -> None:
    update = {"UpdateExpression": "SET #other = :text", "ReturnValues": "ALL_NEW"}
    asks = {"ReturnValuesOnConditionCheckFailure": "ALL_OLD"}
    request = _request(key, ConditionExpression=condition, UpdateExpression="SET #other = :text")
    attempt(compared, "UpdateItem", request | update | asks)
    check = _request(key, ConditionExpression=condition) | asks
    attempt(compared, "TransactWriteItems", {"TransactItems": [{"ConditionCheck": check}]})


@pytest.mark.parametrize("update", UPDATES)
@pytest.mark.parametrize("exists", [True, False])
def test_updates(update: str, compared: Compared, key: dict[str, Any], *, exists: bool) -> None:
    place = key if exists else key | {"sk": {"S": "other"}}
    attempt(compared, "UpdateItem", _request(place, UpdateExpression=update) | {"ReturnValues": "ALL_NEW"})
    compared.call("GetItem", {"TableName": CONVERSATIONS, "Key": place})


@pytest.mark.parametrize("newest_first", [True, False])
@pytest.mark.parametrize("limit", [1, 2, 4, 5])
def test_pages_in_the_order_of_the_keys(compared: Compared, limit: int, *, newest_first: bool) -> None:
    compared.empty()
    for sort_key in ("a", "Z", "ä", "\ue000", "\U0001f600"):
        item = {"pk": {"S": "p"}, "sk": {"S": sort_key}, "text": {"S": "b"}}
        compared.call("PutItem", {"TableName": CONVERSATIONS, "Item": item})
    for condition in ("#pk = :text", "#pk = :text AND #sk BETWEEN :text AND :last", "#pk = :text AND #sk > :text"):
        request = _request({}, KeyConditionExpression=condition, ProjectionExpression="#sk, #nothing")
        request["ExpressionAttributeValues"][":text"] = {"S": "p"}
        del request["Key"]
        compared.call("Query", request | {"Limit": limit, "ScanIndexForward": not newest_first})


@pytest.mark.parametrize("length", [0, 1024, 1025])
def test_keys_have_a_length(compared: Compared, length: int) -> None:
    compared.empty()
    place = {"pk": {"S": "p"}, "sk": {"S": "s" * length}}
    for operation, what in (("PutItem", "Item"), ("GetItem", "Key")):
        attempt(compared, operation, {"TableName": CONVERSATIONS, what: place})


def test_a_transaction_is_made_once_and_as_a_whole(compared: Compared, key: dict[str, Any]) -> None:
    other = key | {"sk": {"S": "other"}}
    add = {"Update": _request(key, UpdateExpression="ADD #number :nine")}
    new = {"Put": {"TableName": CONVERSATIONS, "Item": other, "ConditionExpression": "attribute_not_exists(pk)"}}
    transaction = {"TransactItems": [add, new], "ClientRequestToken": f"token {next(_numbers)}"}
    for _ in range(2):
        compared.call("TransactWriteItems", transaction)
    attempt(compared, "TransactWriteItems", {"TransactItems": [add, new]})
    attempt(compared, "TransactWriteItems", {"TransactItems": [add, add]})
    gone = _request(other, ConditionExpression="attribute_exists(#pk)")
    compared.call("TransactWriteItems", {"TransactItems": [add, {"Delete": gone}]})
    for place in (key, other):
        compared.call("GetItem", {"TableName": CONVERSATIONS, "Key": place})
    attempt(
        compared,
        "UpdateItem",
        _request(key, UpdateExpression="REMOVE #text")
        | {"ExpressionAttributeNames": {"#text": "text", "#unused": "unused"}},
    )
