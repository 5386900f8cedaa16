"""Prepared content as a channel carries it, and what is lost on the way."""

from collections.abc import Iterator, Mapping
from enum import StrEnum

from helpdesk.content import support
from helpdesk.content.draft import Draft, draft
from helpdesk.content.files import AttachedFile
from helpdesk.content.reducing import reduced
from helpdesk.content.rich_text import IN_WORDS, RichTextContent, read
from helpdesk.messaging.capabilities import Capabilities, RichText
from helpdesk.platform.errors import FieldError
from helpdesk.platform.frozen import frozen

_INSTEAD = {
    RichText.HYPERLINK: "their addresses stand after their words",
    RichText.BLOCKQUOTE: "their lines begin with >",
    RichText.LISTS: "their entries begin with - or a number",
}


class LossKind(StrEnum):
    """Beside the kinds of rich text."""

    TABLE = "TABLE"
    IMAGE = "IMAGE"
    FILE = "FILE"


@frozen
class Loss:
    kind: RichText | LossKind
    field: str
    message: str
    capability: str


@frozen
class Preview:
    draft: Draft
    """As a reply with it is stored and sent."""
    files: Mapping[str, AttachedFile]
    lost: tuple[Loss, ...]
    """What the channel does not carry, and what stands instead."""
    refused: tuple[FieldError, ...]
    """Why a reply with this content alone would be refused."""


def carried(can: Capabilities, text: str, html: str | None) -> Preview:
    """The content in the richest form that the channel carries. Sending it changes nothing more."""
    if html is None:
        made = draft(text)
        return Preview(made, {}, (), tuple(support.violations(can, made, {})))
    reading = read(html)
    losses = list(_losses(can, reading))
    fitting = reduced(html, can.rich_text, images=can.allow_inline_images) if losses else html
    is_plain = not (can.rich_text or (reading.images and can.allow_inline_images))
    made = draft(read(fitting).text) if is_plain else draft("", fitting)
    return Preview(made, {}, tuple(losses), tuple(support.violations(can, made, {})))


def _losses(can: Capabilities, reading: RichTextContent) -> Iterator[Loss]:
    for kind in sorted(reading.kinds - set(can.rich_text)):
        words = ": ".join(part for part in (IN_WORDS[kind], _INSTEAD.get(kind)) if part)
        yield Loss(kind, "rich_text", words, "richText")
    if reading.tables:
        yield Loss(LossKind.TABLE, "rich_text", "tables: each row is a line, with | between its cells", "richText")
    if reading.images and not can.allow_inline_images:
        yield Loss(LossKind.IMAGE, "rich_text", "images: their descriptions stand instead", "allowInlineImages")
