"""Writing to OpenSearch, in requests that it accepts, until all of it has arrived and is found."""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from helpdesk.platform.errors import Unavailable
from helpdesk.platform.frozen import frozen
from helpdesk.platform.opensearch import OpenSearchIndex, OpenSearchRefused

_MOST_OPERATIONS = 500
_MOST_CHARACTERS = 1_000_000
"""Of a request, which may have some MB: a character has at most four bytes."""
_ATTEMPTS = 5
_FIRST_WAIT_SECONDS = 0.5
_LONGEST_WAIT_SECONDS = 5.0
_GONE, _OLDER, _BUSY = 404, 409, 429
_SERVER_ERROR = 500


@frozen
class Operation:
    id: str
    version: int
    document: Mapping[str, Any] | None
    """None: it is deleted."""
    is_new: bool = False
    """It is refused where there is one already, whatever its version."""

    @property
    def lines(self) -> list[Mapping[str, Any]]:
        if self.document is not None and self.is_new:
            return [{"create": {"_id": self.id}}, self.document]
        named = {"_id": self.id, "version": self.version, "version_type": "external"}
        return [{"index": named}, self.document] if self.document is not None else [{"delete": named}]


class Writer:
    def __init__(self, server: OpenSearchIndex, *, found_within_seconds: float) -> None:
        self._server, self._found_within = server, found_within_seconds

    def write(self, operations: Sequence[Operation]) -> None:
        for part in _requests(operations):
            self._write(part)

    def wait_until_found(self, operations: Sequence[Operation]) -> None:
        """OpenSearch refreshes by itself, after some seconds; OpenSearch Serverless cannot be asked to."""
        left, wait = self._found_within, _FIRST_WAIT_SECONDS
        while not all(map(self._is_found, _parts(operations))):
            if left <= 0:
                raise Unavailable("OpenSearch does not find yet what was written. Try again.", retry_after_seconds=15)
            self._server.sleep(wait)
            left, wait = left - wait, min(_LONGEST_WAIT_SECONDS, wait * 2)

    def _is_found(self, operations: Sequence[Operation]) -> bool:
        """These or newer ones: an operation that was refused as too old is one of an earlier attempt, or of a writer
        that was faster."""
        version = operations[0].version
        ids = [operation.id for operation in operations if operation.document is not None]
        gone = [operation.id for operation in operations if operation.document is None]
        return self._count(ids, {"gte": version}) == len(ids) and not self._count(gone, {"lt": version})

    def _count(self, ids: Sequence[str], versions: Mapping[str, int]) -> int:
        if not ids:
            return 0
        return self._server.count({"bool": {"filter": [{"terms": {"id": ids}}, {"range": {"version": versions}}]}})

    def _write(self, operations: Sequence[Operation]) -> None:
        wait = _FIRST_WAIT_SECONDS
        for attempt in range(_ATTEMPTS):
            if attempt:
                self._server.sleep(wait)
                wait = min(_LONGEST_WAIT_SECONDS, wait * 2)
            results = self._server.bulk([line for operation in operations for line in operation.lines])
            pairs = zip(operations, results, strict=True)
            operations = [operation for operation, result in pairs if _is_to_be_repeated(operation, result)]
            if not operations:
                return
        raise Unavailable("OpenSearch is busy, and did not accept all changes of the index. Try again.")


def _is_to_be_repeated(operation: Operation, result: Mapping[str, Any]) -> bool:
    status = result["status"]
    if status == _BUSY or status >= _SERVER_ERROR:
        return True
    is_accepted = status < 300 or status == _OLDER or (status == _GONE and operation.document is None)
    if not is_accepted:
        error = result["error"]
        raise OpenSearchRefused(status, error["type"], f"{operation.id}: {error['reason']}")
    return False


def _requests(operations: Sequence[Operation]) -> Iterator[list[Operation]]:
    part: list[Operation] = []
    size = 0
    for operation in operations:
        more = len(json.dumps(operation.document, ensure_ascii=False))
        if part and (len(part) == _MOST_OPERATIONS or size + more > _MOST_CHARACTERS):
            yield part
            part, size = [], 0
        part.append(operation)
        size += more
    if part:
        yield part


def _parts(operations: Sequence[Operation]) -> Iterator[Sequence[Operation]]:
    yield from (operations[start : start + _MOST_OPERATIONS] for start in range(0, len(operations), _MOST_OPERATIONS))
