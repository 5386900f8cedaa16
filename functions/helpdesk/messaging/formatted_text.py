"""Text, and the places in it that are formatted: for services that take no HTML. Cutting it into parts. Pure."""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from enum import StrEnum

from helpdesk.platform.frozen import frozen
from helpdesk.platform.text import boundary


class Format(StrEnum):
    BOLD = "bold"
    ITALIC = "italic"
    UNDERLINE = "underline"
    STRIKETHROUGH = "strikethrough"
    BLOCKQUOTE = "blockquote"
    CODE = "code"
    PREFORMATTED = "preformatted"
    LINK = "link"


@frozen
class Span:
    """From `start` to before `end`, in characters."""

    start: int
    end: int
    format: Format
    url: str | None = None
    """Of a link."""

    def moved(self, by: int) -> "Span":
        return replace(self, start=self.start + by, end=self.end + by)


@frozen
class FormattedText:
    text: str
    spans: tuple[Span, ...] = ()

    def part(self, start: int, end: int) -> "FormattedText":
        """Without the white space around it. A span that goes beyond it is cut, and goes on in the next part."""
        text = self.text[start:end]
        start += len(text) - len(text.lstrip())
        text = text.strip()
        end = start + len(text)
        inside = (
            Span(max(span.start, start) - start, min(span.end, end) - start, span.format, span.url)
            for span in self.spans
            if span.start < end and span.end > start
        )
        return FormattedText(text, tuple(inside))

    def after(self, before: "FormattedText") -> "FormattedText":
        """Both, with a line break in between."""
        if not (before.text and self.text):
            return before if before.text else self
        start = f"{before.text}\n"
        return FormattedText(start + self.text, (*before.spans, *(span.moved(len(start)) for span in self.spans)))


Width = Callable[[str], int]
"""What a service counts for one character."""

# What comes first is preferred. A part ends after a match.
_ENDS = (
    re.compile(r"\n[^\S\n]*\n\s*"),  # of a paragraph
    re.compile(r"\n\s*"),  # of a line
    re.compile("[.!?\u2026][\"'\u201d\u2019\u00bb)\\]]*\\s+|[\u3002\uff01\uff1f]"),  # of a sentence
    re.compile(r"\s+"),  # of a word
)
_LEAST = 4
"""A part is not shorter than a fourth of the limit, if it could be longer."""


def parts(formatted: FormattedText, limit: int, width: Width) -> Iterator[FormattedText]:
    """Of at most `limit`, as `width` counts; together they have all words. None is empty."""
    text, start = formatted.text, 0
    while start < len(text):
        end = _end(text, start, limit, width)
        if (part := formatted.part(start, end)).text:
            yield part
        start = end


def _end(text: str, start: int, limit: int, width: Width) -> int:
    furthest = _furthest(text, start, limit, width)
    if furthest == len(text):
        return furthest
    least = start + (furthest - start) // _LEAST
    # The white space at which a part ends is left out, so that it may be one beyond the limit.
    last = furthest + text[furthest].isspace()
    for pattern in _ENDS:
        ends = [match.end() for match in pattern.finditer(text, least, last)]
        if ends:
            return ends[-1]
    whole = boundary(text, furthest)
    return whole if whole > start else furthest


def _furthest(text: str, start: int, limit: int, width: Width) -> int:
    used = 0
    for at in range(start, len(text)):
        used += width(text[at])
        if used > limit and at > start:
            return at
    return len(text)
