"""How documents are laid out in OpenSearch: a fixed number of fields, however many properties a desk has. Pure.

A field of ours does not become a field there, of which an index has at most 1,000. What a document has is written as
terms: `status=s:open`. To be sorted by, a field has a column: the first some hundred of each kind that occur get one,
for good. Numbers for which there is no column are terms too, whose order is that of the numbers.
"""

from collections.abc import Iterable, Iterator, Mapping
from enum import StrEnum
from typing import Any

from helpdesk.index import values
from helpdesk.index.analysis import tokens
from helpdesk.index.models import Document, Value
from helpdesk.platform.frozen import frozen

NUMBERS_OF_ALL = frozenset({"at", "position"})
TEXTS_OF_ALL = frozenset({"id", "kind", "ticket_id"})
WORDS = ("name", "contact", "text", "files")
"""Fields of words with lengths of their own, by which BM25 ranks. All others share one."""
OTHER_WORDS = "words"
LARGEST = 2**63 - 1
"""Of whole numbers there."""
LAST_TEXT = "\U0010ffff"
_LONGEST_SORTED = 1_000
"""Texts that are the same up to here are sorted by id. A term of Lucene has at most 32,766 bytes."""


class ColumnKind(StrEnum):
    FLAG = "flag"
    NUMBER = "number"
    TEXT = "text"

    @classmethod
    def of(cls, value: Value) -> "ColumnKind":
        return cls.FLAG if isinstance(value, bool) else cls.TEXT if isinstance(value, str) else cls.NUMBER


COLUMNS = {ColumnKind.FLAG: 100, ColumnKind.NUMBER: 300, ColumnKind.TEXT: 300}
"""Together with the others they are less than the 1,000 fields that OpenSearch Serverless allows."""


@frozen
class Column:
    kind: ColumnKind
    number: int

    @property
    def name(self) -> str:
        return f"{self.kind}_{self.number}"

    @classmethod
    def parse(cls, name: str) -> "Column":
        kind, number = name.rsplit("_", 1)
        return cls(ColumnKind(kind), int(number))

    def kept(self, value: Value) -> str | float:
        """As it is in the column: never what stands there for a document without one."""
        return f"={value[:_LONGEST_SORTED]}" if isinstance(value, str) else values.number(value)

    def value(self, kept: str | float) -> Value:
        if isinstance(kept, str):
            return kept[1:]
        return bool(kept) if self.kind is ColumnKind.FLAG else values.whole(float(kept))

    def missing(self, *, descending: bool) -> str:
        """Behind all others. OpenSearch writes, and reads, infinite numbers so."""
        if self.kind is ColumnKind.TEXT:
            return "" if descending else LAST_TEXT
        return "-Infinity" if descending else "Infinity"


Columns = Mapping[tuple[str, ColumnKind], Column]
"""By field."""


def description() -> dict[str, Any]:
    """The body with which the index is created."""
    keyword, exact = {"type": "keyword"}, {"type": "keyword", "doc_values": False}
    # Our analysis makes the words. They are not kept a second time: documents are always made from the tables.
    words = {"type": "text", "analyzer": "whitespace"}
    named = {words_field(name): words for name in (*WORDS, OTHER_WORDS)}
    columns = {
        Column(kind, number).name: keyword if kind is ColumnKind.TEXT else {"type": "double"}
        for kind, most in COLUMNS.items()
        for number in range(most)
    }
    properties = {
        **dict.fromkeys(TEXTS_OF_ALL, keyword),
        **{name: {"type": "long"} for name in (*NUMBERS_OF_ALL, "version")},
        **dict.fromkeys(("has", "terms", "numbers"), exact),
        **named,
        **columns,
        # Of what the engine keeps for itself.
        "field": keyword,
    }
    mappings = {"dynamic": "strict", "_source": {"excludes": list(named)}, "properties": properties}
    return {"mappings": mappings}


def words_field(field: str) -> str:
    return f"words_{field}" if field in WORDS else OTHER_WORDS


def word(field: str, written: str) -> str:
    """The token for a word. In the field that many share, it has the name of its own."""
    return written if field in WORDS else f"{field}={written}"


def term(field: str, value: Value) -> str:
    """The same for equal values only: no name of a field has an equals sign."""
    kind = "b" if isinstance(value, bool) else "s" if isinstance(value, str) else "n"
    return f"{field}={kind}:{values.kept(value)}"


def number_term(field: str, number: float) -> str:
    """Sorted as text, these are sorted as numbers."""
    return f"{field}={values.ordinal(number) + 2**63:016x}"


def columns_needed(documents: Iterable[Document]) -> set[tuple[str, ColumnKind]]:
    return {(field, ColumnKind.of(all_[0])) for document in documents for field, all_ in document.values.items()}


def laid_out(document: Document, columns: Columns, version: int) -> dict[str, Any]:
    """As it is sent."""
    return {
        "id": document.id,
        "kind": document.kind,
        "ticket_id": document.ticket_id,
        "at": document.at,
        "position": document.position,
        "version": version,
        "has": list(document.values),
        "terms": [term(field, value) for field, all_ in document.values.items() for value in all_],
        "numbers": list(_numbers(document, columns)),
        **dict(_in_columns(document, columns)),
        **_words(document),
    }


def _in_columns(document: Document, columns: Columns) -> Iterator[tuple[str, str | float]]:
    for field, (first, *_others) in document.values.items():
        if column := columns.get((field, ColumnKind.of(first))):
            yield column.name, column.kept(first)


def _numbers(document: Document, columns: Columns) -> Iterator[str]:
    """A column has the first one: it is there to sort by."""
    for field, all_ in document.values.items():
        in_column = (field, ColumnKind.NUMBER) in columns
        numbers = (value for value in all_[in_column:] if not isinstance(value, bool | str))
        yield from (number_term(field, value) for value in numbers)


def _words(document: Document) -> dict[str, str]:
    found: dict[str, list[str]] = {}
    for field, text in document.words.items():
        found.setdefault(words_field(field), []).extend(word(field, written) for written in tokens(text))
    return {field: " ".join(words) for field, words in found.items() if words}
