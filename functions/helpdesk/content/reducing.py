"""Sanitised HTML as a channel carries it: what it does not carry becomes plain words in the same place. Pure."""

from collections.abc import Collection
from dataclasses import dataclass, field
from html.parser import HTMLParser

from helpdesk.content.rich_text import OF_TAG, TABLE, kinds_of_style
from helpdesk.messaging.capabilities import RichText
from helpdesk.platform.text import without_markup

_VOID = {"br", "hr", "img"}
_BLOCKS = {"blockquote", "div", "h1", "h2", "h3", "h4", "h5", "h6", "li", "ol", "p", "pre", "tr", "ul"}
_HEADINGS = {"h1", "h2", "h3", "h4", "h5", "h6"}


def reduced(html: str, kinds: Collection[RichText], *, images: bool) -> str:
    """With these kinds of rich text alone. Instead of the others: a link's address after its words, `- ` or a number
    before an entry of a list, `> ` before a line of a quotation, the description of an image, a line with `|`
    between its cells for a row of a table."""
    reader = _Reader(frozenset(kinds), images=images)
    reader.feed(html)
    reader.close()
    return "".join(reader.written)


@dataclass
class _Open:
    tag: str
    closes: str
    """What is written at its end."""
    href: str | None = None
    """Of a link that is not carried."""
    start: int = 0
    in_cell: bool = False
    """A block in a cell of a table, which is no block there."""


@dataclass
class _List:
    numbered: bool
    entries: int = 0


@dataclass
class _State:
    open: list[_Open] = field(default_factory=list)
    lists: list[_List] = field(default_factory=list)
    quoted: int = 0
    preformatted: int = 0
    at_line_start: bool = True
    cells: int | None = None
    """Of the row so far; None outside of rows."""


class _Reader(HTMLParser):
    def __init__(self, kinds: frozenset[RichText], *, images: bool) -> None:
        super().__init__(convert_charrefs=True)
        self.written: list[str] = []
        self._kinds = kinds
        self._images = images
        self._state = _State()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag in _VOID:
            self._void(tag, given)
            return
        opened = _Open(tag, closes="", start=len(self.written))
        if tag in _BLOCKS and self._state.cells is not None:
            self._words(" ")
            opened.in_cell = True
            self._state.open.append(opened)
            return
        if tag in _BLOCKS:
            self._state.at_line_start = True
        if self._carries(tag):
            self.written.append(f"<{tag}{self._attributes(given)}>")
            opened.closes = f"</{tag}>"
        else:
            self._instead(opened, given)
        self._state.open.append(opened)

    def handle_endtag(self, tag: str) -> None:
        state = self._state
        if tag in _VOID or not any(each.tag == tag for each in state.open):
            return
        while state.open:
            opened = state.open.pop()
            self._close(opened)
            if opened.tag == tag:
                return

    def handle_data(self, data: str) -> None:
        state = self._state
        if not data.strip() and state.at_line_start:
            self.written.append(without_markup(data))
            return
        lines = data.split("\n") if state.preformatted else [data]
        for at, line in enumerate(lines):
            if at:
                self._line_break()
            self._words(line)

    def close(self) -> None:
        super().close()
        while self._state.open:
            self._close(self._state.open.pop())

    def _carries(self, tag: str) -> bool:
        if tag in TABLE:
            return False
        wanted = {RichText.HYPERLINK} if tag == "a" else set(OF_TAG.get(tag, ()))
        return wanted <= self._kinds

    def _instead(self, opened: _Open, given: dict[str, str]) -> None:
        """What stands for an element that is not carried."""
        state, tag = self._state, opened.tag
        if tag == "a":
            opened.href = given.get("href")
        elif tag in {"ul", "ol"}:
            state.lists.append(_List(numbered=tag == "ol"))
        elif tag == "blockquote":
            state.quoted += 1
            self._block(opened)
        elif tag == "pre":
            state.preformatted += 1
            self._block(opened)
        elif tag == "li":
            self._block(opened)
            self._words(self._mark())
        elif tag in _HEADINGS:
            self._block(opened)
            self._bold(opened)
        elif tag in {"tr", "caption"}:
            self._block(opened)
            state.cells = 0 if tag == "tr" else None
        elif tag in {"td", "th"}:
            self._cell(opened)

    def _cell(self, opened: _Open) -> None:
        state = self._state
        if state.cells:
            self._words(" | ")
        state.cells = (state.cells or 0) + 1
        if opened.tag == "th":
            self._bold(opened)

    def _bold(self, opened: _Open) -> None:
        if RichText.BOLD in self._kinds:
            self.written.append("<b>")
            opened.closes = f"</b>{opened.closes}"

    def _block(self, opened: _Open) -> None:
        self.written.append("<div>")
        opened.closes = "</div>"

    def _mark(self) -> str:
        if not self._state.lists:
            return "- "
        inside = self._state.lists[-1]
        inside.entries += 1
        return f"{inside.entries}. " if inside.numbered else "- "

    def _close(self, opened: _Open) -> None:
        state = self._state
        if opened.in_cell:
            return
        if opened.href:
            shown = "".join(self.written[opened.start :]).strip()
            address = without_markup(opened.href)
            if shown not in {address, address.removeprefix("mailto:"), address.removeprefix("tel:")}:
                self.written.append(f" ({address})" if shown else address)
        if not self._carries(opened.tag):
            if opened.tag in {"ul", "ol"} and state.lists:
                state.lists.pop()
            state.quoted -= opened.tag == "blockquote"
            state.preformatted -= opened.tag == "pre"
        self.written.append(opened.closes)
        if opened.tag == "tr":
            state.cells = None
        if opened.tag in _BLOCKS and state.cells is None:
            state.at_line_start = True

    def _void(self, tag: str, given: dict[str, str]) -> None:
        if tag == "br":
            self._line_break()
        elif tag == "hr" and self._state.cells is None:
            self.written.append("<hr>")
            self._state.at_line_start = True
        elif tag == "img" and self._images:
            self.written.append(f"<img{self._attributes(given)}>")
            self._state.at_line_start = False
        elif given.get("alt"):
            self._words(given["alt"])

    def _line_break(self) -> None:
        if self._state.cells is not None:
            self._words(" ")
            return
        self.written.append("<br>")
        self._state.at_line_start = True

    def _words(self, text: str) -> None:
        state = self._state
        if state.quoted and state.at_line_start and text.strip():
            self.written.append(without_markup("> " * state.quoted))
        self.written.append(without_markup(text))
        if text.strip():
            state.at_line_start = False

    def _attributes(self, given: dict[str, str]) -> str:
        kept = {name: value for name, value in given.items() if name != "style"}
        declared = [each.strip() for each in given.get("style", "").split(";") if each.strip()]
        if style := ";".join(each for each in declared if kinds_of_style(each) <= self._kinds):
            kept["style"] = style
        return "".join(f' {name}="{_quoted(value)}"' for name, value in kept.items())


def _quoted(value: str) -> str:
    return without_markup(value).replace('"', "&quot;")
