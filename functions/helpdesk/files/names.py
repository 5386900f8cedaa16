"""Names of files: from the sender, from the server, or from the address; cleaned once. Pure."""

from collections.abc import Iterator
from contextlib import suppress
from email.errors import MessageError
from email.header import decode_header, make_header
from email.message import Message
from typing import Any
from urllib.parse import unquote

from helpdesk.files.types import ending_of, usual_ending
from helpdesk.platform.text import JOINERS, plain

MAX_CHARACTERS = 255
_MAX_HEADER = 4096
DEFAULT = "file"
_BLANKS = "\u115f\u1160\u2800\u3164\uffa0"
_SPACES = " \u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000"
_EDGES = f".{_SPACES}{_BLANKS}{JOINERS}"
# An address that ends with one of these names the program that made the file, not the file.
_PROGRAMS = {".php", ".asp", ".aspx", ".ashx", ".cgi", ".jsp", ".do", ".cfm"}


def cleaned(name: str) -> str | None:
    """One line of at most 255 characters, without a path; None if nothing to see is left."""
    last = name.replace("\\", "/").rstrip("/").rpartition("/")[2]
    return _shortened(plain(last).strip(_EDGES)) or None


def of_address(url: str) -> str | None:
    """The last part of the path, decoded."""
    path = url.partition("://")[2].partition("?")[0].partition("#")[0].partition("/")[2]
    name = cleaned(unquote(path.rstrip("/").rpartition("/")[2])) or ""
    ending = ending_of(name)
    return (name.removesuffix(ending) if ending.lower() in _PROGRAMS else name) or None


def of_disposition(header: str) -> str | None:
    """The name in a Content-Disposition (RFC 6266): `filename*` before `filename`, and what servers write instead."""
    with suppress(LookupError, ValueError, MessageError):
        return next((name for value in _names(header[:_MAX_HEADER]) if (name := cleaned(value))), None)
    return None


def complete(name: str | None, content_type: str) -> str:
    """With an ending that the type usually has, if it has none."""
    shown = name or DEFAULT
    return shown if ending_of(shown) else _shortened(shown + usual_ending(content_type))


def _names(header: str) -> Iterator[str]:
    message = Message()
    message["Content-Disposition"] = header.replace("\r", " ").replace("\n", " ")
    parameters: list[tuple[str, Any]] = message.get_params([], "content-disposition")
    values = [value for name, value in parameters if name == "filename"]
    for charset, _, value in (value for value in values if isinstance(value, tuple)):
        with suppress(LookupError, ValueError):
            yield value.encode("latin-1").decode(charset or "utf-8")
    yield from (_decoded(value) for value in values if isinstance(value, str))


def _shortened(name: str) -> str:
    """The end is kept, because it is the ending."""
    if len(name) <= MAX_CHARACTERS:
        return name
    ending = ending_of(name)
    return name[: MAX_CHARACTERS - len(ending)].rstrip(_EDGES) + ending


def _decoded(value: str) -> str:
    """Servers send UTF-8 as it is, encoded words of e-mail, and what a URL would contain."""
    with suppress(UnicodeError):
        value = value.encode("latin-1").decode()
    with suppress(LookupError, ValueError, MessageError):
        value = str(make_header(decode_header(value)))
    return unquote(value)
