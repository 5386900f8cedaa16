"""Telegram's rich messages (core.telegram.org/bots/api#richmessage): blocks of text, lists, tables and media. Pure."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from helpdesk.files.parts import MAX_ATTACHMENTS
from helpdesk.messaging.messages import Json
from helpdesk.platform.frozen import frozen
from helpdesk.platform.text import visible
from helpdesk.providers.telegram.inbound import media
from helpdesk.providers.telegram.inbound.formatting import INLINE_TAGS, escaped, linked
from helpdesk.providers.telegram.inbound.shown import Shown
from helpdesk.providers.telegram.values import number, words

_DEEPEST = 20
_TAGS = INLINE_TAGS | {"subscript": "sub", "superscript": "sup"}
# These are in the text itself: nothing is lost without a tag.
_IN_THE_TEXT = {
    *("mention", "hashtag", "cashtag", "bot_command", "email_address", "phone_number", "bank_card_number"),
    *("date_time", "anchor_link", "reference", "reference_link"),
}
_Media = Callable[[Any, str], Shown]
_MEDIA: Mapping[str, tuple[str, _Media]] = {
    "animation": ("animation", media.animation),
    "audio": ("audio", media.audio),
    "document": ("document", media.document),
    "photo": ("photo", media.photo),
    "video": ("video", media.video),
    "voice_note": ("voice_note", media.voice),
    "map": ("location", lambda content, _: media.location(content)),
}


@frozen
class _Written:
    text: str = ""
    html: str = ""

    def inside(self, tag: str) -> "_Written":
        return _Written(self.text, f"<{tag}>{self.html}</{tag}>") if self.html else self


def rich_message(content: Json, account_id: str) -> Shown:
    reader = _Reader(account_id)
    reader.is_whole = not content.get("is_rtl")
    written = reader.blocks(content["blocks"], 0)
    is_shown = visible(written.text) is not None or bool(reader.parts)
    html, parts = written.html or None, tuple(reader.parts)
    return Shown(written.text, html, parts, is_shown=is_shown, is_whole=reader.is_whole)


class _Reader:
    def __init__(self, account_id: str) -> None:
        self._account_id = account_id
        self.parts: list[Json] = []
        self.is_whole = True

    def blocks(self, blocks: Sequence[Json], depth: int) -> _Written:
        if depth > _DEEPEST:
            raise ValueError("blocks are nested too deeply")
        return _lines(self._block(block, depth) for block in blocks)

    def _block(self, block: Json, depth: int) -> _Written:
        kind = block["type"]
        if kind in _MEDIA:
            return self._medium(*_MEDIA[kind], block, depth)
        if kind in _BLOCKS:
            return _BLOCKS[kind](self, block, depth)
        self.is_whole &= kind in {"paragraph", "footer"}
        return self.inline(block.get("text", ""), depth).inside("p")

    def heading(self, block: Json, depth: int) -> _Written:
        return self.inline(block["text"], depth).inside(f"h{min(max(number(block['size']), 1), 6)}")

    def preformatted(self, block: Json, depth: int) -> _Written:
        self.is_whole &= "language" not in block
        return self.inline(block["text"], depth).inside("pre")

    def details(self, block: Json, depth: int) -> _Written:
        summary = self.inline(block["summary"], depth).inside("strong").inside("p")
        return _lines([summary, self.blocks(block["blocks"], depth + 1)])

    def gallery(self, block: Json, depth: int) -> _Written:
        return _lines([self.blocks(block["blocks"], depth + 1), self._caption(block, depth)])

    def buttons(self, block: Json, depth: int) -> _Written:
        return _joined([self.button(each, depth) for each in block["buttons"]], " ").inside("p")

    def _medium(self, field: str, read: _Media, block: Json, depth: int) -> _Written:
        shown = read(block[field], self._account_id)
        if len(self.parts) < MAX_ATTACHMENTS:
            self.parts += shown.parts
            self.is_whole &= shown.is_whole and not block.get("has_spoiler")
        else:
            self.is_whole = False
        return self._caption(block, depth)

    def _caption(self, block: Json, depth: int) -> _Written:
        caption = block.get("caption")
        if caption is None:
            return _Written()
        credit = self._credit(caption, depth)
        return _lines([self.inline(caption["text"], depth).inside("em").inside("p"), credit])

    def _credit(self, content: Json, depth: int) -> _Written:
        credit = content.get("credit")
        return _joined([_plain("— "), self.inline(credit, depth)], "").inside("p") if credit else _Written()

    def quotation(self, block: Json, depth: int) -> _Written:
        deeper = depth + 1
        quoted = self.blocks(block["blocks"], deeper) if "blocks" in block else self.inline(block["text"], deeper)
        return _lines([quoted.inside("blockquote"), self._credit(block, depth)])

    def items(self, items: Sequence[Json], depth: int) -> _Written:
        written = [self._item(item, depth) for item in items]
        return _lines(written).inside("ul")

    def _item(self, item: Json, depth: int) -> _Written:
        """With its own label: numbers may begin anywhere, and may be letters."""
        label = words(item["label"])
        if item.get("has_checkbox"):
            label = "☑" if item.get("is_checked") else "☐"
        content = self.blocks(item["blocks"], depth + 1)
        is_bullet = label in {"", "•", "-", "*"}
        shown = "" if is_bullet else f"{escaped(label)} "
        begun = "<p>" if content.html.startswith("<p>") else ""  # on the same line as its label
        html = f"<li>{begun}{shown}{content.html.removeprefix(begun)}</li>"
        return _Written(f"{'-' if is_bullet else label} {content.text}", html)

    def table(self, block: Json, depth: int) -> _Written:
        """Each row is a line: the conversation shows no tables."""
        self.is_whole = False
        rows = [_joined([self._cell(cell, depth) for cell in row], " | ").inside("p") for row in block["cells"]]
        caption = (
            self.inline(block["caption"], depth).inside("strong").inside("p") if "caption" in block else _Written()
        )
        return _lines([caption, *rows])

    def _cell(self, cell: Json, depth: int) -> _Written:
        written = self.inline(cell.get("text", ""), depth)
        return written.inside("strong") if cell.get("is_header") else written

    def inline(self, content: Any, depth: int) -> _Written:
        if depth > _DEEPEST:
            raise ValueError("text is nested too deeply")
        if isinstance(content, str):
            return _plain(content)
        if isinstance(content, list):
            return _joined([self.inline(each, depth + 1) for each in content], "")
        return self._formatted(content, depth + 1)

    def _formatted(self, content: Json, depth: int) -> _Written:
        kind = content["type"]
        if kind in _INLINE:
            return _INLINE[kind](self, content, depth)
        inner = self.inline(content["text"], depth)
        self.is_whole &= kind in _TAGS or kind in _IN_THE_TEXT
        return inner.inside(_TAGS[kind]) if kind in _TAGS else inner

    def link(self, content: Json, depth: int) -> _Written:
        inner = self.inline(content["text"], depth)
        is_innermost = "<a " not in inner.html  # a link contains no other
        link = linked(words(content["url"]), inner.html) if is_innermost else None
        self.is_whole &= link is not None
        return _Written(inner.text, link or inner.html)

    def emoji(self, content: Json, _depth: int) -> _Written:
        self.is_whole = False
        return _plain(content["alternative_text"])

    def button(self, button: Json, depth: int) -> _Written:
        self.is_whole = False
        return _joined([_plain("["), self.inline(button["text"], depth), _plain("]")], "")


_Reading = Callable[[_Reader, Json, int], _Written]
_BLOCKS: Mapping[str, _Reading] = {
    "anchor": lambda _reader, _block, _depth: _Written(),
    "blockquote": _Reader.quotation,
    "buttons": _Reader.buttons,
    "collage": _Reader.gallery,
    "details": _Reader.details,
    "divider": lambda _reader, _block, _depth: _Written("—", "<hr>"),
    "expandable_blockquote": _Reader.quotation,
    "heading": _Reader.heading,
    "list": lambda reader, block, depth: reader.items(block["items"], depth),
    "mathematical_expression": lambda _reader, block, _depth: _plain(block["expression"]).inside("pre"),
    "pre": _Reader.preformatted,
    "pullquote": _Reader.quotation,
    "slideshow": _Reader.gallery,
    "table": _Reader.table,
}
_INLINE: Mapping[str, _Reading] = {
    "anchor": lambda _reader, _content, _depth: _Written(),
    "button": lambda reader, content, depth: reader.button(content["button"], depth),
    "custom_emoji": _Reader.emoji,
    "mathematical_expression": lambda _reader, content, _depth: _plain(content["expression"]).inside("code"),
    "url": _Reader.link,
}


def _plain(text: Any) -> _Written:
    said = words(text)
    return _Written(said, escaped(said))


def _joined(pieces: Sequence[_Written], separator: str) -> _Written:
    return _Written(separator.join(each.text for each in pieces), separator.join(each.html for each in pieces))


def _lines(pieces: Iterable[_Written]) -> _Written:
    written = [each for each in pieces if each.text or each.html]
    return _Written("\n".join(filter(None, (each.text for each in written))), "".join(each.html for each in written))
