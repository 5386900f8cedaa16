"""A table's stream: what the fan-out is given of it (the items that are new since the last read, and the members that
albums gained), and what the change feed is given.

Read from the table itself, because moto has no streams; the e2e tests use the real stream. The table is read only if a
client wrote to it since the last read.
"""

import uuid
from base64 import b64encode
from collections import Counter
from datetime import datetime
from typing import Any, Self

import botocore.session

from helpdesk.channels.items import CHANNEL
from helpdesk.conversations.items import ADDED
from infra.stream_filter import feeds
from infra.workbench.tables import TABLES

WRITES = ("PutItem", "UpdateItem", "DeleteItem", "BatchWriteItem", "TransactWriteItems")


class Writes:
    """The number of write requests, by table. Failed ones are counted too."""

    def __init__(self) -> None:
        self.of_table: Counter[str] = Counter()

    @classmethod
    def of_session(cls, session: botocore.session.Session) -> Self:
        """Of all its clients."""
        made = cls()
        events: Any = session  # its types forbid handlers with named arguments, which are documented
        for operation in WRITES:
            events.register(f"provide-client-params.dynamodb.{operation}", made.note)
        return made

    def note(self, params: dict[str, Any], **_more: Any) -> None:
        if "TableName" in params:
            self.of_table[params["TableName"]] += 1
        self.of_table.update(params.get("RequestItems", {}).keys())
        actions = (action for item in params.get("TransactItems", []) for action in item.values())
        self.of_table.update({action["TableName"] for action in actions})


class TableChanges:
    """The items that were written since the last look. What happened to one meanwhile is one change."""

    def __init__(self, client: Any, table: str, writes: Writes) -> None:
        self._client = client
        self._table = table
        self._writes = writes
        self._read_at = -1
        self._seen: dict[tuple[str, str], dict[str, Any]] = {}

    def read(self) -> list[tuple[dict[str, Any] | None, dict[str, Any] | None]]:
        """Each before and after, in the order of their keys."""
        written = self._writes.of_table[self._table]
        if written == self._read_at:
            return []
        self._read_at = written
        pages = self._client.get_paginator("scan").paginate(TableName=self._table, ConsistentRead=True)
        items = {(item["pk"]["S"], item["sk"]["S"]): item for page in pages for item in page["Items"]}
        before, self._seen = self._seen, items
        pairs = [(before.get(key), items.get(key)) for key in sorted(before.keys() | items.keys())]
        return [(was, becomes) for was, becomes in pairs if was != becomes]


class TableStream:
    """For the fan-out."""

    def __init__(self, client: Any, table: str, writes: Writes) -> None:
        self._changes = TableChanges(client, table, writes)

    def batch(self) -> dict[str, Any]:
        """In the shape of a Lambda event: the new items first, each partition's in the order of their keys."""
        read = self._changes.read()
        records = [_record("INSERT", after) for before, after in read if after and not before]
        for before, after in read:
            if before and after:
                records += [_record("MODIFY", image) for image in _changed(before, after)]
        return {"Records": records}


class FeedStream:
    """For the change feed: with the images that the table's stream has."""

    def __init__(self, client: Any, table: str, writes: Writes) -> None:
        self._changes, self._table = TableChanges(client, table, writes), table

    def batch(self, at: datetime) -> dict[str, Any]:
        """In the shape of a Lambda event; `at`: when they were written, as the stream says it. Without what its filter
        drops."""
        read = self._changes.read()
        records = [images(self._table, before, after, uuid.uuid4().hex, at) for before, after in read]
        return {"Records": [record for record in records if feeds(record)]}


def images(
    table: str, before: dict[str, Any] | None, after: dict[str, Any] | None, event_id: str, at: datetime
) -> dict[str, Any]:
    """The record of a change, with what the table's stream shows of it."""
    item = after or before or {}
    both = {"NewImage": after, "OldImage": before}
    shown = {name: _as_event(image) for name, image in both.items() if image and name in _IMAGES[table]}
    keys = {name: item[name] for name in ("pk", "sk")}
    return {
        "eventID": event_id,
        "eventName": "MODIFY" if before and after else "INSERT" if after else "REMOVE",
        "dynamodb": {"Keys": keys, "ApproximateCreationDateTime": int(at.timestamp()), **shown},
    }


_VIEWS = {"NEW_IMAGE": {"NewImage"}, "NEW_AND_OLD_IMAGES": {"NewImage", "OldImage"}}
_IMAGES = {
    table["TableName"]: _VIEWS[table["StreamSpecification"]["StreamViewType"]]
    for table in TABLES
    if "StreamSpecification" in table
}


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
