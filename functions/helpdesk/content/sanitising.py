"""HTML of the outside, cleaned: what says something about the text stays, whatever acts or loads goes."""

import re

import nh3

from helpdesk.platform.errors import FieldError, InvalidRequest

_MAX_BYTES = 100_000
_TAGS = {
    *("a", "b", "blockquote", "br", "code", "del", "div", "em", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "i", "li"),
    *("ol", "p", "pre", "s", "span", "strong", "sub", "sup", "u", "ul"),
}
_STYLES = {
    *("background-color", "color", "font-family", "font-size", "font-style", "font-weight", "text-align"),
    "text-decoration",
}
_ATTRIBUTES = {"*": {"style"}, "a": {"href"}}
# What is left of an image whose address was none.
_EMPTY_IMAGE = re.compile(r'<img(?: (?:alt|style)="[^"]*")*>')


def sanitised(html: str, *, field: str = "richText", images: bool = False) -> str | None:
    """None where nothing is left. `images`: those with an https address stay. Raises InvalidRequest for more than one
    item of the table should hold, under the name `field`."""
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
        message = f"At most {_MAX_BYTES} bytes of rich text are taken."
        raise InvalidRequest(message, code="rich_text_too_long", fields=[FieldError(field, message)])
    return clean or None


def _no_other_images(tag: str, attribute: str, value: str) -> str | None:
    return None if tag == "img" and attribute == "src" and not value.lower().startswith("https://") else value
