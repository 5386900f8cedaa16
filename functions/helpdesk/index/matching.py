"""Whether a filter holds for a document: what every engine must find, said in Python. Pure."""

from collections.abc import Sequence

from helpdesk.index.analysis import tokens
from helpdesk.index.models import All, AnyOf, Document, Exists, Filter, Is, Not, Phrase, Range, Value


def matches(where: Filter, document: Document) -> bool:  # noqa: PLR0911 - one for each kind of filter
    match where:
        case All(filters):
            return all(matches(each, document) for each in filters)
        case AnyOf(filters):
            return any(matches(each, document) for each in filters)
        case Not(negated):
            return not matches(negated, document)
        case Exists(field):
            return bool(values_of(document, field))
        case Is(field, values):
            return any(_same(one, other) for one in values_of(document, field) for other in values)
        case Range(field, at_least, at_most):
            return any(_is_between(each, at_least, at_most) for each in values_of(document, field))
        case Phrase(words, fields, is_prefix):
            texts = [tokens(document.words[field]) for field in fields if field in document.words]
            return any(has_phrase(text, words, is_prefix=is_prefix) for text in texts)


def values_of(document: Document, field: str) -> tuple[Value, ...]:
    own: dict[str, tuple[Value, ...]] = {
        "id": (document.id,),
        "kind": (document.kind.value,),
        "ticket_id": (document.ticket_id,),
        "position": (document.position,),
        "at": (document.at,),
    }
    return own.get(field) or tuple(document.values.get(field, ()))


def has_phrase(text: Sequence[str], words: Sequence[str], *, is_prefix: bool) -> bool:
    """Whether the words are there, one after the other; of the last one perhaps only the beginning."""
    *first, last = words
    ends = (at for at in range(len(first), len(text)) if list(text[at - len(first) : at]) == first)
    return any(text[at].startswith(last) if is_prefix else text[at] == last for at in ends)


def _same(one: Value, other: Value) -> bool:
    """Yes is not 1."""
    return one == other and isinstance(one, bool) is isinstance(other, bool)


def _is_between(value: Value, at_least: float | None, at_most: float | None) -> bool:
    if isinstance(value, bool | str):
        return False
    return (at_least is None or value >= at_least) and (at_most is None or value <= at_most)
