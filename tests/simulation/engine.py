"""A client of DynamoDB Local without the SDK, which takes two thirds of a run: the same calls, requests,
answers and errors."""

import base64
import json
import socket
from collections.abc import Callable, Iterator
from types import TracebackType
from typing import Any, Self
from urllib.parse import urlsplit

from botocore.exceptions import ClientError

from infra.workbench.tables import TABLES

KEYS = ("pk", "sk")
_BATCH = 25
"""The most that one call deletes."""
_HEAD = (
    "POST / HTTP/1.1\r\nHost: {host}\r\nContent-Type: application/x-amz-json-1.0\r\nAuthorization: AWS4-HMAC-SHA256 "
    "Credential={key}/20261122/us-east-1/dynamodb/aws4_request, SignedHeaders=host, Signature=0\r\n"
)


class Engine:
    """With the desk's tables, as long as the context lasts. DynamoDB Local has separate tables for each access key."""

    def __init__(self, endpoint: str, access_key_id: str = "simulation") -> None:
        at = urlsplit(endpoint)
        self._address = str(at.hostname), at.port or 80
        self._connect()
        self._head = _HEAD.format(host=at.netloc, key=access_key_id)
        self._written: dict[tuple[str, str, str], None] = {}

    def _connect(self) -> None:
        self._connection = socket.create_connection(self._address)
        self._connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._answers = self._connection.makefile("rb")

    def _disconnect(self) -> None:
        self._answers.close()
        self._connection.close()

    def __enter__(self) -> Self:
        for table in TABLES:  # the engine's own streams would take a fifth of its time
            self.call("CreateTable", {name: value for name, value in table.items() if name != "StreamSpecification"})
        return self

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, at: TracebackType | None
    ) -> None:
        # Other tests may have run since the last call, for so long that the server has closed the connection.
        self._disconnect()
        self._connect()
        for table in TABLES:
            self.call("DeleteTable", {"TableName": table["TableName"]})
        self._disconnect()

    def __getattr__(self, name: str) -> Callable[..., Any]:
        """As the SDK names its methods."""
        operation = "".join(part.title() for part in name.split("_"))
        return lambda **request: self.call(operation, request)

    def empty(self) -> None:
        """Deletes all items: the next run begins with empty tables."""
        keys, self._written = list(self._written), {}
        for at in range(0, len(keys), _BATCH):
            wanted: dict[str, list[Any]] = {}
            for table, pk, sk in keys[at : at + _BATCH]:
                wanted.setdefault(table, []).append({"DeleteRequest": {"Key": {"pk": {"S": pk}, "sk": {"S": sk}}}})
            self.call("BatchWriteItem", {"RequestItems": wanted})

    def call(self, operation: str, request: dict[str, Any]) -> Any:
        body = json.dumps(request, default=_encoded).encode()
        head = f"{self._head}X-Amz-Target: DynamoDB_20120810.{operation}\r\nContent-Length: {len(body)}\r\n\r\n"
        self._connection.sendall(head.encode() + body)
        status, content = self._answer()
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

    def _answer(self) -> tuple[int, bytes]:
        """The library's parser of headers, which are those of an e-mail, takes longer than all the rest."""
        status, length = int(self._answers.readline().split()[1]), 0
        while (line := self._answers.readline()) != b"\r\n":
            name, _, value = line.partition(b":")
            if name.lower() == b"content-length":
                length = int(value)
        return status, self._answers.read(length)


def _written(operation: str, request: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """What the call may have created, or its key."""
    if operation == "PutItem":
        yield request["TableName"], request["Item"]
    elif operation == "UpdateItem":
        yield request["TableName"], request["Key"]
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
