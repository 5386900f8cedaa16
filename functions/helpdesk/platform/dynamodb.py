"""DynamoDB for the repositories: plain values, one kind of write, named errors.

In expressions, every attribute is written `#name` and every value `:name`; the map of names is made from the
expression.
"""

import random
import re
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import field
from typing import TYPE_CHECKING, Any, cast

from botocore.exceptions import ClientError, HTTPClientError
from botocore.exceptions import ConnectionError as NoConnectionError

from helpdesk.platform.attributes import Item, Key, from_attributes, to_attributes
from helpdesk.platform.aws import is_temporary
from helpdesk.platform.errors import Busy, TooLarge, Unavailable
from helpdesk.platform.frozen import frozen

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.client import DynamoDBClient

_NAME = re.compile(r"#(\w+)")
_TRANSIENT = {
    "InternalServerError",
    "LimitExceededException",
    "ProvisionedThroughputExceededException",
    "RequestLimitExceeded",
    "ServiceUnavailable",
    "ThrottlingException",
    "TransactionInProgressException",
}
NEW = "attribute_not_exists(#pk)"
_CONTENDED_ATTEMPTS = 8
_LONGEST_PAUSE = 0.4
_BATCH = 100
_TOO_LARGE = "exceeded the maximum allowed size"


class ConditionFailed(Exception):
    """The write's condition failed; `existing` is the stored item, or None if there is none."""

    def __init__(self, existing: Item | None) -> None:
        super().__init__("condition failed")
        self.existing = existing


class TransactionFailed(Exception):
    """No write of the transaction was made. `failed` contains the positions of the writes whose condition failed."""

    def __init__(self, failed: Mapping[int, Item | None]) -> None:
        super().__init__(f"transaction failed at {sorted(failed)}")
        self.failed = failed


class _Contended(Exception):
    """Another transaction is using one of the items at this moment."""


@frozen
class Write:
    """One conditional write, alone or as part of a transaction: a put of `item`, an `update` of `key`, its deletion or,
    only in a transaction, a check of the condition on `key`."""

    table: str
    condition: str
    item: Item | None = None
    key: Key | None = None
    update: str | None = None
    values: Item = field(default_factory=dict)
    deletes: bool = False

    def request(self) -> dict[str, Any]:
        expressions = " ".join(filter(None, (self.condition, self.update)))
        request: dict[str, Any] = {
            "TableName": self.table,
            "ConditionExpression": self.condition,
            "ExpressionAttributeNames": _names(expressions),
            "ReturnValuesOnConditionCheckFailure": "ALL_OLD",
        }
        if self.item is not None:
            request["Item"] = to_attributes(self.item)
        if self.key is not None:
            request["Key"] = to_attributes(self.key.attributes())
        if self.update is not None:
            request["UpdateExpression"] = self.update
        if self.values:
            request["ExpressionAttributeValues"] = _values(self.values)
        return request


@frozen
class Page:
    items: list[Item]
    more: bool


@frozen
class Scanned:
    items: list[Item]
    last: Key | None
    """After which the rest is. None: that was all."""


class Table:
    """One table of the database. A method in -ing returns a Write, for a transaction or for `write`."""

    def __init__(self, database: "Database", name: str) -> None:
        self._database = database
        self.name = name

    def get(self, key: Key, *, consistent: bool = False) -> Item | None:
        return self._database.get(self.name, key, consistent=consistent)

    def batch_get(self, keys: Sequence[Key], *, consistent: bool = False) -> list[Item]:
        """In no order; items that do not exist are left out. One call per 100."""
        return self._database.batch_get(self.name, keys, consistent=consistent)

    def batch_get_with(
        self, keys: Sequence[Key], other: "Table", other_keys: Sequence[Key]
    ) -> tuple[list[Item], list[Item]]:
        """The same of two tables in one call, at most 100 keys together."""
        found = self._database.batch_get_across({self.name: keys, other.name: other_keys})
        return found.get(self.name, []), found.get(other.name, [])

    def query(
        self,
        condition: str,
        values: Item,
        *,
        limit: int,
        index: str | None = None,
        consistent: bool = False,
        newest_first: bool = False,
        only: Sequence[str] = (),
    ) -> Page:
        """One page of at most `limit` items and 1 MB; `only` these attributes of them, or all."""
        return self._database.query(
            self.name,
            condition,
            values,
            limit=limit,
            index=index,
            consistent=consistent,
            newest_first=newest_first,
            only=only,
        )

    def scan(self, kinds: Sequence[str], *, segment: int, segments: int, after: Key | None) -> Scanned:
        """Items of these kinds of one of so many parts of the table, strongly consistent: 1 MB is read, from after that
        key."""
        return self._database.scan(self.name, kinds, segment=segment, segments=segments, after=after)

    def putting(self, key: Key, item: Item, condition: str = NEW, values: Item | None = None) -> Write:
        """A put of the whole item under the key; by default only if no item exists."""
        return Write(table=self.name, condition=condition, item=item | key.attributes(), values=values or {})

    def changing(
        self, key: Key, condition: str, becomes: Item, values: Item | None = None, *, once: Item | None = None
    ) -> Write:
        """An update that sets the attributes in `becomes`, and removes those that are None there. `values` are those of
        the condition. `once`: attributes that are set only where they are absent, also those in a map: `map.name`."""
        sets = {name: value for name, value in becomes.items() if value is not None}
        first = {name: value for name, value in (once or {}).items() if value is not None}
        paths = {name: ("#" + name.replace(".", ".#"), name.replace(".", "_")) for name in first}
        setting = ", ".join(
            [f"#{name} = :{name}" for name in sets]
            + [f"{path} = if_not_exists({path}, :{value})" for path, value in paths.values()]
        )
        removing = ", ".join(f"#{name}" for name in becomes if name not in sets)
        update = " ".join(filter(None, (setting and f"SET {setting}", removing and f"REMOVE {removing}")))
        given = sets | {paths[name][1]: value for name, value in first.items()} | (values or {})
        return Write(table=self.name, condition=condition, key=key, update=update, values=given)

    def counting(
        self, key: Key, condition: str, adds: Mapping[str, int], becomes: Item, values: Item | None = None
    ) -> Write:
        """An update that adds to numbers, where an absent one is 0, and sets the attributes in `becomes`. `values` are
        those of the condition."""
        adding = ", ".join(f"#{name} :{name}" for name in adds)
        setting = ", ".join(f"#{name} = :{name}" for name in becomes)
        return Write(
            table=self.name,
            condition=condition,
            key=key,
            update=f"ADD {adding}" + (f" SET {setting}" if setting else ""),
            values={**adds, **becomes, **(values or {})},
        )

    def checking(self, key: Key, condition: str, values: Item | None = None) -> Write:
        """Writes nothing: fails the transaction if the condition is not met."""
        return Write(table=self.name, condition=condition, key=key, values=values or {})

    def deleting(self, key: Key, condition: str, values: Item | None = None) -> Write:
        return Write(table=self.name, condition=condition, key=key, values=values or {}, deletes=True)

    def write(self, write: Write) -> None:
        """Raises ConditionFailed."""
        self._database.write(write)

    def update(self, write: Write) -> Item:
        """The item after the update. Raises ConditionFailed."""
        return self._database.update(write)

    def transact(self, writes: Sequence[Write]) -> None:
        """All or none, of this table and others. Raises TransactionFailed."""
        self._database.transact(writes)

    def wait(self, attempt: int) -> None:
        self._database.wait(attempt)


class Database:
    def __init__(self, client: "DynamoDBClient", sleep: Callable[[float], None] = time.sleep) -> None:
        self._client = client
        self._sleep = sleep

    def table(self, name: str) -> Table:
        return Table(self, name)

    def get(self, table: str, key: Key, *, consistent: bool = False) -> Item | None:
        with _errors():
            response = self._client.get_item(
                TableName=table, Key=to_attributes(key.attributes()), ConsistentRead=consistent
            )
        return from_attributes(response["Item"]) if "Item" in response else None

    def batch_get(self, table: str, keys: Sequence[Key], *, consistent: bool = False) -> list[Item]:
        """In no order; items that do not exist are left out. One call per 100."""
        batches = (keys[at : at + _BATCH] for at in range(0, len(keys), _BATCH))
        return [item for batch in batches for item in self._batch(table, batch, consistent=consistent)]

    def _batch(self, table: str, keys: Sequence[Key], *, consistent: bool) -> list[Item]:
        return self.batch_get_across({table: keys}, consistent=consistent).get(table, [])

    def batch_get_across(self, keys: Mapping[str, Sequence[Key]], *, consistent: bool = False) -> dict[str, list[Item]]:
        """By table, in no order; items that do not exist are left out. One call: at most 100 keys."""
        wanted: Any = {
            table: {"Keys": [to_attributes(key.attributes()) for key in asked], "ConsistentRead": consistent}
            for table, asked in keys.items()
            if asked
        }
        found: dict[str, list[Item]] = {}
        for _ in range(5):
            with _errors():
                response = self._client.batch_get_item(RequestItems=wanted)
            for table, items in response["Responses"].items():
                found.setdefault(table, []).extend(map(from_attributes, items))
            wanted = response.get("UnprocessedKeys")
            if not wanted:
                return found
        raise Unavailable("The table is throttling reads. Retry the request.")

    def query(
        self,
        table: str,
        condition: str,
        values: Item,
        *,
        limit: int,
        index: str | None = None,
        consistent: bool = False,
        newest_first: bool = False,
        only: Sequence[str] = (),
    ) -> Page:
        """One page of at most `limit` items and 1 MB; `only` these attributes of them, or all."""
        projection = ", ".join(f"#{name}" for name in only)
        request: dict[str, Any] = {
            "TableName": table,
            "KeyConditionExpression": condition,
            "ExpressionAttributeNames": _names(f"{condition} {projection}"),
            "ExpressionAttributeValues": _values(values),
            "Limit": limit,
            "ScanIndexForward": not newest_first,
            "ConsistentRead": consistent,
        }
        if index:
            request["IndexName"] = index
        if projection:
            request["ProjectionExpression"] = projection
        with _errors():
            response = self._client.query(**request)
        return Page([from_attributes(item) for item in response["Items"]], "LastEvaluatedKey" in response)

    def scan(self, table: str, kinds: Sequence[str], *, segment: int, segments: int, after: Key | None) -> Scanned:
        """Items of these kinds of one of so many parts of the table, strongly consistent: 1 MB is read, from after that
        key."""
        values = {f"kind{number}": kind for number, kind in enumerate(kinds)}
        request: dict[str, Any] = {
            "TableName": table,
            "FilterExpression": f"#kind IN ({', '.join(f':{name}' for name in values)})",
            "ExpressionAttributeNames": {"#kind": "kind"},
            "ExpressionAttributeValues": _values(values),
            "Segment": segment,
            "TotalSegments": segments,
            "ConsistentRead": True,
        }
        if after:
            request["ExclusiveStartKey"] = to_attributes(after.attributes())
        with _errors():
            response = self._client.scan(**request)
        last = response.get("LastEvaluatedKey")
        found = [from_attributes(item) for item in response["Items"]]
        return Scanned(found, Key(**from_attributes(last)) if last else None)

    def write(self, write: Write) -> None:
        """Raises ConditionFailed."""
        operation: Callable[..., object] = self._client.update_item
        if write.item is not None:
            operation = self._client.put_item
        elif write.deletes:
            operation = self._client.delete_item
        self._until_free(lambda: operation(**write.request()))

    def update(self, write: Write) -> Item:
        """The item after the update. Raises ConditionFailed."""
        left: Item = {}

        def call() -> None:
            response = self._client.update_item(**write.request(), ReturnValues="ALL_NEW")
            left.update(from_attributes(response["Attributes"]))

        self._until_free(call)
        return left

    def transact(self, writes: Sequence[Write]) -> None:
        """All writes or none. Costs twice the write units. The SDK adds a request token, so that a retry after a lost
        response is the same transaction. Raises TransactionFailed."""
        actions = [{_action(write): write.request()} for write in writes]
        self._until_free(lambda: self._client.transact_write_items(TransactItems=cast("Any", actions)))

    def wait(self, attempt: int) -> None:
        """A pause of random length before the next attempt of a write that others were faster with: longer from attempt
        to attempt (the first is 1), at most 0.4 seconds."""
        self._sleep(random.uniform(0.1, 1) * min(_LONGEST_PAUSE, 0.01 * 2**attempt))  # noqa: S311 - spreads, hides nothing

    def _until_free(self, call: Callable[[], object]) -> None:
        """DynamoDB rejects a write that collides with another transaction, and the SDK does not retry it."""
        for attempt in range(1, _CONTENDED_ATTEMPTS + 1):
            try:
                with _errors():
                    call()
            except _Contended:
                self.wait(attempt)
            else:
                return
        raise Busy("Another request is writing the same items. Retry the request.")


@contextmanager
def _errors() -> Iterator[None]:
    try:
        yield
    except ClientError as error:
        response = cast("Any", error.response)
        code = response["Error"]["Code"]
        if code == "ConditionalCheckFailedException":
            raise ConditionFailed(_existing(response)) from error
        if code == "TransactionCanceledException":
            if (failure := _cancelled(response.get("CancellationReasons", []))) is not None:
                raise failure from error
            raise
        if code == "TransactionConflictException":
            raise _Contended from error
        if code == "ValidationException" and _TOO_LARGE in response["Error"]["Message"]:
            raise TooLarge("This is larger than one item of the table can be (400 KB). Send less at a time.") from error
        if code in _TRANSIENT or is_temporary(error):
            raise Unavailable("The table is throttling or unavailable. Retry the request.") from error
        raise
    except (NoConnectionError, HTTPClientError) as error:
        raise Unavailable("The table could not be reached. Retry the request.") from error


def _cancelled(reasons: Sequence[Mapping[str, Any]]) -> Exception | None:
    """None if a write of the transaction was malformed, which no retry repairs."""
    codes = [reason.get("Code") for reason in reasons]
    if any(code in {"ThrottlingError", "ProvisionedThroughputExceeded"} for code in codes):
        return Unavailable("The table is throttling. Retry the request.")
    if any(_TOO_LARGE in str(reason.get("Message")) for reason in reasons):
        return TooLarge("This is larger than one item of the table can be (400 KB). Send less at a time.")
    failed = {at: _existing(reasons[at]) for at, code in enumerate(codes) if code == "ConditionalCheckFailed"}
    if failed:
        return TransactionFailed(failed)
    return _Contended() if "TransactionConflict" in codes else None


def _action(write: Write) -> str:
    if write.item is not None:
        return "Put"
    if write.deletes:
        return "Delete"
    return "Update" if write.update is not None else "ConditionCheck"


def _existing(response: Mapping[str, Any]) -> Item | None:
    return from_attributes(response["Item"]) if response.get("Item") else None


def _names(expressions: str) -> dict[str, str]:
    return {f"#{name}": name for name in _NAME.findall(expressions)}


def _values(values: Item) -> dict[str, Any]:
    return {f":{name}": value for name, value in to_attributes(values).items()}
