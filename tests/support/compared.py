"""Memory beside Amazon's engine: the answers must be the same. Each call is made in both, or one of each kind."""

from collections.abc import Iterator
from threading import RLock
from typing import Any, ClassVar

from botocore.exceptions import ClientError

from tests.support.engine import Engine
from tests.support.memory import Memory, Request

_MOST = 200
"""Items that are put into the engine for one call."""
_SAID = ("TableName", "IndexName", "ScanIndexForward", "ReturnValues", "ReturnValuesOnConditionCheckFailure")
_WHETHER = ("Limit", "ExclusiveStartKey", "ClientRequestToken")
_IN_TRANSACTIONS = ("Put", "Update", "Delete", "ConditionCheck")


def no_difference() -> Iterator[None]:
    """A fixture: a test during which answers were different fails."""
    yield
    found = list(Compared.differences)
    Compared.differences.clear()
    assert found == []


class Compared(Memory):
    differences: ClassVar[list[str]] = []
    """No error, which the functions would answer. Each test ends with none."""

    def __init__(self, engine: Engine) -> None:
        self.engine, self.compared = engine, 0
        super().__init__()

    def empty(self) -> None:
        super().empty()
        self.engine.empty()

    def call(self, operation: str, request: Request) -> Any:
        ours, amazons = _outcome(super().call, operation, request), _outcome(self.engine.call, operation, request)
        # Which items are in which part of a table is the engine's affair.
        if "Segment" not in request and _comparable(ours, operation) != _comparable(amazons, operation):
            self.differences.append(f"{operation} {request}:\n  here {ours}\n  there {amazons}")
        self.compared += 1
        if isinstance(ours, ClientError):
            raise ours
        return ours


class OfEachKind(Memory):
    """Asks the engine too when a call is of a new kind: another operation, table, index or expression, or another
    outcome. The engine has the same items for that one call. What the desk never asked before is so asked of Amazon's
    engine in each run of the tests, and what it asks again takes no time of it."""

    def __init__(self, engine: Engine, known: set[Any]) -> None:
        """`known`: kinds of calls that were compared before."""
        self._engine, self._known, self._one_at_a_time = engine, known, RLock()
        super().__init__()

    def call(self, operation: str, request: Request) -> Any:
        with self._one_at_a_time:
            tables = set(_tables(request))
            before = {table: list(self._items(table)) for table in tables}
            ours = _outcome(super().call, operation, request)
            kind = _kind(operation, request, ours)
            if kind not in self._known and sum(map(len, before.values())) <= _MOST:
                self._known.add(kind)
                self._compare(operation, request, before, ours)
        if isinstance(ours, ClientError):
            raise ours
        return ours

    def _items(self, table: str) -> Iterator[Any]:
        for partition in self._tables[table].values():
            yield from partition.values()

    def _compare(self, operation: str, request: Request, before: dict[str, list[Any]], ours: Any) -> None:
        puts = [(table, {"PutRequest": {"Item": item}}) for table, items in before.items() for item in items]
        for at in range(0, len(puts), 25):
            wanted: dict[str, list[Any]] = {}
            for table, put in puts[at : at + 25]:
                wanted.setdefault(table, []).append(put)
            self._engine.call("BatchWriteItem", {"RequestItems": wanted})
        theirs = _outcome(self._engine.call, operation, request)
        self._engine.empty()
        if "Segment" not in request and _comparable(ours, operation) != _comparable(theirs, operation):
            Compared.differences.append(f"{operation} {request}:\n  here {ours}\n  there {theirs}")


def _tables(request: Request) -> Iterator[str]:
    if "TableName" in request:
        yield request["TableName"]
    yield from request.get("RequestItems", {})
    for action in request.get("TransactItems", []):
        yield from (each["TableName"] for each in action.values())


def _kind(operation: str, request: Request, outcome: Any) -> Any:
    actions = frozenset(
        (name, _form(action[name]))
        for action in request.get("TransactItems", [])
        for name in _IN_TRANSACTIONS
        if name in action
    )
    batches = frozenset((table, _form(wanted)) for table, wanted in request.get("RequestItems", {}).items())
    error = outcome.response["Error"]["Code"] if isinstance(outcome, ClientError) else None
    return operation, _form(request), actions, batches, error


def _form(request: Request) -> Any:
    """Without its values, but with the kind of the item that it puts."""
    expressions = tuple(sorted((name, text) for name, text in request.items() if name.endswith("Expression")))
    names = tuple(sorted(request.get("ExpressionAttributeNames", {}).items()))
    kinds = tuple(sorted((name, *value) for name, value in request.get("ExpressionAttributeValues", {}).items()))
    said = tuple(request.get(name) for name in _SAID)
    item = request["Item"]["pk"]["S"].partition("#")[0] if "Item" in request else None
    return expressions, names, kinds, said, item, tuple(name in request for name in _WHETHER)


def _outcome(call: Any, operation: str, request: Request) -> Any:
    try:
        return call(operation, request)
    except ClientError as problem:
        return problem


def _comparable(outcome: Any, operation: str) -> Any:
    """Without what the desk does not read: messages, counts, the order of a batch and of a scan."""
    if isinstance(outcome, ClientError):
        response: Any = outcome.response
        reasons = [(reason["Code"], reason.get("Item")) for reason in response.get("CancellationReasons", [])]
        return response["Error"]["Code"], response.get("Item"), reasons
    batches = outcome.get("Responses", {})
    shown = {name: outcome[name] for name in ("Item", "Items", "Attributes", "LastEvaluatedKey") if name in outcome}
    if operation == "Scan":
        shown["Items"] = _sorted(outcome["Items"])
    return {**shown, "batches": {table: _sorted(items) for table, items in batches.items()}}


def _sorted(items: list[Any]) -> list[Any]:
    """By their keys, which are text."""
    return sorted(items, key=lambda item: (item["pk"]["S"], item["sk"]["S"]))
