"""Formatted text as the Bot API takes it: texts with entities, in parts of the length that Telegram allows (Bot API
10.3; core.telegram.org/bots/api#messageentity). Pure."""

from collections.abc import Mapping, Sequence
from typing import Any

from helpdesk.messaging.formatted_text import Format, FormattedText, Span

TEXT = 4096
CAPTION = 1024
"""Telegram's limits, in UTF-16 code units."""
_MOST = 100
"""Entities of one text; Telegram ignores the others."""
_TYPES: Mapping[Format, str] = {
    Format.BOLD: "bold",
    Format.ITALIC: "italic",
    Format.UNDERLINE: "underline",
    Format.STRIKETHROUGH: "strikethrough",
    Format.BLOCKQUOTE: "blockquote",
    Format.CODE: "code",
    Format.PREFORMATTED: "pre",
    Format.LINK: "text_link",
}
_LOOKED_AT = 500
_CONTAINS_NOTHING = (Format.CODE, Format.PREFORMATTED)


def units(character: str) -> int:
    """UTF-16 code units: an emoji has two."""
    return 2 if character > "\uffff" else 1


def length(text: str) -> int:
    return sum(map(units, text))


def is_link(url: str) -> bool:
    return url.lower().startswith(("http://", "https://", "tg://"))


def as_text(formatted: FormattedText) -> dict[str, Any]:
    """The fields of a message's text."""
    return {"text": formatted.text} | _named("entities", formatted)


def as_caption(formatted: FormattedText) -> dict[str, Any]:
    """The fields of a file's caption."""
    return ({"caption": formatted.text} if formatted.text else {}) | _named("caption_entities", formatted)


def _named(name: str, formatted: FormattedText) -> dict[str, Any]:
    found = entities(formatted)
    return {name: found} if found else {}


def entities(formatted: FormattedText) -> list[dict[str, Any]]:
    places = [0]
    for character in formatted.text:
        places.append(places[-1] + units(character))
    return [_entity(span, places) for span in _kept(formatted.spans)][:_MOST]


def _entity(span: Span, places: Sequence[int]) -> dict[str, Any]:
    start, end = places[span.start], places[span.end]
    entity = {"type": _TYPES[span.format], "offset": start, "length": end - start}
    return entity | ({"url": span.url} if span.url else {})


def _kept(spans: Sequence[Span]) -> list[Span]:
    """In Telegram, code contains no other formatting, and nothing contains its own kind."""
    kept: list[Span] = []
    for span in sorted(spans[:_LOOKED_AT], key=_rank):
        if not any(_excludes(other, span) for other in kept):
            kept.append(span)
    return sorted(kept, key=lambda span: (span.start, -span.end))


def _rank(span: Span) -> tuple[int, int]:
    outermost = [Format.PREFORMATTED, Format.CODE]
    return outermost.index(span.format) if span.format in outermost else len(outermost), -(span.end - span.start)


def _excludes(outer: Span, inner: Span) -> bool:
    contains = outer.start <= inner.start and inner.end <= outer.end
    return contains and (outer.format in _CONTAINS_NOTHING or outer.format is inner.format)
