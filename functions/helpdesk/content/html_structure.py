"""How deep HTML is nested, estimated in one pass without parsing it. Never less than what a parser finds. Pure."""

import re
from typing import Self

from helpdesk.platform.frozen import frozen

_TAG = re.compile(r"<(/?)([a-z][^\s/>]*)", re.IGNORECASE)
_FORMATTING = {"a", "b", "big", "code", "em", "font", "i", "nobr", "s", "small", "strike", "strong", "tt", "u"}
"""Parsers reopen these in every element that follows, until they are closed."""
_VOID = {
    *("area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr")
}
_CLOSED_BY_NEXT = {"dd", "dt", "li", "option", "p"}
"""Elements that need no end tag. They nest only within other elements, which are counted."""
_MISLEADING = re.compile(
    r"</[^a-z]|</?[a-z][^>]*<|=\s*(?:\"[^\"]*[<>]|'[^']*[<>])"
    r"|<(?:applet|button|caption|iframe|marquee|math|no(?:embed|frames|script)|object|plaintext|script|select|style|svg"
    r"|table|template|textarea|title|xmp)\b",
    re.IGNORECASE,
)
"""HTML in which an end tag may not be one (in an attribute), or may not apply."""


@frozen
class Structure:
    depth: int | None
    """The most elements that are open at the same time; None if it is not clear which end tags apply."""
    work: int
    """The open elements at each tag, added up."""

    @classmethod
    def of(cls, html: str, *, stop_at: int) -> Self:
        """Counts until `work` exceeds `stop_at`."""
        text = _without_comments(html)
        closes = not (_MISLEADING.search(html) or "<!" in text or "<?" in text)
        opened: list[str] = []
        deepest = work = 0
        for tag in _TAG.finditer(text):
            name = tag[2].lower()
            if not tag[1] and name not in _VOID | _CLOSED_BY_NEXT:
                opened.append(name)
                deepest = max(deepest, len(opened))
            elif tag[1] and closes:
                _close(opened, name)
            work += len(opened)
            if work > stop_at:
                break
        return cls(deepest if closes else None, work)


def _without_comments(html: str) -> str:
    """Keeps what does not end in the usual way."""
    kept, at = [], 0
    while (start := html.find("<!--", at)) >= 0 and (end := html.find("-->", start + 4)) >= 0:
        if ">" in html[start + 4 : start + 6] or html.find("--!>", start, end) >= 0:
            break
        kept.append(html[at:start])
        at = end + 3
    return "".join((*kept, html[at:]))


def _close(opened: list[str], name: str) -> None:
    """Removes the newest element of that name, if only unclosed formatting is inside it, which stays open. For
    formatting itself, whatever is inside stays open."""
    for at in range(len(opened) - 1, -1, -1):
        if opened[at] == name:
            del opened[at]
            return
        if name not in _FORMATTING and opened[at] not in _FORMATTING:
            return
