"""What the embedded engine has of a document.

Whoever changes the schema, the analysis or the version of tantivy raises SCHEMA in helpdesk/indexing/manifest.py.
"""

from typing import Any

import tantivy

from helpdesk.index import values
from helpdesk.index.analysis import tokens
from helpdesk.index.models import Document, Value

WHOLE_COLUMNS = ("at", "position")
"""Every document has them."""
COLUMNS = ("number", "priority_rank", "opened_at", "first_reply_at", "closed_at", "last_activity_at", "waiting_since")
"""Numbers by which large lists are sorted have columns of their own: they are sorted five times as fast. A document has
at most one of each."""
NAMES = ("id", "kind", "ticket_id")

FIRST, OTHERS = "first", "others"
"""The first value of a field and the others are apart: what is sorted has one value."""
WORDS = "words"
STATE = "state"
"""The kind of the one document that says how far the index is. It is written by the same commit."""


def schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("id", stored=True, fast=True, tokenizer_name="raw", index_option="basic")
    builder.add_text_field("kind", stored=True, tokenizer_name="raw", index_option="basic")
    builder.add_text_field("ticket_id", stored=True, tokenizer_name="raw", index_option="basic")
    for name in WHOLE_COLUMNS:
        builder.add_integer_field(name, indexed=True, fast=True)
    for name in COLUMNS:
        builder.add_float_field(name, fast=True)
    for name in (FIRST, OTHERS):
        builder.add_json_field(name, fast=True, tokenizer_name="raw", index_option="basic")
    builder.add_text_field(WORDS, tokenizer_name="whitespace", index_option="position")
    return builder.build()


def document(source: Document) -> tantivy.Document:
    made = tantivy.Document()
    for name, value in (("id", source.id), ("kind", source.kind), ("ticket_id", source.ticket_id)):
        made.add_text(name, value)
    made.add_integer("at", source.at)
    made.add_integer("position", source.position)
    others: dict[str, list[Any]] = {}
    first: dict[str, Any] = {}
    for field, given in source.values.items():
        if field in COLUMNS:
            made.add_float(field, _of_column(field, given))
        elif field in (*NAMES, *WHOLE_COLUMNS):
            raise ValueError(f"{field} is no field of values: the document has it")
        elif given:
            first[values.alias(field)], *rest = map(values.kept, given)
            if rest:
                others[values.alias(field)] = rest
    made.add_json(FIRST, first)
    if others:
        made.add_json(OTHERS, others)
    words = " ".join(word(field, token) for field, text in source.words.items() for token in tokens(text))
    if words:
        made.add_text(WORDS, words)
    return made


def state(position: int) -> tantivy.Document:
    made = tantivy.Document()
    made.add_text("id", STATE)
    made.add_text("kind", STATE)
    made.add_integer("position", position)
    return made


def word(field: str, token: str) -> str:
    """The field is a part of the word: so one column has the words of all fields, however many properties there are."""
    return f"{values.alias(field)}:{token}"


def _of_column(field: str, given: tuple[Value, ...]) -> float:
    if len(given) != 1 or isinstance(given[0], bool | str):
        raise ValueError(f"{field} has one number")
    return values.number(given[0])
