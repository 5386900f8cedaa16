"""A filter of words, in parts that the engine counts faster than the whole. Pure.

What any of several lists has takes the engine three times as long as what one list has, and it joins the lists again
wherever they stand. Nearly always one of them is large: a word is in many texts, and in few names. So the large lists
are asked alone, and what only the others add is a part of its own. No document is in two parts. docs/decisions/0068.
"""

from collections.abc import Callable, Sequence
from itertools import chain, product
from math import prod

from helpdesk.index.models import All, AnyOf, Filter, Not, Phrase

Frequency = Callable[[str, str], int]
"""How many documents have a word in a field, at least those that there are. 0: it has none."""
_TIMES_SMALLER = 4
"""The other lists together than the large ones, or everything is asked at once."""
_WAYS = 64
"""In which a document can have what is required, one list for each."""
_Alternatives = tuple[Phrase, ...]
"""Each in one field, the largest first."""


def parts(where: Filter, frequency: Frequency, large: int) -> tuple[Filter, ...]:
    """The filter itself, if no list has so many documents, or if nothing is gained. None, if nothing can match."""
    match where := _flat(where):
        case AnyOf(filters) if _alternatives(where, frequency) is None:
            first, *others = sorted(filters, key=lambda each: _most(each, frequency), reverse=True)
            if _most(first, frequency) < large:
                return (where,)
            return (*_of_all(first, frequency, large), All((AnyOf(tuple(others)), Not(first))))
        case _:
            return _of_all(where, frequency, large)


def _of_all(where: Filter, frequency: Frequency, large: int) -> tuple[Filter, ...]:
    required = where.filters if isinstance(where, All) else (where,)
    lists = [found for each in required if (found := _alternatives(each, frequency)) is not None]
    if not lists or len(lists) < len(required):
        return (where,)
    if not all(lists):
        return ()  # of something that is required there is nothing
    # What the large ones do not have together lacks one of them. So where several have the same largest one, the others
    # of one of these are enough.
    lists.sort(key=lambda found: _sum(found[1:], frequency), reverse=True)
    chosen = {found[0]: found for found in lists}
    smallest = min(_size(each, frequency) for each in chosen)
    added = sum(_sum(found[1:], frequency) for found in chosen.values())
    if smallest < large or _TIMES_SMALLER * added > smallest or prod(map(len, lists)) > _WAYS:
        return (where,)
    main = _flat(All(tuple(chosen)))
    ways = {
        frozenset(way)
        for found in chosen.values()
        for way in product(found[1:], *(each for each in lists if each is not found))
    }
    rest = AnyOf(tuple(All(tuple(way)) for way in ways if not any(other < way for other in ways)))
    return (main, All((rest, Not(main)))) if ways else (main,)


def _sum(phrases: _Alternatives, frequency: Frequency) -> int:
    return sum(_size(each, frequency) for each in phrases)


def _alternatives(where: Filter, frequency: Frequency) -> _Alternatives | None:
    """Without those that no document has. None: it is not about whole words alone."""
    match where:
        case Phrase(words, fields, is_prefix=False) if words:
            found = [Phrase(words, (field,)) for field in fields]
        case AnyOf(filters):
            within = [_alternatives(each, frequency) for each in filters]
            if any(each is None for each in within):
                return None
            found = list(dict.fromkeys(chain.from_iterable(each or () for each in within)))
        case _:
            return None
    sizes = {each: _size(each, frequency) for each in found}
    return tuple(sorted(filter(sizes.__getitem__, found), key=sizes.__getitem__, reverse=True))


def _most(where: Filter, frequency: Frequency) -> int:
    """How many documents it can have, as far as its words say that."""
    match where:
        case All(filters):
            return min((_most(each, frequency) for each in filters), default=0)
        case AnyOf() | Phrase():
            return _sum(_alternatives(where, frequency) or (), frequency)
        case _:
            return 0


def _size(phrase: Phrase, frequency: Frequency) -> int:
    [field] = phrase.fields
    return min(frequency(field, word) for word in phrase.words)


def _flat(where: Filter) -> Filter:
    """Without filters that say nothing, or the same as what they are in."""
    match where:
        case All(filters):
            inner = _inner(All, filters)
            return inner[0] if len(inner) == 1 else All(inner)
        case AnyOf(filters):
            inner = _inner(AnyOf, filters)
            return inner[0] if len(inner) == 1 else AnyOf(inner)
        case _:
            return where


def _inner(kind: type[All] | type[AnyOf], filters: Sequence[Filter]) -> tuple[Filter, ...]:
    flat = map(_flat, filters)
    return tuple(chain.from_iterable(each.filters if isinstance(each, kind) else (each,) for each in flat))
