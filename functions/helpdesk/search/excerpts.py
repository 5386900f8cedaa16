"""What surrounds the words that were found in a text, as pieces of plain text of which some are marked. Pure."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from helpdesk.index.analysis import fold, is_unspaced, placed_in
from helpdesk.index.terms import Term
from helpdesk.platform.frozen import frozen
from helpdesk.platform.text import plain

_BEFORE, _LENGTH = 60, 240
"""Characters before the first word that was found, and of the whole excerpt."""
_READ_AT_MOST = 20_000
"""Characters of a text. What is found behind them has no excerpt of its own: the text's beginning is shown."""
_SPACE = re.compile(r"\s+")
_CUT = "…"
_JOINED = ("Mn", "Mc", "Me", "Cf")
"""Categories of characters that are folded with the one before them."""
_JAMO, _VOICED = range(0x1160, 0x1200), range(0xFF9E, 0xFFA0)

Span = tuple[int, int]


@frozen
class Piece:
    text: str
    marked: bool


def excerpt(text: str, terms: Iterable[Term]) -> list[Piece] | None:
    """None if no term is in it."""
    marks = _marks(text, terms)
    if not marks:
        return None
    return list(_pieces(text, marks, _window(text, marks[0][0])))


def beginning(text: str) -> list[Piece]:
    """Where nothing of what was found can be shown."""
    return list(_pieces(text, [], _window(text, 0)))


def _marks(text: str, terms: Iterable[Term]) -> list[Span]:
    """Where the terms are, in order, joined where they touch."""
    folded, starts, ends = _folded(text[:_READ_AT_MOST])
    words = list(placed_in(folded))
    spans = sorted(
        (starts[start], ends[end - 1]) for term in terms for start, end in _found(words, term) if start < end
    )
    joined: list[Span] = []
    for start, end in spans:
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined


def _found(words: Sequence[tuple[str, int, int]], term: Term) -> list[Span]:
    """By the first way in which the term is there."""
    for way in term.ways:
        spans = [
            list(_of_phrase(words, phrase, is_prefix=term.is_prefix and place == len(way)))
            for place, phrase in enumerate(way, 1)
        ]
        if spans and all(spans):
            return [span for found in spans for span in found]
    return []


def _of_phrase(words: Sequence[tuple[str, int, int]], phrase: Sequence[str], *, is_prefix: bool) -> Iterator[Span]:
    *before, last = phrase
    for begin, (word, start, end) in enumerate(words[len(before) :]):
        if word != last and not (is_prefix and word.startswith(last)):
            continue
        if any(words[begin + at][0] != each for at, each in enumerate(before)):
            continue
        # Of characters without spaces, a word is only a pair.
        only_a_part = word != last and is_unspaced(word[0])
        yield words[begin][1], start + len(last) if only_a_part else end


def _folded(text: str) -> tuple[str, Sequence[int], Sequence[int]]:
    """The text as the index has it, and where each of its characters begins and ends in the one that was written."""
    if text.isascii():
        return fold(text), range(len(text)), range(1, len(text) + 1)
    folded, starts, ends = "", list[int](), list[int]()
    begins = [at for at, character in enumerate(text) if not _is_joined(character)]
    for start, end in pairwise([*([] if begins[:1] == [0] else [0]), *begins, len(text)]):
        became = fold(text[start:end])
        folded += became
        starts += [start] * len(became)
        ends += [end] * len(became)
    return folded, starts, ends


def _is_joined(character: str) -> bool:
    return unicodedata.category(character) in _JOINED or ord(character) in _JAMO or ord(character) in _VOICED


def _window(text: str, first: int) -> Span:
    """Begins and ends between words, where there are any."""
    start = max(0, first - _BEFORE)
    end = min(len(text), start + _LENGTH)
    if start and (space := _SPACE.search(text, start, first)):
        start = space.end()
    if end < len(text) and (cut := max(text.rfind(" ", first + _LENGTH // 3, end), text.rfind("\n", first, end))) > 0:
        end = cut
    return start, end


def _pieces(text: str, marks: Sequence[Span], window: Span) -> Iterator[Piece]:
    begin, end = window
    inside = [(start, min(stop, end)) for start, stop in marks if start < end]
    reached = begin
    for start, stop in [*inside, (end, end)]:
        between = _line(text[reached:start])
        between = (_CUT if reached == begin and begin else "") + between + (_CUT if start == end < len(text) else "")
        if between:
            yield Piece(between, marked=False)
        if start < stop:
            yield Piece(_line(text[start:stop]), marked=True)
        reached = stop


def _line(text: str) -> str:
    """Without what would show the rest in another order: U+202E shows `gpj.exe` as `exe.jpg`."""
    return plain(_SPACE.sub(" ", text))
