"""Filters and sorts as bodies for OpenSearch: typed JSON, in which a value is never a part of a query's text. Pure."""

import math
from collections.abc import Iterator
from typing import Any

from helpdesk.index import values
from helpdesk.index.limits import limit
from helpdesk.index.models import After, All, AnyOf, Exists, Filter, Is, Kind, Not, Order, Phrase, Range, Sort
from helpdesk.index.opensearch_fields import (
    LARGEST,
    LAST_TEXT,
    NUMBERS_OF_ALL,
    TEXTS_OF_ALL,
    Column,
    ColumnKind,
    Columns,
    number_term,
    term,
    word,
    words_field,
)

_MOST_COMPLETIONS = 128
"""Of a phrase whose last word is only begun. All of a query may have 1,024, and it asks in up to seven fields."""

_MOST_WHOLE = 2.0**62
"""No moment and no position is as large."""

Body = dict[str, Any]


def fields_with_columns(where: Filter) -> Iterator[str]:
    """The fields whose columns a filter needs. Raises TooMuchAskedError."""
    limit(where)
    yield from _ranged(where)


def _ranged(where: Filter) -> Iterator[str]:
    match where:
        case Range(field):
            yield field
        case All(filters) | AnyOf(filters):
            for part in filters:
                yield from _ranged(part)
        case Not(part):
            yield from _ranged(part)
        case _:
            pass


def tickets_where(where: Filter, columns: Columns) -> Body:
    return _each([_among("kind", [Kind.TICKET]), query(where, columns)])


def texts_where(where: Filter, columns: Columns, order: Order) -> Body:
    # What the engine keeps for itself is of no kind of ours.
    body = _each([_among("kind", list(Kind)), query(where, columns)])
    if order is Order.BEST:
        # They do not decide what matches, only how well.
        body["bool"]["should"] = [_phrase(phrase) for phrase in _phrases(where)]
    return body


def query(where: Filter, columns: Columns) -> Body:
    match where:
        case All(filters):
            return _each([query(part, columns) for part in filters])
        case AnyOf(filters):
            return _any([query(part, columns) for part in filters])
        case Not(part):
            return {"bool": {"must_not": [query(part, columns)]}}
        case Phrase():
            return _phrase(where)
        case _:
            return _of_values(where, columns)


def _of_values(where: Is | Range | Exists, columns: Columns) -> Body:
    is_of_all = where.field in TEXTS_OF_ALL or where.field in NUMBERS_OF_ALL
    match where:
        case Is(field, wanted) if field in TEXTS_OF_ALL:
            return _among(field, [value for value in wanted if isinstance(value, str)])
        case Is(field, wanted) if is_of_all:
            return _any([_whole(field, value, value) for value in wanted if not isinstance(value, bool | str)])
        case Is(field, wanted):
            return _among("terms", [term(field, value) for value in wanted])
        case Exists() if is_of_all:
            return {"match_all": {}}
        case Exists(field):
            return {"term": {"has": {"value": field}}}
        case Range():
            return _range(where, columns)


def sort(by: Sort, columns: Columns) -> list[Body]:
    order = "desc" if by.descending else "asc"
    if by.field in TEXTS_OF_ALL or by.field in NUMBERS_OF_ALL:
        return [{by.field: {"order": order}}, {"id": {"order": "asc"}}]
    column = _column(by, columns)
    if column is None:
        return [{"id": {"order": "asc"}}]
    # Of numbers, OpenSearch's own for those without one is infinite. Of texts it would be none, which `search_after`
    # does not take everywhere.
    missing = column.missing(descending=by.descending) if column.kind is ColumnKind.TEXT else "_last"
    return [{column.name: {"order": order, "missing": missing}}, {"id": {"order": "asc"}}]


def search_after(after: After, by: Sort, columns: Columns) -> list[Any]:
    """A value of another type, which no page had, is one that is missing."""
    if by.field in TEXTS_OF_ALL:
        return [str(after.value), after.id]
    if by.field in NUMBERS_OF_ALL:
        return _after_whole(after, by)
    column = _column(by, columns)
    if column is None:
        return [after.id]
    if after.value is None or ColumnKind.of(after.value) is not column.kind:
        return [column.missing(descending=by.descending), after.id]
    return [column.kept(after.value), after.id]


def _after_whole(after: After, by: Sort) -> list[Any]:
    """In a field of whole numbers: between two of them is after all documents of the one before."""
    value = values.number(after.value) if isinstance(after.value, int | float) else 0.0
    value = max(-_MOST_WHOLE, min(_MOST_WHOLE, value))
    whole = math.ceil(value) if by.descending else math.floor(value)
    return [whole, after.id if whole == value else LAST_TEXT]


def after(found: list[Any], by: Sort, columns: Columns) -> After:
    """The place of a document, by what it was sorted by there."""
    *first, id_ = found
    column = _column(by, columns)
    if column is None:
        return After(first[0] if first else None, id_)
    return After(None if first[0] == column.missing(descending=by.descending) else column.value(first[0]), id_)


def _column(by: Sort, columns: Columns) -> Column | None:
    return next((columns[by.field, kind] for kind in ColumnKind if (by.field, kind) in columns), None)


def _range(where: Range, columns: Columns) -> Body:
    least = values.number(-math.inf if where.at_least is None else where.at_least)
    most = values.number(math.inf if where.at_most is None else where.at_most)
    if where.field in TEXTS_OF_ALL:
        return {"match_none": {}}
    if where.field in NUMBERS_OF_ALL:
        return _whole(where.field, least, most)
    ways: list[Body] = []
    if column := columns.get((where.field, ColumnKind.NUMBER)):
        ways.append({"range": {column.name: {"gte": least, "lte": most}}})
    ends = {"gte": number_term(where.field, least), "lte": number_term(where.field, most)}
    return _any([*ways, {"range": {"numbers": ends}}])


def _whole(field: str, least: float, most: float) -> Body:
    """In a field of whole numbers, whose bounds must be whole too."""
    bounds = math.ceil(max(least, -LARGEST)), math.floor(min(most, LARGEST))
    return {"range": {field: {"gte": bounds[0], "lte": bounds[1]}}} if bounds[0] <= bounds[1] else {"match_none": {}}


def _phrase(phrase: Phrase) -> Body:
    return _any([_phrase_in(field, phrase) for field in phrase.fields if phrase.words])


def _phrase_in(field: str, phrase: Phrase) -> Body:
    words = [word(field, written) for written in phrase.words]
    match words, phrase.is_prefix:
        case [only], True:
            asked: Body = {"prefix": {words_field(field): {"value": only}}}
        case [only], False:
            asked = {"term": {words_field(field): {"value": only}}}
        case _, True:
            begun = {"query": " ".join(words), "max_expansions": _MOST_COMPLETIONS}
            asked = {"match_phrase_prefix": {words_field(field): begun}}
        case _:
            asked = {"match_phrase": {words_field(field): {"query": " ".join(words)}}}
    return asked


def _phrases(where: Filter) -> Iterator[Phrase]:
    match where:
        case Phrase():
            yield where
        case All(filters) | AnyOf(filters):
            for part in filters:
                yield from _phrases(part)
        case _:
            pass


def _among(field: str, values: list[Any]) -> Body:
    return {"terms": {field: values}}


def _each(parts: list[Body]) -> Body:
    return {"bool": {"filter": parts}} if parts else {"match_all": {}}


def _any(parts: list[Body]) -> Body:
    return {"bool": {"should": parts, "minimum_should_match": 1}} if parts else {"match_none": {}}
