"""Detects the type of a file by its first bytes. A declared type counts only if the bytes match it."""

import mimetypes
import re
from collections.abc import Iterable
from dataclasses import dataclass

from helpdesk.files.models import OCTET_STREAM

SNIFFED_BYTES = 8 * 1024

_TYPE = re.compile(r"[a-z0-9!#$&^_.+-]{1,127}/[a-z0-9!#$&^_.+-]{1,127}")
# Four bytes that many types start with say little if another type matches eight.
_SURE_ENOUGH = 0.6

_ALIASES = {
    "application/x-gzip": "application/gzip",
    "application/x-zip-compressed": "application/zip",
    "audio/mp3": "audio/mpeg",
    "audio/x-m4a": "audio/mp4",
    "audio/m4a": "audio/mp4",
    "audio/x-wav": "audio/wav",
    "audio/vnd.wave": "audio/wav",
    "image/jpg": "image/jpeg",
    "image/pjpeg": "image/jpeg",
    "image/x-ms-bmp": "image/bmp",
    "image/heic": "image/heif",
}
# puremagic knows some types only by the extension of their files.
_BY_ENDING = {".amr": "audio/amr", ".m4a": "audio/mp4", ".oga": "audio/ogg", ".ogv": "video/ogg", ".ogg": "audio/ogg"}
# One container format holds several types: their first bytes are the same.
_WRAPPINGS = (
    {"audio/mp4", "video/mp4", "video/quicktime", "video/3gpp", "audio/3gpp", "audio/aac", "video/x-m4v"},
    {"audio/ogg", "video/ogg", "application/ogg", "audio/opus", "audio/x-opus+ogg"},
    {"audio/webm", "video/webm", "video/x-matroska", "audio/x-matroska", "application/x-matroska"},
)
_ZIPPED = ("application/vnd.openxmlformats-", "application/vnd.oasis.", "application/epub", "application/zip")
_OLE = ("application/msword", "application/vnd.ms-", "application/x-ole")
# If the bytes match several types, the first one here is used.
_PREFERRED = (
    *("image/png", "image/jpeg", "image/gif", "image/webp", "image/avif", "image/heif", "application/pdf"),
    *("audio/mpeg", "audio/wav", "audio/mp4", "audio/ogg", "audio/amr", "video/webm", "video/mp4", "video/ogg"),
    *("application/zip", "image/svg+xml", "text/html", "application/xml", "text/calendar", "text/vcard"),
)
# A file of one of these types always shows it in its first bytes.
_RECOGNISABLE = ("image/", "audio/", "video/", "text/", "application/pdf", "application/zip", "application/json")


@dataclass(frozen=True, slots=True)
class Sniffed:
    content_type: str
    fits: bool
    """Whether the declared type can be true."""


def sniff(beginning: bytes, declared: str | None) -> Sniffed:
    claimed = normal(declared) if declared else OCTET_STREAM
    found = _candidates(beginning)
    text = _is_text(beginning)
    if claimed != OCTET_STREAM and _fits(claimed, found, text=text):
        return Sniffed(claimed, fits=True)
    return Sniffed(_best(found, text=text), fits=claimed == OCTET_STREAM)


def normal(content_type: str) -> str:
    """In lower case, without parameters, under its usual name; an invalid type becomes the generic one."""
    plain = content_type.partition(";")[0].strip().lower()
    return _ALIASES.get(plain, plain) if _TYPE.fullmatch(plain) else OCTET_STREAM


def _candidates(beginning: bytes) -> list[str]:
    """Every type that matches the bytes, the likeliest first."""
    if not beginning:
        return []
    import puremagic  # noqa: PLC0415 - a tenth of a second, and most calls read no file

    matches = puremagic.magic_string(beginning)
    enough = _SURE_ENOUGH * max((match.confidence for match in matches), default=0)
    types = (
        match.mime_type or _BY_ENDING.get(match.extension) or mimetypes.guess_type(f"x{match.extension}")[0]
        for match in matches
        if match.confidence >= enough
    )
    return list(dict.fromkeys(normal(mime_type) for mime_type in types if mime_type))


def _fits(claimed: str, found: list[str], *, text: bool) -> bool:
    if claimed in found or any(claimed in wrapping and wrapping & set(found) for wrapping in _WRAPPINGS):
        return True
    if any(
        _begins(claimed, family) and any(_begins(mime_type, family) for mime_type in found)
        for family in (_ZIPPED, _OLE)
    ):
        return True
    if text:
        return claimed.startswith("text/") or claimed.endswith(("json", "xml", "yaml", "javascript", "sql", "x-sh"))
    return not found and not claimed.startswith(_RECOGNISABLE)


def _best(found: list[str], *, text: bool) -> str:
    known = next((mime_type for mime_type in _PREFERRED if mime_type in found), None)
    if known or text:
        return known or "text/plain"
    return "application/zip" if _any(found, _ZIPPED) else (found or [OCTET_STREAM])[0]


def _is_text(beginning: bytes) -> bool:
    """UTF-8 without control characters; the last character may be incomplete."""
    try:
        text = beginning.decode()
    except UnicodeDecodeError as error:
        if error.start < len(beginning) - 3 or error.reason != "unexpected end of data":
            return False
        text = beginning[: error.start].decode()
    return all(letter.isprintable() or letter in "\t\n\r\f" for letter in text)


def _begins(content_type: str, family: tuple[str, ...]) -> bool:
    return content_type.startswith(family)


def _any(found: Iterable[str], family: tuple[str, ...]) -> bool:
    return any(mime_type.startswith(family) for mime_type in found)
