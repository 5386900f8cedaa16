"""A client of DynamoDB Local without the SDK, which takes more time than the engine itself: the same calls, requests,
answers and errors. What the SDK refuses by itself is refused in tests that have it: those on moto, of costs, and e2e.
"""

import base64
import json
import socket
import time
from collections.abc import Callable, Iterator
from types import TracebackType
from typing import Any, Self
from urllib.parse import urlsplit

from botocore.exceptions import ClientError

from infra.workbench.stream import WRITES, Writes
from infra.workbench.tables import TABLES

_BATCH = 25
"""The most that one call deletes."""
_RESTED = 5
"""Seconds without a request after which a connection is not used again: the server closes it some time later."""
_ATTEMPTS = 5
"""The engine answers 500 to some calls at the same time; the SDK repeats them as well."""
_HEAD = (
    "POST / HTTP/1.1\r\nHost: {host}\r\nContent-Type: application/x-amz-json-1.0\r\nAuthorization: AWS4-HMAC-SHA256 "
    "Credential={key}/20261122/us-east-1/dynamodb/aws4_request, SignedHeaders=host, Signature=0\r\n"
)


class _Connection:
    def __init__(self, address: tuple[str, int]) -> None:
        self._socket = socket.create_connection(address)
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._answers = self._socket.makefile("rb")
        self.used_at = time.monotonic()

    def close(self) -> None:
        self._answers.close()
        self._socket.close()

    def ask(self, request: bytes) -> tuple[int, bytes]:
        """The library's parser of headers, which are those of an e-mail, takes longer than all the rest."""
        self._socket.sendall(request)
        status, length = int(self._answers.readline().split()[1]), 0
        while (line := self._answers.readline()) != b"\r\n":
            name, _, value = line.partition(b":")
            if name.lower() == b"content-length":
                length = int(value)
        content = self._answers.read(length)
        self.used_at = time.monotonic()
        return status, content


class Engine:
    """With the desk's tables, as long as the context lasts. DynamoDB Local has separate tables for each access key.
    Threads may call it at the same time: each call has a connection of its own."""

    def __init__(self, endpoint: str, access_key_id: str = "simulation") -> None:
        at = urlsplit(endpoint)
        self._address = str(at.hostname), at.port or 80
        self._free: list[_Connection] = []
        self._head = _HEAD.format(host=at.netloc, key=access_key_id)
        self._written: dict[tuple[str, str, str], None] = {}
        self._writes = Writes()
        self.of_table = self._writes.of_table

    def __enter__(self) -> Self:
        self.create()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, at: TracebackType | None
    ) -> None:
        self.delete()
        self.close()

    def __getattr__(self, name: str) -> Callable[..., Any]:
        """As the SDK names its methods."""
        operation = "".join(part.title() for part in name.split("_"))
        return lambda **request: self.call(operation, request)

    def get_paginator(self, name: str) -> "_Pages":
        return _Pages(getattr(self, name))

    def create(self) -> None:
        for table in TABLES:  # the engine's own streams would take a fifth of its time
            self.call("CreateTable", {name: value for name, value in table.items() if name != "StreamSpecification"})

    def delete(self) -> None:
        self._written.clear()
        for table in TABLES:
            self.call("DeleteTable", {"TableName": table["TableName"]})

    def close(self) -> None:
        while self._free:
            self._free.pop().close()

    @property
    def written(self) -> int:
        """The number of items that there may be."""
        return len(self._written)

    def empty(self) -> None:
        """Deletes all items: the next run begins with empty tables."""
        keys, self._written = list(self._written), {}
        for at in range(0, len(keys), _BATCH):
            wanted: dict[str, list[Any]] = {}
            for table, pk, sk in keys[at : at + _BATCH]:
                wanted.setdefault(table, []).append({"DeleteRequest": {"Key": {"pk": {"S": pk}, "sk": {"S": sk}}}})
            self.call("BatchWriteItem", {"RequestItems": wanted})

    def call(self, operation: str, request: dict[str, Any]) -> Any:
        if operation in WRITES:
            self._writes.note(request)
        body = json.dumps(request, default=_encoded).encode()
        head = f"{self._head}X-Amz-Target: DynamoDB_20120810.{operation}\r\nContent-Length: {len(body)}\r\n\r\n"
        for _ in range(_ATTEMPTS):
            status, content = self._ask(head.encode() + body)
            if status < 500:
                break
        answer = json.loads(content, object_hook=_decoded)
        if status != 200:
            answer["Error"] = {
                "Code": answer["__type"].rpartition("#")[2],
                "Message": answer.get("message") or answer.get("Message", ""),
            }
            answer["ResponseMetadata"] = {"HTTPStatusCode": status}
            raise ClientError(answer, operation)
        for table, key in _written(operation, request):
            self._written[table, key["pk"]["S"], key["sk"]["S"]] = None
        return answer

    def _ask(self, request: bytes) -> tuple[int, bytes]:
        connection = self._connection()
        try:
            answer = connection.ask(request)
        except BaseException:
            connection.close()
            raise
        self._free.append(connection)
        return answer

    def _connection(self) -> _Connection:
        while True:
            try:
                found = self._free.pop()
            except IndexError:
                return _Connection(self._address)
            if found.used_at > time.monotonic() - _RESTED:
                return found
            found.close()


class _Pages:
    """As the SDK has them."""

    def __init__(self, operation: Callable[..., Any]) -> None:
        self._operation = operation

    def paginate(self, **request: Any) -> Iterator[Any]:
        while True:
            page = self._operation(**request)
            yield page
            if "LastEvaluatedKey" not in page:
                return
            request["ExclusiveStartKey"] = page["LastEvaluatedKey"]


def _written(operation: str, request: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """What the call may have created, or its key."""
    if operation == "PutItem":
        yield request["TableName"], request["Item"]
    elif operation == "UpdateItem":
        yield request["TableName"], request["Key"]
    elif operation == "BatchWriteItem":
        for table, requests in request["RequestItems"].items():
            yield from ((table, each["PutRequest"]["Item"]) for each in requests if "PutRequest" in each)
    elif operation == "TransactWriteItems":
        for action in request["TransactItems"]:
            if "Put" in action:
                yield action["Put"]["TableName"], action["Put"]["Item"]
            elif "Update" in action:
                yield action["Update"]["TableName"], action["Update"]["Key"]


def _encoded(value: bytes) -> str:
    return base64.b64encode(value).decode()


def _decoded(value: dict[str, Any]) -> dict[str, Any]:
    if len(value) == 1 and isinstance(binary := value.get("B"), str):
        return {"B": base64.b64decode(binary)}
    return value
