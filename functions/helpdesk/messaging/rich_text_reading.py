"""Reads sanitised rich text as formatted text. Pure.

Only for messages that are formatted: the parser of HTML is a part of a cold start.
"""

import re
from collections.abc import Callable
from html.parser import HTMLParser

from helpdesk.messaging.formatted_text import Format, FormattedText, Span

_OF_TAG = {
    **dict.fromkeys(("b", "strong", "h1", "h2", "h3", "h4", "h5", "h6"), Format.BOLD),
    **dict.fromkeys(("i", "em"), Format.ITALIC),
    **dict.fromkeys(("s", "del"), Format.STRIKETHROUGH),
    "u": Format.UNDERLINE,
    "blockquote": Format.BLOCKQUOTE,
    "code": Format.CODE,
    "pre": Format.PREFORMATTED,
}
_OF_STYLE = (
    (re.compile(r"font-weight:\s*(?:bold|[6-9]00|1000)"), Format.BOLD),
    (re.compile(r"font-style:\s*(?:italic|oblique)"), Format.ITALIC),
    (re.compile(r"text-decoration:[^;]*\b(?:underline|overline)"), Format.UNDERLINE),
    (re.compile(r"text-decoration:[^;]*\bline-through"), Format.STRIKETHROUGH),
)
_BLOCKS = {"blockquote", "div", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "li", "ol", "p", "pre", "ul"}
_VOID = {"br", "hr", "img"}
_LISTS = {"ol", "ul"}
_SPACES = re.compile(r"[ \t\r\n\f]+")
_RULE = "———"


def read(html: str, is_link: Callable[[str], bool]) -> FormattedText:
    """One line per block; list items with `•` or their number. `is_link`: whether the service can link to this URL; if
    not, the URL follows the text of its link."""
    reader = _Reader(is_link)
    reader.feed(html)
    reader.close()
    return reader.result()


class _Reader(HTMLParser):
    def __init__(self, is_link: Callable[[str], bool]) -> None:
        super().__init__(convert_charrefs=True)
        self._is_link = is_link
        self._text = ""
        self._spans: list[Span] = []
        self._open: list[tuple[str, int, tuple[Format, ...], str]] = []
        """Each open element: its tag, where it began, its formats, and the URL that it links to."""
        self._lists: list[int | None] = []
        """Each open list: how many items it has so far, if they are numbered."""

    def result(self) -> FormattedText:
        while self._open:
            self._close()
        return FormattedText(self._text, tuple(sorted(self._spans, key=_in_order))).part(0, len(self._text))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag in _BLOCKS:
            self._line()
        match tag:
            case "br":
                self._text += "\n"
            case "hr":
                self._write(_RULE)
                self._line()
            case "li":
                self._write(self._bullet())
            case "ol" | "ul":
                self._lists.append(0 if tag == "ol" else None)
        if tag not in _VOID:
            style = given.get("style", "").lower()
            formats = [of for pattern, of in _OF_STYLE if pattern.search(style)]
            formats += [_OF_TAG[tag]] if tag in _OF_TAG else []
            self._open.append((tag, len(self._text), tuple(formats), given.get("href", "")))

    def handle_endtag(self, tag: str) -> None:
        if any(tag == opened for opened, *_ in self._open):
            while self._close() != tag:
                pass

    def handle_data(self, data: str) -> None:
        if any(Format.PREFORMATTED in formats for _, _, formats, _ in self._open):
            self._text += data
        else:
            self._write(_SPACES.sub(" ", data))

    def _close(self) -> str:
        """The innermost open element."""
        tag, start, formats, url = self._open.pop()
        self._span(start, *formats)
        if url:
            self._link(start, url)
        if tag in _LISTS:
            self._lists.pop()
        if tag in _BLOCKS:
            self._line()
        return tag

    def _link(self, start: int, url: str) -> None:
        shown = self._text[start:].strip()
        if self._is_link(url):
            self._write("" if shown else url)
            self._span(start, Format.LINK, url=url)
        elif url.partition(":")[2] != shown != url:
            address = url.removeprefix("mailto:").removeprefix("tel:")
            self._write(f" ({address})" if shown else address)

    def _span(self, start: int, *formats: Format, url: str | None = None) -> None:
        inside = self._text[start:]
        first = start + len(inside) - len(inside.lstrip())
        end = first + len(inside.strip())
        self._spans += [Span(first, end, each, url) for each in formats if first < end]

    def _bullet(self) -> str:
        indent = "\u00a0\u00a0" * (len(self._lists) - 1)
        if not self._lists or self._lists[-1] is None:
            return f"{indent}• "
        self._lists[-1] += 1
        return f"{indent}{self._lists[-1]}. "

    def _write(self, words: str) -> None:
        at_start = not self._text or self._text[-1] in " \n"
        self._text += words.lstrip(" ") if at_start else words

    def _line(self) -> None:
        """Starts a new line, unless the current one is empty."""
        if self._text.rstrip(" ")[-1:] not in {"", "\n"}:
            self._text += "\n"


def _in_order(span: Span) -> tuple[int, int]:
    return span.start, -span.end
