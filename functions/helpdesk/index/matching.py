"""Whether a document matches a filter, without an index: for one that has just changed. Pure.

Engines are compared with it.
"""

from collections.abc import Iterator, Sequence

from helpdesk.index.analysis import tokens
from helpdesk.index.models import All, AnyOf, Document, Exists, Filter, Is, Not, Phrase, Range, Value
from helpdesk.index.values import number


def matches(document: Document, where: Filter) -> bool:  # noqa: PLR0911 - one for each kind of filter
    match where:
        case Is(field, wanted):
            return any(_typed(value) in set(map(_typed, wanted)) for value in values_of(document, field))
        case Range(field, lower, upper):
            numbers = [value for value in values_of(document, field) if not isinstance(value, bool | str)]
            low, high = (None if bound is None else number(bound) for bound in (lower, upper))
            return any((low is None or low <= number(n)) and (high is None or number(n) <= high) for n in numbers)
        case Exists(field):
            return bool(values_of(document, field))
        case Phrase(words, fields, is_prefix):
            texts = (tokens(document.words.get(field, "")) for field in fields)
            return bool(words) and any(has_phrase(text, words, is_prefix=is_prefix) for text in texts)
        case All(filters):
            return all(matches(document, each) for each in filters)
        case AnyOf(filters):
            return any(matches(document, each) for each in filters)
        case Not(refused):
            return not matches(document, refused)


def values_of(document: Document, field: str) -> tuple[Value, ...]:
    if field in {"id", "kind", "ticket_id", "at", "position"}:
        value: Value = getattr(document, field)
        return (str(value) if field == "kind" else value,)
    return document.values.get(field, ())


def _typed(value: Value) -> tuple[str, Value]:
    """Yes is not 1."""
    if isinstance(value, bool | str):
        return type(value).__name__, value
    return "number", number(value)


def has_phrase(text: Sequence[str], words: Sequence[str], *, is_prefix: bool) -> bool:
    *before, last = words
    return any(
        list(text[place : place + len(before)]) == before and (end == last or (is_prefix and end.startswith(last)))
        for place, end in enumerate(text[len(before) :])
    )


def fields_of(where: Filter) -> frozenset[str]:
    """Those whose values and words the filter asks for."""
    return frozenset(_fields(where))


def _fields(where: Filter) -> Iterator[str]:
    match where:
        case Is(field=field) | Range(field=field) | Exists(field=field):
            yield field
        case Phrase(fields=fields):
            yield from fields
        case All(filters=filters) | AnyOf(filters=filters):
            for each in filters:
                yield from _fields(each)
        case Not(filter=refused):
            yield from _fields(refused)
