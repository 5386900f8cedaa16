"""HTML of the outside, cleaned: what says something about the text stays, whatever acts or loads goes."""

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


def sanitised(html: str) -> str | None:
    """None where nothing is left. Raises InvalidRequest for more than one item of the table should hold."""
    clean = nh3.clean(
        html,
        tags=_TAGS,
        attributes={"*": {"style"}, "a": {"href"}},
        url_schemes={"http", "https", "mailto", "tel"},
        filter_style_properties=_STYLES,
    )
    if len(clean.encode()) > _MAX_BYTES:
        message = f"At most {_MAX_BYTES} bytes of rich text are taken."
        raise InvalidRequest(message, code="rich_text_too_long", fields=[FieldError("richText", message)])
    return clean.strip() or None
