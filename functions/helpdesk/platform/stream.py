"""Reading a table's stream."""

from collections.abc import Iterable, Mapping
from typing import Any

from helpdesk.platform.attributes import Item, from_attributes


def inserted_items(event: Mapping[str, Any]) -> Iterable[Item]:
    """The new items of a batch, in the order in which they were written."""
    for record in event["Records"]:
        if record["eventName"] == "INSERT":
            yield from_attributes(record["dynamodb"]["NewImage"])
