"""Filters as queries of the embedded engine."""

import math
import re
from collections.abc import Iterable, Iterator
from functools import cache

import tantivy
from tantivy import FieldType, Occur, Query

from helpdesk.index import values
from helpdesk.index.embedded_documents import COLUMNS, FIRST, NAMES, OTHERS, STATE, WHOLE_COLUMNS, WORDS, word
from helpdesk.index.embedded_parts import parts
from helpdesk.index.limits import limit
from helpdesk.index.models import (
    EVERYTHING,
    OF_TEXTS,
    All,
    AnyOf,
    Exists,
    Filter,
    Is,
    Not,
    Phrase,
    Range,
    Value,
)

LARGE = 100_000
"""Documents that a word of a large list has, at least."""
_MANY = 1_000
"""From here on, going through all terms of the index once is faster than looking up each."""
_MOST_WORDS = 16_000
"""For which a beginning of a word stands in a phrase."""
_WHOLE = range(-(2**63), 2**63)
_OF_ANY = OF_TEXTS.union(NAMES, WHOLE_COLUMNS)


class Queries:
    def __init__(self, index: tantivy.Index) -> None:
        self._index = index
        self._schema = index.schema

    def of(self, where: Filter) -> Query:
        """It scores by the phrases alone."""
        limit(where)
        return self._of(where)

    def tickets(self, where: Filter) -> Query:
        """Whether it is a ticket is asked only where a text could match: that takes longer than all the rest."""
        tickets = self.term("kind", "ticket")
        if where == EVERYTHING:
            return tickets
        return self.of(where) if only_tickets(where) else both(tickets, self.of(where))

    def documents(self, where: Filter) -> Query:
        """Tickets and texts."""
        limit(where)
        return self._documents(where)

    def parts(self, where: Filter, searcher: tantivy.Searcher) -> list[Query]:
        """What `documents` finds, in parts that are counted faster: none has what another one has."""
        limit(where)
        frequency = cache(lambda field, token: searcher.doc_freq(WORDS, word(field, token)))
        found = parts(where, frequency, LARGE) if searcher.num_docs >= LARGE else (where,)
        return [self._documents(each) for each in found]

    def _documents(self, where: Filter) -> Query:
        """The document of the index's state has no words."""
        return self._of(where) if has_words(where) else but(self._of(where), self.term("kind", STATE))

    def term(self, field: str, value: object) -> Query:
        return Query.term_query(self._schema, field, value, "basic")

    def number(self, column: str, at_least: float | None, at_most: float | None, *, without: bool = False) -> Query:
        """In a column of numbers. Without: not the bounds themselves."""
        lower, upper = _bounds(column, at_least, at_most)
        if lower is not None and upper is not None and lower > upper:
            return Query.empty_query()
        kind = FieldType.Integer if column in WHOLE_COLUMNS else FieldType.Float
        if lower is None and upper is None:
            return _scoreless(self.exists(column))
        included = (bound is None or not without for bound in (lower, upper))
        return _scoreless(Query.range_query(self._schema, column, kind, lower, upper, *included))

    def exists(self, field: str) -> Query:
        if field in (*NAMES, *WHOLE_COLUMNS):
            return Query.all_query()
        return Query.exists_query(field if field in COLUMNS else f"{FIRST}.{values.alias(field)}")

    def _of(self, where: Filter) -> Query:  # noqa: PLR0911 - one for each kind of filter
        match where:
            case Phrase():
                return self._phrase(where)
            case Is():
                return _scoreless(self._is(where))
            case Range():
                return self._range(where)
            case Exists():
                return _scoreless(self.exists(where.field))
            case All():
                return self._all(where)
            case AnyOf():
                return any_of(self._of(each) for each in where.filters)
            case Not():
                return but(Query.all_query(), self._of(where.filter))

    def _all(self, where: All) -> Query:
        required = [self._of(each) for each in where.filters if not isinstance(each, Not)]
        refused = [self._of(each.filter) for each in where.filters if isinstance(each, Not)]
        if not refused and len(required) == 1:
            return required[0]
        required = required or [_scoreless(Query.all_query())]
        return Query.boolean_query(
            [*((Occur.Must, query) for query in required), *((Occur.MustNot, query) for query in refused)]
        )

    def _is(self, where: Is) -> Query:
        if where.field in NAMES:
            return self._among(where.field, [values.text(value) for value in where.values if isinstance(value, str)])
        if where.field in (*COLUMNS, *WHOLE_COLUMNS):
            numbers = [value for value in where.values if not isinstance(value, bool | str)]
            return any_of(self._equal(where.field, value) for value in numbers)
        kept = [values.kept(value) for value in where.values]
        name = values.alias(where.field)
        return any_of(self._among(f"{kind}.{name}", kept) for kind in (FIRST, OTHERS))

    def _equal(self, column: str, value: float) -> Query:
        if column in WHOLE_COLUMNS and not values.number(value).is_integer():
            return Query.empty_query()
        return self.number(column, value, value)

    def _among(self, field: str, kept: list[Value] | list[str] | list[str | int | bool]) -> Query:
        if len(kept) > _MANY:
            return Query.term_set_query(self._schema, field, kept)
        return any_of(self.term(field, each) for each in kept)

    def _range(self, where: Range) -> Query:
        if where.field in (*COLUMNS, *WHOLE_COLUMNS):
            return self.number(where.field, where.at_least, where.at_most)
        if where.field in NAMES:
            return Query.empty_query()
        lower = values.ordinal(-math.inf if where.at_least is None else where.at_least)
        upper = values.ordinal(math.inf if where.at_most is None else where.at_most)
        if lower > upper:
            return Query.empty_query()
        # The binding has no other range for a field of a JSON field. Nothing in this text was written by anybody: the
        # name consists of letters, digits and _, the bounds are two integers.
        name = values.alias(where.field)
        return _scoreless(
            any_of(self._index.parse_query(f"{kind}.{name}:[{lower:d} TO {upper:d}]") for kind in (FIRST, OTHERS))
        )

    def _phrase(self, where: Phrase) -> Query:
        if not where.words:
            return Query.empty_query()
        return any_of(self._in_field(field, where) for field in where.fields)

    def _in_field(self, field: str, where: Phrase) -> Query:
        words: list[str | tuple[int, str]] = [word(field, each) for each in where.words]
        if len(words) > 1 and where.is_prefix:
            *before, last = (word(field, each) for each in where.words)
            return any_of(self._phrases(before, last))
        if len(words) > 1:
            return Query.phrase_query(self._schema, WORDS, words)
        if where.is_prefix:
            return Query.phrase_prefix_query(self._schema, WORDS, words)
        return Query.term_query(self._schema, WORDS, words[0], "freq")

    def _phrases(self, before: list[str], beginning: str) -> Iterator[Query]:
        """Of which the last word begins so. The engine refuses one that stands for too many words: it is split by the
        next letter."""
        several = [re.escape(each) for each in before]
        searcher = self._index.searcher()
        if len(searcher.terms_with_prefix(WORDS, beginning, limit=_MOST_WORDS + 1)) <= _MOST_WORDS:
            yield Query.regex_phrase_query(self._schema, WORDS, [*several, f"{re.escape(beginning)}.*"])
            return
        yield Query.phrase_query(self._schema, WORDS, [*before, beginning])
        place = len(beginning)
        letters = {term[place] for term, _ in searcher.terms_with_prefix(WORDS, beginning) if len(term) > place}
        for letter in sorted(letters):
            yield from self._phrases(before, beginning + letter)


def both(*queries: Query) -> Query:
    return Query.boolean_query([(Occur.Must, query) for query in queries])


def but(query: Query, refused: Query) -> Query:
    return Query.boolean_query([(Occur.Must, query), (Occur.MustNot, refused)])


def any_of(queries: Iterable[Query]) -> Query:
    alternatives = list(queries)
    if len(alternatives) == 1:
        return alternatives[0]
    if not alternatives:
        return Query.empty_query()
    return Query.boolean_query([(Occur.Should, query) for query in alternatives])


def scores(where: Filter) -> bool:
    """Whether documents that match can differ in their score."""
    match where:
        case Phrase():
            return not where.is_prefix or len(where.words) > 1
        case All() | AnyOf():
            return any(map(scores, where.filters))
        case _:
            return False


def has_words(where: Filter) -> bool:
    """Whether only what has words can match."""
    match where:
        case All(filters):
            return any(map(has_words, filters))
        case AnyOf(filters):
            return all(map(has_words, filters))
        case _:
            return isinstance(where, Phrase)


def only_tickets(where: Filter) -> bool:
    """Whether no text can match, because it has no such field."""
    match where:
        case Is(field) | Range(field) | Exists(field):
            return field not in _OF_ANY
        case Phrase():
            return _OF_ANY.isdisjoint(where.fields)
        case All():
            return any(map(only_tickets, where.filters))
        case AnyOf():
            return all(map(only_tickets, where.filters))
        case Not():
            return False


def _scoreless(query: Query) -> Query:
    return Query.const_score_query(query, 0.0)


def _bounds(column: str, *bounds: float | None) -> Iterator[float | None]:
    """In a column of whole numbers, those between the bounds are the same without their fractions."""
    for bound, rounded in zip(bounds, (math.ceil, math.floor), strict=True):
        if bound is None or column not in WHOLE_COLUMNS:
            yield None if bound is None else values.number(bound)
        else:
            yield max(_WHOLE.start, min(_WHOLE.stop - 1, rounded(values.number(bound))))
