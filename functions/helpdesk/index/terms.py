"""What somebody asks for who writes words: each term of the query must be found. Pure.

Nothing is an operator but the quotation mark: `"one after the other"`. The last word is the beginning of one, as long
as nothing follows it.
"""

import re
from collections.abc import Iterator

from helpdesk.index.analysis import ADDRESS, digits_of, fold, is_unspaced, words_in
from helpdesk.index.models import All, AnyOf, Filter, Phrase
from helpdesk.platform.frozen import frozen

LONGEST_QUERY = 10_000
"""In characters: what is behind them is not read."""
MOST_TERMS = 64
"""The terms behind them are not asked for."""
_MOST_WORDS = 32
"""Of one term: a longer one is found by its beginning."""

_QUOTED = re.compile('["“”„«»]([^"“”„«»]*)(["“”„«»]|$)')
_NUMBER = re.compile(r"(?<!\S)[(+]{0,2}\d[\d ()/.-]{5,30}\d(?!\S)")
_WORD = re.compile(r"\S+")


@frozen
class Term:
    """A word, several that are written as one, or a phrase."""

    ways: tuple[tuple[tuple[str, ...], ...], ...]
    """One of them is enough. Of a way, each phrase must be found."""
    is_prefix: bool = False
    """The last word of each way is only the beginning of one."""

    @property
    def words(self) -> frozenset[str]:
        return frozenset(word for way in self.ways for phrase in way for word in phrase)

    def among(self, fields: tuple[str, ...]) -> Filter:
        ways = tuple(
            _each(
                tuple(Phrase(words, fields, self.is_prefix and place == len(way)) for place, words in enumerate(way, 1))
            )
            for way in self.ways
        )
        return ways[0] if len(ways) == 1 else AnyOf(ways)


def terms(query: str) -> tuple[Term, ...]:
    """Without those that come again. None if there is no word in it."""
    found = dict.fromkeys(term for term in _terms(fold(query[:LONGEST_QUERY])) if any(term.ways))
    return tuple(found)[:MOST_TERMS]


def _terms(query: str) -> Iterator[Term]:
    place = 0
    for quoted in _QUOTED.finditer(query):
        yield from _unquoted(query[place : quoted.start()], is_end=False)
        yield _phrase(quoted[1], is_prefix=not quoted[2])
        place = quoted.end()
    yield from _unquoted(query[place:], is_end=True)


def _unquoted(text: str, *, is_end: bool) -> Iterator[Term]:
    place = 0
    for number in _NUMBER.finditer(text):
        if not (digits := digits_of(number[0])):
            continue
        yield from _words(text[place : number.start()], is_end=False)
        # As one number, or as several that only stand beside each other.
        parts = tuple((part,) for part in words_in(number[0]))
        ways = (((digits,),), parts) if len(parts) > 1 else (parts,)
        yield Term(ways, is_prefix=is_end and number.end() == len(text))
        place = number.end()
    yield from _words(text[place:], is_end=is_end)


def _words(text: str, *, is_end: bool) -> Iterator[Term]:
    for piece in _WORD.finditer(text):
        written, is_last = piece[0], is_end and piece.end() == len(text)
        address = ADDRESS.search(written)
        if address and not any(words_in(written[: address.start()] + written[address.end() :])):
            yield Term((((address[0],),),), is_prefix=is_last and written.endswith(address[0]))
        else:
            yield _phrase(written, is_prefix=is_last)


def _phrase(text: str, *, is_prefix: bool) -> Term:
    words = tuple(words_in(text))
    if not words:
        return Term(())
    if len(words) > _MOST_WORDS:
        return Term(((words[:_MOST_WORDS],),))
    if not is_unspaced(words[-1][0]):
        return Term(((words,),), is_prefix and words[-1].endswith(text[-1]))
    if len(words) > 1 and len(words[-2]) > 1 and is_unspaced(words[-2][0]):
        return Term(((words[:-1],),))  # the run may go on in what is searched, where this character is not the last one
    return Term(((words,),), is_prefix=True)  # one character is the beginning of a pair


def _each(phrases: tuple[Filter, ...]) -> Filter:
    return phrases[0] if len(phrases) == 1 else All(phrases)
