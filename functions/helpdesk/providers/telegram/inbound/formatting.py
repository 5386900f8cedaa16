"""The formatting of a Telegram text as HTML (core.telegram.org/bots/api#messageentity). Pure."""

from collections.abc import Iterator, Sequence
from typing import Any

from helpdesk.messaging.messages import Json
from helpdesk.platform.frozen import frozen
from helpdesk.platform.text import storable, without_markup

INLINE_TAGS = {"bold": "strong", "italic": "em", "underline": "u", "strikethrough": "s", "code": "code"}
"""Of both forms of formatted text: entities, and rich messages."""
_TAGS = INLINE_TAGS | {"blockquote": "blockquote", "expandable_blockquote": "blockquote", "pre": "pre"}
# These are in the text itself: nothing is lost without a tag.
_IN_THE_TEXT = {"mention", "hashtag", "cashtag", "bot_command", "url", "email", "phone_number"}
_FOLLOWED = ("http://", "https://", "mailto:", "tel:")
_MOST_ENTITIES = 1000  # Telegram's limit is 100
MOST_BYTES = 100_000


@frozen
class Formatted:
    html: str | None
    """None if nothing is formatted."""
    is_complete: bool
    """Whether the text and the HTML show everything that the entities say."""


@frozen
class _Span:
    start: int
    end: int
    opening: str
    closing: str


def formatted(text: str, entities: Any) -> Formatted:
    """Entities that make no sense leave the text as it is."""
    if not isinstance(entities, list) or len(entities) > _MOST_ENTITIES or not all(map(_is_entity, entities)):
        return Formatted(None, is_complete=False)
    places = _places(text)
    spans = [span for entity in entities if (span := _span(entity, places))]
    spans.sort(key=lambda span: (span.start, -span.end))
    plain = sum(entity.get("type") in _IN_THE_TEXT for entity in entities)
    html = _html(text, spans) if spans else None
    if html is not None and len(html.encode()) > MOST_BYTES:
        return Formatted(None, is_complete=False)
    names_a_language = any(entity.get("language") for entity in entities)
    return Formatted(html, is_complete=len(spans) + plain == len(entities) and not names_a_language)


def _is_entity(entity: object) -> bool:
    return isinstance(entity, dict) and all(isinstance(entity.get(name), int) for name in ("offset", "length"))


def _places(text: str) -> list[int]:
    """The place in the text of each offset, which counts UTF-16 code units: an emoji has two."""
    places = []
    for at, letter in enumerate(text):
        places += [at, at + 1] if letter > "\uffff" else [at]
    return [*places, len(text)]


def _span(entity: Json, places: Sequence[int]) -> _Span | None:
    offset, length = entity["offset"], entity["length"]
    last = len(places) - 1
    start, end = places[min(max(offset, 0), last)], places[min(max(offset + length, 0), last)]
    kind, url = entity.get("type"), storable(str(entity.get("url") or ""))
    if start >= end:
        return None
    if kind == "text_link" and (link := _opening_link(url)):
        return _Span(start, end, link, "</a>")
    tag = _TAGS.get(str(kind))
    return _Span(start, end, f"<{tag}>", f"</{tag}>") if tag else None


def _html(text: str, spans: Sequence[_Span]) -> str:
    return "".join(_written(text, spans))


def _written(text: str, spans: Sequence[_Span]) -> Iterator[str]:
    """At each place where a span begins or ends, those inside it are closed and opened again: the result is well-formed
    even if the spans overlap."""
    cuts = sorted({0, len(text), *(span.start for span in spans), *(span.end for span in spans)})
    opened: list[_Span] = []
    for start, end in zip(cuts, [*cuts[1:], None], strict=True):
        wanted = [span for span in spans if span.start <= start < span.end]
        kept = 0
        while kept < len(opened) and kept < len(wanted) and opened[kept] is wanted[kept]:
            kept += 1
        yield from (span.closing for span in reversed(opened[kept:]))
        yield from (span.opening for span in wanted[kept:])
        opened = wanted
        if end is not None:
            yield escaped(text[start:end], preformatted=any(span.closing == "</pre>" for span in wanted))


def escaped(text: str, *, preformatted: bool = False) -> str:
    html = without_markup(text.replace("\0", "").replace("\r\n", "\n").replace("\r", "\n"))
    return html if preformatted else html.replace("\n", "<br>")


def linked(url: str, html: str) -> str | None:
    """None if a link to this address must not be followed."""
    opening = _opening_link(url)
    return f"{opening}{html}</a>" if opening else None


def _opening_link(url: str) -> str | None:
    quoted = without_markup(url).replace('"', "&quot;")
    followed = url.lower().startswith(_FOLLOWED)
    return f'<a href="{quoted}" rel="noopener noreferrer">' if followed else None
