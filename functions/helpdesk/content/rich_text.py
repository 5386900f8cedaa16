"""The contents of sanitised HTML: its kinds of rich text, its images, its plain text. Pure."""

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser

from helpdesk.messaging.capabilities import RichText

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
_BLOCKS = {"blockquote", "div", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "li", "ol", "p", "pre", "ul"}
_SPACES = re.compile(r"[ \t\r\n\f]+")


@dataclass(frozen=True, slots=True)
class RichTextContent:
    kinds: frozenset[RichText]
    """Paragraphs, line breaks and rules do not count: plain text has them too."""
    images: tuple[str, ...]
    """Their URLs, each once."""
    text: str
    """The same in plain text: one line per block, URLs after links, `-` before list items."""


def read(html: str) -> RichTextContent:
    """`html` must be sanitised."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return RichTextContent(frozenset(reader.kinds), tuple(dict.fromkeys(reader.images)), reader.words.text())


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
        self._links: list[tuple[str, int]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self.kinds.update(OF_TAG.get(tag, ()), kinds_of_style(given.get("style", "")))
        if tag in _BLOCKS:
            self.words.line()
        match tag:
            case "a":
                self._links.append((given.get("href", ""), len(self.words.written)))
                if "href" in given:
                    self.kinds.add(RichText.HYPERLINK)
            case "br":
                self.words.written.append("\n")
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
        if tag in _BLOCKS:
            self.words.line()

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
