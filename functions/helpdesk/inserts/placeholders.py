"""Placeholders of a snippet, such as `{{contact.first_name|there}}`: what follows `|` stands where there is no value.
Pure."""

import re
from collections.abc import Callable, Container, Iterator, Mapping

from helpdesk.platform.errors import FieldError

_PLACEHOLDER = re.compile(r"\{\{ *([a-z][a-z0-9_]*\.[a-z][a-z0-9_]*) *(?:\|([^{}|]*))?\}\}")
_TAG = re.compile(r"<[^>]*>")
OF_CONTACT = ("contact.name", "contact.first_name", "contact.email", "contact.phone")
OF_TICKET = ("ticket.number", "ticket.name", "ticket.status", "ticket.priority", "ticket.category")
OF_AGENT = ("agent.name", "agent.first_name", "agent.email")
ALWAYS = (*OF_CONTACT, *OF_TICKET, *OF_AGENT)
"""Beside them, `ticket.` and the name of each property of the desk."""


def names(content: str) -> list[str]:
    """Of the placeholders, each once."""
    return list(dict.fromkeys(found[1] for found in _PLACEHOLDER.finditer(content)))


def filled(content: str, values: Mapping[str, str | None], escaped: Callable[[str], str] = str) -> str:
    """`escaped`: how a value is written where it stands. A placeholder that has neither a value nor a default stays:
    see `missing`."""

    def value(found: "re.Match[str]") -> str:
        known = values.get(found[1])
        if known:
            return escaped(known)
        return found[0] if found[2] is None else found[2].strip()

    return _PLACEHOLDER.sub(value, content)


def missing(content: str, values: Mapping[str, str | None]) -> list[str]:
    """The names of the placeholders that have neither a value nor a default."""
    found = [each[1] for each in _PLACEHOLDER.finditer(content) if each[2] is None and not values.get(each[1])]
    return list(dict.fromkeys(found))


def flaws(field: str, content: str, own: Container[str]) -> Iterator[FieldError]:
    """`own`: the names of the desk's properties. In HTML, a placeholder stands in the text: an address that a value
    could change would lead elsewhere."""
    for name in names(content):
        if name not in ALWAYS and not (name.startswith("ticket.") and name.removeprefix("ticket.") in own):
            known = ", ".join(ALWAYS)
            message = f"there is no placeholder {name!r}. There are {known}, and ticket. with the name of a property"
            yield FieldError(field, message)
    if any("{{" in tag or "%7B%7B" in tag for tag in _TAG.findall(content)):
        yield FieldError(field, "a placeholder cannot stand in an address or in a style: write it into the text")
    elif "{{" in _PLACEHOLDER.sub("", content) or "}}" in _PLACEHOLDER.sub("", content):
        example = "{{contact.first_name|there}}"
        yield FieldError(field, f"a placeholder is not complete, or formatted in parts: it looks like {example}")
