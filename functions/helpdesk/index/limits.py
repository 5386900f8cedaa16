"""How much may be asked at once, of every engine. Pure."""

from helpdesk.index.models import All, AnyOf, Filter, Is, Not, Phrase

_MOST = 20_000
"""Values and words of a query together."""
_DEEPEST = 50


class TooMuchAskedError(ValueError):
    """The query has too many values, or filters too deep in each other."""


def limit(where: Filter) -> None:
    """Raises TooMuchAskedError."""
    if (size := _size(where)) > _MOST:
        raise TooMuchAskedError(f"{size} values and words")


def _size(where: Filter, depth: int = 1) -> int:
    """How many values and words it has."""
    if depth > _DEEPEST:
        raise TooMuchAskedError(f"more than {_DEEPEST} filters in each other")
    match where:
        case Is():
            return len(where.values)
        case Phrase():
            return len(where.words) * len(where.fields)
        case All() | AnyOf():
            return sum(_size(each, depth + 1) for each in where.filters)
        case Not():
            return _size(where.filter, depth + 1)
        case _:
            return 1
