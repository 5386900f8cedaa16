"""Sanitises external HTML: formatting stays; scripts and external content are removed."""

import re
from collections import Counter
from urllib.parse import urlsplit

import nh3

from helpdesk.platform.errors import InvalidRequest

_MAX_BYTES = 100_000
_MOST_REOPENED = 500_000
_ELEMENT = re.compile(r"<[a-z]", re.IGNORECASE)
_FORMATTING = re.compile(r"<(/?)(a|b|big|code|em|font|i|nobr|s|small|strike|strong|tt|u)(?![a-z0-9])", re.IGNORECASE)
_MISLEADING = re.compile(
    r"<[!?]|<[a-z][^>]*<|=\s*[\"'][^\"']*[<>]"
    r"|<(?:iframe|math|no(?:embed|frames|script)|plaintext|script|select|style|svg|table|template|textarea|title|xmp)\b",
    re.IGNORECASE,
)
_TAGS = {
    *("a", "b", "blockquote", "br", "code", "del", "div", "em", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "i", "li"),
    *("ol", "p", "pre", "s", "span", "strong", "sub", "sup", "u", "ul"),
}
_STYLES = {
    *("background-color", "color", "font-family", "font-size", "font-style", "font-weight", "text-align"),
    "text-decoration",
}
_ATTRIBUTES = {"*": {"style"}, "a": {"href"}}
# What remains of an image whose URL was invalid.
_EMPTY_IMAGE = re.compile(r'<img(?: (?:alt|style)="[^"]*")*>')


def sanitised(html: str, *, field: str = "richText", images: bool = False) -> str | None:
    """None if nothing remains. `images`: images with an https URL stay. Raises InvalidRequest, for the field `field`,
    if the result is too large for one item of the table."""
    _check_structure(html, field)
    clean = nh3.clean(
        html,
        tags=_TAGS | {"img"} if images else _TAGS,
        attributes=_ATTRIBUTES | {"img": {"src", "alt"}} if images else _ATTRIBUTES,
        attribute_filter=_no_other_images,
        url_schemes={"http", "https", "mailto", "tel"},
        filter_style_properties=_STYLES,
    )
    clean = _EMPTY_IMAGE.sub("", clean).strip()
    if len(clean.encode()) > _MAX_BYTES:
        message = f"Rich text can have at most {_MAX_BYTES} bytes."
        raise InvalidRequest.at(field, message, code="rich_text_too_long")
    return clean or None


def _check_structure(html: str, field: str) -> None:
    """An HTML parser reopens unclosed formatting in every element that follows; this is the number of elements that it
    has to hold."""
    elements, left_open = len(_ELEMENT.findall(html)), _left_open(html)
    if elements * left_open > _MOST_REOPENED:
        message = (
            f"The rich text leaves formatting open in {elements} elements: close each <b>, <i>, <a> that it opens."
        )
        raise InvalidRequest.at(field, message, code="rich_text_too_long")


def _left_open(html: str) -> int:
    """The number of formatting elements that are open at the same time. Where a tag may not be one (in a comment, in an
    attribute), it does not count as closed."""
    closes = not _MISLEADING.search(html)
    open_now: Counter[str] = Counter()
    most = 0
    for end, name in _FORMATTING.findall(html):
        if not end:
            open_now[name.lower()] += 1
            most = max(most, open_now.total())
        elif closes and open_now[name.lower()]:
            open_now[name.lower()] -= 1
    return most


def _no_other_images(tag: str, attribute: str, value: str) -> str | None:
    return None if tag == "img" and attribute == "src" and not _is_https(value) else value


def _is_https(url: str) -> bool:
    try:
        parts = urlsplit(url)
    except ValueError:  # browsers accept strings as URLs that are not valid
        return False
    return parts.scheme == "https" and bool(parts.hostname) and parts.username is None and parts.netloc.isascii()
