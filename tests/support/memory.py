"""DynamoDB in this process, as far as the desk uses it: for the simulation, and for tests in which tables are not the
point. Amazon's engine takes more than half of the time of a simulated run.

It answers some requests that Amazon refuses: an item above 400 KB, a page above 1 MB (a query returns as many as its
`Limit`), more than 100 keys of a BatchGetItem, reserved words in an expression. Each call is done before the next one
begins, so there is no TransactionConflict; nor is anything throttled. What depends on one of these needs Amazon's
engine (`tests/integration`).

`tests/simulation/test_memory.py` compares the answers with those of Amazon's engine, call by call;
`--backends both` does so in all runs.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from types import SimpleNamespace
from typing import Any
from zlib import crc32

from botocore.exceptions import ClientError

from infra.workbench.tables import TABLES
from tests.support.expressions import InvalidUpdateError, Item, condition, plain, updated, used

Request = dict[str, Any]
KEYS = ("pk", "sk")
_PARTITION = re.compile(r"#?pk = (:\w+)")
_BETWEEN = re.compile(r"BETWEEN (:\w+) AND (:\w+)")
_ACTIONS = ("Put", "Update", "Delete", "ConditionCheck")
_LONGEST_KEYS = (2048, 1024)
_FAILED = "The conditional request failed"


def _key(item: Item) -> tuple[str, str]:
    pk, sk = item["pk"]["S"], item["sk"]["S"]
    if not (0 < len(pk.encode()) <= _LONGEST_KEYS[0] and 0 < len(sk.encode()) <= _LONGEST_KEYS[1]):
        raise _invalid("A key is empty or too long", "of this key")
    return pk, sk


def _of(schema: Sequence[dict[str, str]], kind: str) -> list[str]:
    return [key["AttributeName"] for key in schema if key["KeyType"] == kind]


_INDEXES: dict[tuple[str, str], dict[str, Any]] = {
    (table["TableName"], index["IndexName"]): index
    for table in TABLES
    for index in table.get("GlobalSecondaryIndexes", [])
}
_TYPES = {
    table["TableName"]: {each["AttributeName"]: each["AttributeType"] for each in table["AttributeDefinitions"]}
    for table in TABLES
}


class Memory:
    """No item is ever changed, only replaced: so answers and streams may have the items themselves."""

    def __init__(self) -> None:
        self.of_table: Counter[str] = Counter()
        """The number of writes, by table."""
        self.empty()

    def __getattr__(self, name: str) -> Callable[..., Any]:
        """As the SDK names its methods."""
        operation = "".join(part.title() for part in name.split("_"))
        return lambda **request: self.call(operation, request)

    def empty(self) -> None:
        """Deletes all items: the next run begins with empty tables."""
        self._tables: dict[str, dict[str, dict[str, Item]]] = {table: {} for table in _TYPES}
        self._tokens: set[str] = set()

    def call(self, operation: str, request: Request) -> Any:
        answer: Callable[[Request], Any] = {
            "GetItem": self._get,
            "BatchGetItem": self._batch_get,
            "Query": self._query,
            "PutItem": self._put,
            "UpdateItem": self._update,
            "DeleteItem": self._delete,
            "TransactWriteItems": self._transact,
            "Scan": self._scan,
        }[operation]
        return answer(request)

    def stored(self, table: str, key: tuple[str, str]) -> Item | None:
        return self._tables[table].get(key[0], {}).get(key[1])

    def _get(self, request: Request) -> Any:
        found = self.stored(request["TableName"], _key(request["Key"]))
        return {} if found is None else {"Item": found}

    def _batch_get(self, request: Request) -> Any:
        found = {
            table: [item for key in wanted["Keys"] if (item := self.stored(table, _key(key))) is not None]
            for table, wanted in request["RequestItems"].items()
        }
        return {"Responses": found, "UnprocessedKeys": {}}

    def _query(self, request: Request) -> Any:
        table, index = request["TableName"], _INDEXES.get((request["TableName"], request.get("IndexName", "")))
        given, fits = _given(request, "Query", "KeyConditionExpression"), condition(request["KeyConditionExpression"])
        bounds = _BETWEEN.search(request["KeyConditionExpression"])
        if bounds and given[bounds[2]]["S"] < given[bounds[1]]["S"]:
            raise _invalid("the upper bound of BETWEEN is less than the lower bound", "Query")
        order, keys = ["sk"], [*KEYS]
        partitions: Iterable[dict[str, Item]] = self._tables[table].values()
        if index:
            order = _of(index["KeySchema"], "RANGE")
            keys = [*KEYS, *_of(index["KeySchema"], "HASH"), *order]
        elif named := _PARTITION.match(request["KeyConditionExpression"]):
            partitions = [self._tables[table].get(given[named[1]]["S"], {})]
        candidates = (item for partition in partitions for item in partition.values())
        found = [item for item in candidates if all(name in item for name in keys) and fits(item, given)]
        found.sort(key=lambda item: [_sortable(item, name) for name in order], reverse=not _forward(request))
        limit = request.get("Limit", len(found) + 1)
        page: dict[str, Any] = {"Items": [_shown(item, request, index, keys) for item in found[:limit]]}
        if len(found) >= limit:
            page["LastEvaluatedKey"] = {name: found[limit - 1][name] for name in keys}
        return page

    def _scan(self, request: Request) -> Any:
        """Its partitions are in no order, and each is in one of the parts of the table."""
        parts, part = request.get("TotalSegments", 1), request.get("Segment", 0)
        found = [
            item
            for pk, items in sorted(self._tables[request["TableName"]].items())
            if crc32(pk.encode()) % parts == part
            for _, item in sorted(items.items())
        ]
        if after := request.get("ExclusiveStartKey"):
            found = [item for item in found if _key(item) > _key(after)]
        limit = request.get("Limit", len(found) + 1)
        page: dict[str, Any] = {"Items": found[:limit]}
        if len(found) >= limit:
            page["LastEvaluatedKey"] = {name: found[limit - 1][name] for name in KEYS}
        if "FilterExpression" in request:
            given, fits = _given(request, "Scan", "FilterExpression"), condition(request["FilterExpression"])
            page["Items"] = [item for item in page["Items"] if fits(item, given)]
        return page

    def get_paginator(self, name: str) -> Any:
        """As the SDK has it: of one page."""
        return SimpleNamespace(paginate=lambda **request: [getattr(self, name)(**request)])

    def _put(self, request: Request) -> Any:
        self._store(request, self._changed("PutItem", request))
        return {}

    def _update(self, request: Request) -> Any:
        item = self._changed("UpdateItem", request)
        self._store(request, item)
        return {"Attributes": item} if request.get("ReturnValues") == "ALL_NEW" else {}

    def _delete(self, request: Request) -> Any:
        self._store(request, self._changed("DeleteItem", request))
        return {}

    def _store(self, request: Request, item: Item | None) -> None:
        pk, sk = _key(request.get("Key") or request["Item"])
        self.of_table[request["TableName"]] += 1
        if item is None:
            self._tables[request["TableName"]].get(pk, {}).pop(sk, None)
        else:
            self._tables[request["TableName"]].setdefault(pk, {})[sk] = item

    def _changed(self, operation: str, request: Request) -> Item | None:
        """The item after a write; the error of the call, if its condition fails."""
        before = self.stored(request["TableName"], _key(request.get("Key") or request["Item"]))
        given = _given(request, operation, "ConditionExpression", "UpdateExpression")
        if "ConditionExpression" in request and not condition(request["ConditionExpression"])(before or {}, given):
            failed = _error("ConditionalCheckFailedException", _FAILED, operation)
            if before is not None and request.get("ReturnValuesOnConditionCheckFailure") == "ALL_OLD":
                failed.response["Item"] = before  # type: ignore[typeddict-unknown-key]
            raise failed
        if "Item" in request:
            item = dict(request["Item"])
        elif "UpdateExpression" in request:
            try:
                item = updated(before or request["Key"], request["UpdateExpression"], given)
            except InvalidUpdateError:
                raise _invalid("The update does not fit the item", operation) from None
        else:
            return before if operation == "ConditionCheck" else None
        for name, kind in _TYPES[request["TableName"]].items():
            if name in item and not item[name].get(kind):
                raise _invalid(f"{name} is a key, and must be of type {kind} and not empty", operation)
        return item

    def _transact(self, request: Request) -> Any:
        if (token := request.get("ClientRequestToken")) in self._tokens:
            return {}
        actions = [(name, each[name]) for each in request["TransactItems"] for name in _ACTIONS if name in each]
        places = {(each["TableName"], *_key(each.get("Key") or each["Item"])) for _, each in actions}
        if len(places) < len(actions):
            raise _invalid("Transaction request cannot include multiple operations on one item", "TransactWriteItems")
        items: list[Item | None] = []
        reasons: list[dict[str, Any]] = []
        for name, each in actions:
            try:
                items.append(self._changed(name, each))
                reasons.append({"Code": "None"})
            except ClientError as problem:
                items.append(None)
                reasons.append(_reason(problem))
        if any(reason["Code"] != "None" for reason in reasons):
            cancelled = _error("TransactionCanceledException", "Transaction cancelled", "TransactWriteItems")
            cancelled.response["CancellationReasons"] = reasons  # type: ignore[typeddict-unknown-key]
            raise cancelled
        for (_, each), item in zip(actions, items, strict=True):
            self._store(each, item)
        self._tokens |= {token} if token else set()
        return {}


def _given(request: Request, operation: str, *expressions: str) -> dict[str, Any]:
    """Its names and values, which its expressions must use."""
    given = request.get("ExpressionAttributeNames", {}) | request.get("ExpressionAttributeValues", {})
    needed = used(*(request.get(name, "") for name in (*expressions, "ProjectionExpression")))
    if needed != given.keys():
        raise _invalid(
            f"of the expressions' names and values, {needed ^ given.keys()} are unknown or unused", operation
        )
    return given


def _forward(request: Request) -> bool:
    return bool(request.get("ScanIndexForward", True))


def _sortable(item: Item, name: str) -> Any:
    found = plain(item[name])
    return found.encode() if isinstance(found, str) else found


def _shown(item: Item, request: Request, index: dict[str, Any] | None, keys: Sequence[str]) -> Item:
    """What the index has of it, or what is asked for."""
    if index and index["Projection"]["ProjectionType"] == "KEYS_ONLY":
        item = {name: item[name] for name in keys}
    if "ProjectionExpression" not in request:
        return item
    names = [request["ExpressionAttributeNames"][name] for name in request["ProjectionExpression"].split(", ")]
    return {name: item[name] for name in names if name in item}


def _error(code: str, message: str, operation: str) -> ClientError:
    response: Any = {"Error": {"Code": code, "Message": message}, "ResponseMetadata": {"HTTPStatusCode": 400}}
    return ClientError(response, operation)


def _invalid(message: str, operation: str) -> ClientError:
    return _error("ValidationException", message, operation)


def _reason(problem: ClientError) -> dict[str, Any]:
    """Why a transaction was cancelled: a condition. Everything else is the error of the whole call."""
    response: Any = problem.response
    if response["Error"]["Code"] != "ConditionalCheckFailedException":
        raise problem
    existing = {"Item": response["Item"]} if "Item" in response else {}
    return {"Code": "ConditionalCheckFailed", "Message": _FAILED, **existing}
