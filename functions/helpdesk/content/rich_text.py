"""The contents of sanitised HTML: its kinds of rich text, its images, its plain text. Pure."""

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser

from helpdesk.messaging.capabilities import RichText
from helpdesk.platform.frozen import frozen

OF_TAG = {
    **dict.fromkeys(("b", "strong"), (RichText.BOLD,)),
    **dict.fromkeys(("i", "em"), (RichText.ITALIC,)),
    **dict.fromkeys(("s", "del"), (RichText.STRIKETHROUGH,)),
    **dict.fromkeys(("ul", "ol", "li"), (RichText.LISTS,)),
    **dict.fromkeys(("h1", "h2", "h3", "h4", "h5", "h6"), (RichText.BOLD, RichText.FONT_SIZE)),
    **dict.fromkeys(("sub", "sup"), (RichText.FONT_SIZE,)),
    **dict.fromkeys(("code", "pre"), (RichText.FONT_STYLE,)),
    "u": (RichText.UNDERLINE,),
    "blockquote": (RichText.BLOCKQUOTE,),
}
TABLE = {"caption", "table", "tbody", "td", "tfoot", "th", "thead", "tr"}
IN_WORDS = {
    RichText.HYPERLINK: "links",
    RichText.TEXT_ALIGNMENT: "aligned text",
    RichText.BLOCKQUOTE: "quotations",
    RichText.BOLD: "bold text",
    RichText.ITALIC: "italic text",
    RichText.UNDERLINE: "underlined text",
    RichText.STRIKETHROUGH: "crossed-out text",
    RichText.LISTS: "lists",
    RichText.TEXT_COLOR: "coloured text",
    RichText.BACKGROUND_COLOR: "coloured backgrounds",
    RichText.FONT_SIZE: "headings and other sizes of text",
    RichText.FONT_STYLE: "code and other fonts",
}
"""As people call them."""

_OF_PROPERTY = {
    "background-color": RichText.BACKGROUND_COLOR,
    "color": RichText.TEXT_COLOR,
    "font-family": RichText.FONT_STYLE,
    "font-size": RichText.FONT_SIZE,
    "text-align": RichText.TEXT_ALIGNMENT,
}
_OF_VALUE = {
    "font-style": ((re.compile("italic|oblique"), RichText.ITALIC),),
    "font-weight": ((re.compile("bold|[6-9][0-9][0-9]|1000"), RichText.BOLD),),
    "text-decoration": (
        (re.compile("underline|overline"), RichText.UNDERLINE),
        (re.compile("line-through"), RichText.STRIKETHROUGH),
    ),
}
_BLOCKS = {"blockquote", "caption", "div", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "li", "ol", "p", "pre", "tr", "ul"}
_SPACES = re.compile(r"[ \t\r\n\f]+")


@frozen
class RichTextContent:
    kinds: frozenset[RichText]
    """Paragraphs, line breaks and rules do not count: plain text has them too."""
    images: tuple[str, ...]
    """Their URLs, each once."""
    tables: bool
    """No channel can say that it supports them."""
    text: str
    """The same in plain text: one line per block or row of a table, URLs after links, `-` before list
    items, `|` between cells."""


def read(html: str) -> RichTextContent:
    """`html` must be sanitised."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return RichTextContent(
        frozenset(reader.kinds), tuple(dict.fromkeys(reader.images)), reader.tables, reader.words.text()
    )


@dataclass
class _Words:
    """Plain text under construction: white space as HTML treats it."""

    written: list[str] = field(default_factory=list)
    preformatted: int = 0

    def add(self, data: str) -> None:
        if self.preformatted:
            self.written.append(data)
            return
        data = _SPACES.sub(" ", data)
        at_start = not self.written or self.written[-1].endswith((" ", "\n"))
        if data := data.lstrip(" ") if at_start else data:
            self.written.append(data)

    def line(self) -> None:
        """Starts a new line, unless the current one is empty."""
        if "".join(self.written[-2:]).strip(" ")[-1:] not in {"", "\n"}:
            self.written.append("\n")

    def text(self) -> str:
        return "\n".join(line.rstrip(" ") for line in "".join(self.written).split("\n")).strip()


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.kinds: set[RichText] = set()
        self.images: list[str] = []
        self.words = _Words()
        self.tables = False
        self._links: list[tuple[str, int]] = []
        self._cells: int | None = None
        """Those of the row so far; None outside of rows."""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self.kinds.update(OF_TAG.get(tag, ()), kinds_of_style(given.get("style", "")))
        self._block(tag)
        match tag:
            case "a":
                self._links.append((given.get("href", ""), len(self.words.written)))
                if "href" in given:
                    self.kinds.add(RichText.HYPERLINK)
            case "br":
                self._break()
            case "table":
                self.tables = True
            case "tr":
                self._cells = 0
            case "td" | "th" if self._cells is not None:
                self.words.add(" | " if self._cells else "")
                self._cells += 1
            case "li":
                self.words.add("- ")
            case "pre":
                self.words.preformatted += 1
            case "img" if given.get("src"):
                self.images.append(given["src"])
                self.words.add(given.get("alt", ""))

    def handle_endtag(self, tag: str) -> None:
        if tag == "a" and self._links:
            href, start = self._links.pop()
            shown = "".join(self.words.written[start:]).strip()
            if href and href not in {shown, f"mailto:{shown}", f"tel:{shown}"}:
                self.words.add(f" ({href})" if shown else href)
        if tag == "pre" and self.words.preformatted:
            self.words.preformatted -= 1
        if tag == "tr":
            self._cells = None
        self._block(tag)

    def _block(self, tag: str) -> None:
        """A row stays one line, whatever is in its cells."""
        if tag in _BLOCKS and self._cells is None:
            self.words.line()
        elif tag in _BLOCKS:
            self.words.add(" ")

    def _break(self) -> None:
        if self._cells is None:
            self.words.written.append("\n")
        else:
            self.words.add(" ")

    def handle_data(self, data: str) -> None:
        self.words.add(data)


def kinds_of_style(style: str) -> set[RichText]:
    found: set[RichText] = set()
    for declaration in style.lower().split(";"):
        name, _, value = (part.strip() for part in declaration.partition(":"))
        if name in _OF_PROPERTY:
            found.add(_OF_PROPERTY[name])
        found.update(kind for pattern, kind in _OF_VALUE.get(name, ()) if pattern.search(value))
    return found
