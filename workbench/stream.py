"""What a table's stream would hand to a function: the items that are new since the last look.

Read from the table itself, as moto has no streams; the stream proper is tested on the deployed stack (tests/e2e).
"""

from typing import Any


class TableStream:
    def __init__(self, client: Any, table: str) -> None:
        self._client = client
        self._table = table
        self._seen: set[tuple[str, str]] = set()

    def batch(self) -> dict[str, Any]:
        """In the shape of a Lambda event; the items of one partition in the order of their keys."""
        pages = self._client.get_paginator("scan").paginate(TableName=self._table, ConsistentRead=True)
        items = {(item["pk"]["S"], item["sk"]["S"]): item for page in pages for item in page["Items"]}
        fresh = sorted(items.keys() - self._seen)
        self._seen |= set(fresh)
        return {"Records": [{"eventName": "INSERT", "dynamodb": {"NewImage": items[key]}} for key in fresh]}
