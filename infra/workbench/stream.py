"""A table's stream: the items that are new since the last read, and the members that albums gained.

Read from the table itself, because moto has no streams; the e2e tests use the real stream. The table is read only if a
client wrote to it since the last read.
"""

from base64 import b64encode
from collections import Counter
from typing import Any

import botocore.session

from helpdesk.channels.items import CHANNEL
from helpdesk.conversations.items import ADDED

_WRITES = ("PutItem", "UpdateItem", "DeleteItem", "BatchWriteItem", "TransactWriteItems")


class Writes:
    """The number of write requests of one session's clients, by table. Failed ones are counted too."""

    def __init__(self, session: botocore.session.Session) -> None:
        self.of_table: Counter[str] = Counter()
        events: Any = session  # its types forbid handlers with named arguments, which are documented
        for operation in _WRITES:
            events.register(f"provide-client-params.dynamodb.{operation}", self._note)

    def _note(self, params: dict[str, Any], **_more: Any) -> None:
        if "TableName" in params:
            self.of_table[params["TableName"]] += 1
        self.of_table.update(params.get("RequestItems", {}).keys())
        actions = (action for item in params.get("TransactItems", []) for action in item.values())
        self.of_table.update({action["TableName"] for action in actions})


class TableStream:
    def __init__(self, client: Any, table: str, writes: Writes) -> None:
        self._client = client
        self._table = table
        self._writes = writes
        self._read_at = -1
        self._seen: dict[tuple[str, str], dict[str, Any]] = {}

    def batch(self) -> dict[str, Any]:
        """In the shape of a Lambda event; the items of one partition in the order of their keys."""
        written = self._writes.of_table[self._table]
        if written == self._read_at:
            return {"Records": []}
        self._read_at = written
        pages = self._client.get_paginator("scan").paginate(TableName=self._table, ConsistentRead=True)
        items = {(item["pk"]["S"], item["sk"]["S"]): item for page in pages for item in page["Items"]}
        fresh = sorted(items.keys() - self._seen.keys())
        records = [_record("INSERT", items[key]) for key in fresh]
        for key in sorted(self._seen.keys() & items.keys()):
            records += [_record("MODIFY", image) for image in _changed(self._seen[key], items[key])]
        self._seen |= items
        return {"Records": records}


def _record(event: str, item: dict[str, Any]) -> dict[str, Any]:
    keys = {name: item[name] for name in ("pk", "sk")}
    return {"eventName": event, "dynamodb": {"Keys": keys, "NewImage": _as_event(item)}}


def _changed(before: dict[str, Any], after: dict[str, Any]) -> list[dict[str, Any]]:
    """The only changes that the filter of the stream lets pass: one for each member that an album has gained, and those
    of a channel."""
    if after != before and after.get("kind") == {"S": CHANNEL} and "channel_logo_url" in after:
        return [after]
    numbers = sorted(_album(after).keys() - _album(before).keys())
    return [{**after, ADDED: {"S": number}} for number in numbers]


def _as_event(item: dict[str, Any]) -> dict[str, Any]:
    """An event is JSON, where bytes are text."""
    members = {number: {"B": b64encode(said["B"]).decode()} for number, said in _album(item).items()}
    return {**item, "album": {"M": members}} if members else item


def _album(item: dict[str, Any]) -> dict[str, Any]:
    members: dict[str, Any] = item.get("album", {}).get("M", {})
    return members
