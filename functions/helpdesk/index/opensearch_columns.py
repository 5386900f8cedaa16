"""Which fields have which columns: documents of the index itself, one for each column.

A column is claimed by creating its document, which succeeds once: two writers never give one to two fields. They can
give two to one field, if both are refused for others. The lowest one is its column then: whoever was not refused for
any has the lowest, as columns are claimed from the lowest on, and nobody gives one back before the index is made anew.
"""

from collections.abc import Iterable, Iterator

from helpdesk.index.models import Sort
from helpdesk.index.opensearch_fields import COLUMNS, NUMBERS_OF_ALL, TEXTS_OF_ALL, Column, ColumnKind, Columns
from helpdesk.index.opensearch_writing import Operation
from helpdesk.platform.errors import Conflict, Unavailable
from helpdesk.platform.opensearch import OpenSearchIndex

_KIND = "column"
_CREATED = 201
_ALL_AT_ONCE = 1_000  # more than there can be

Field = tuple[str, ColumnKind]


class ClaimedColumns:
    def __init__(self, server: OpenSearchIndex) -> None:
        self._server = server
        self._known: dict[Field, Column] = {}
        self._taken: set[Column] = set()

    def of(self, fields: Iterable[str]) -> Columns:
        """Those known, these fields among them if they have one."""
        known = {field for field, _kind in self._known} | TEXTS_OF_ALL | NUMBERS_OF_ALL
        if any(field not in known for field in fields):
            self._read()
        return self._known

    def to_sort(self, by: Sort, fields: Iterable[str]) -> Columns:
        columns = self.of([by.field, *fields])
        has_one = by.field in TEXTS_OF_ALL | NUMBERS_OF_ALL or any((by.field, kind) in columns for kind in ColumnKind)
        if not has_one and any(len(self._taken_of(kind)) == most for kind, most in COLUMNS.items()):
            raise Conflict(
                f"Tickets cannot be sorted by {by.field}: the index can sort by {sum(COLUMNS.values())} properties, "
                "and counts deleted ones until it is built anew. Build it anew, or sort by another property."
            )
        return columns

    def claim(self, needed: set[Field], version: int) -> list[Operation]:
        """What was written for it. A field for which no column is left gets none."""
        if needed <= self._known.keys():
            return []
        self._read()
        claims = dict(self._free(sorted(needed - self._known.keys())))
        operations = [_creation(field, column, version) for field, column in claims.items()]
        results = self._server.bulk([line for operation in operations for line in operation.lines]) if claims else []
        if any(result["status"] != _CREATED for result in results):
            raise Unavailable("Another process writes to the index, and was faster. Try again.")
        self._known.update(claims)
        self._taken.update(claims.values())
        return operations

    def _free(self, fields: Iterable[Field]) -> Iterator[tuple[Field, Column]]:
        left = {kind: iter(sorted(set(range(most)) - self._taken_of(kind))) for kind, most in COLUMNS.items()}
        for name, kind in fields:
            number = next(left[kind], None)
            if number is not None:
                yield (name, kind), Column(kind, number)

    def _taken_of(self, kind: ColumnKind) -> set[int]:
        return {column.number for column in self._taken if column.kind is kind}

    def _read(self) -> None:
        found = self._server.search(
            {
                "query": {"term": {"kind": {"value": _KIND}}},
                "size": _ALL_AT_ONCE,
                "docvalue_fields": ["ticket_id", "field"],
                "_source": False,
            }
        )
        for hit in found["hits"]["hits"]:
            [name], [field] = hit["fields"]["ticket_id"], hit["fields"]["field"]
            column = Column.parse(name)
            self._taken.add(column)
            known = self._known.setdefault((field, column.kind), column)
            self._known[field, column.kind] = min(known, column, key=lambda either: either.number)


def _creation(field: Field, column: Column, version: int) -> Operation:
    named = {"kind": _KIND, "ticket_id": column.name, "field": field[0], "version": version}
    return Operation(f"~{column.name}", version, {"id": f"~{column.name}", **named}, is_new=True)
