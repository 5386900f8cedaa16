"""Sanitises external HTML: formatting stays; scripts and external content are removed."""

import re
from urllib.parse import urlsplit

import nh3

from helpdesk.content.html_structure import Structure
from helpdesk.content.rich_text import TABLE
from helpdesk.platform.errors import InvalidRequest

_MAX_BYTES = 100_000
_MAX_DEPTH = 200
_MAX_WORK = 500_000
# It becomes five bytes.
_BARE_AMPERSAND = re.compile("&(?![a-z#])", re.IGNORECASE)
_TAGS = {
    *("a", "b", "blockquote", "br", "code", "del", "div", "em", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "i", "li"),
    *("ol", "p", "pre", "s", "span", "strong", "sub", "sup", "u", "ul"),
}
_STYLES = {
    *("background-color", "color", "font-family", "font-size", "font-style", "font-weight", "text-align"),
    "text-decoration",
}
_ATTRIBUTES = {"*": {"style"}, "a": {"href"}}
# Browsers resolve any other URL against the page that shows it.
_ABSOLUTE = re.compile(r"https?://[^\s/\\?#]|mailto:|tel:", re.IGNORECASE)
# What remains of an image whose URL was invalid.
_EMPTY_IMAGE = re.compile(r'<img(?: (?:alt|style)="[^"]*")*>')


def sanitised(html: str, *, field: str = "richText", images: bool = False, tables: bool = False) -> str | None:
    """None if nothing remains. `images`: images with an https URL stay; `tables`: so do tables. Raises InvalidRequest,
    for the field `field`: before cleaning, if the time for that could be out of proportion to the size, and if the
    result is too large."""
    _check_structure(html, field)
    clean = nh3.clean(
        html,
        tags=_TAGS | ({"img"} if images else set()) | (TABLE if tables else set()),
        attributes=_ATTRIBUTES | {"img": {"src", "alt"}} if images else _ATTRIBUTES,
        attribute_filter=_without_other_urls,
        url_schemes={"http", "https", "mailto", "tel"},
        filter_style_properties=_STYLES,
    )
    clean = _EMPTY_IMAGE.sub("", clean).strip()
    _check_size(len(clean.encode()), field)
    return clean or None


def _check_size(size: int, field: str) -> None:
    if size > _MAX_BYTES:
        message = f"Rich text can have at most {_MAX_BYTES} bytes."
        raise InvalidRequest.at(field, message, code="rich_text_too_long")


def _check_structure(html: str, field: str) -> None:
    """An HTML parser looks through the open elements at each tag, and reopens unclosed formatting in each element that
    follows: without a limit, its time grows with the square of the size."""
    _check_size(len(html.encode()) + 4 * len(_BARE_AMPERSAND.findall(html)), field)
    structure = Structure.of(html, stop_at=_MAX_WORK)
    if structure.depth is not None and structure.depth > _MAX_DEPTH:
        message = f"The rich text nests elements {structure.depth} deep; the limit is {_MAX_DEPTH}."
        raise InvalidRequest.at(field, message, code="rich_text_too_deep")
    if structure.work > _MAX_WORK:
        message = "The rich text leaves too many elements open: close each element that it opens."
        raise InvalidRequest.at(field, message, code="rich_text_too_deep")


def _without_other_urls(tag: str, attribute: str, value: str) -> str | None:
    match tag, attribute:
        case "img", "src":
            return value if _is_https(value) else None
        case "a", "href":
            return value if _ABSOLUTE.match(value) else None
    return value


def _is_https(url: str) -> bool:
    try:
        parts = urlsplit(url)
    except ValueError:  # browsers accept strings as URLs that are not valid
        return False
    return parts.scheme == "https" and bool(parts.hostname) and parts.username is None and parts.netloc.isascii()
