"""Detects the type of a file by its first bytes. A claimed type counts only if the bytes allow it."""

import re
from collections.abc import Iterable

from helpdesk.files.brands import type_by_brand
from helpdesk.files.models import OCTET_STREAM, SHOWN
from helpdesk.files.types import normal, type_of_name

SNIFFED_BYTES = 8 * 1024

# Four bytes that many types start with say little if another type matches eight.
_SURE_ENOUGH = 0.6
_PDF = "application/pdf"
_PDF_BEGINS, _WITHIN = b"%PDF-", 1024  # so far Acrobat looks for it

# The bytes that no text contains, and the marks of Unicode: https://mimesniff.spec.whatwg.org/#binary-data-byte.
# Which charset it is does not matter here.
_BINARY = re.compile(rb"[\x00-\x08\x0b\x0e-\x1a\x1c-\x1f]")
_UTF8_MARK = b"\xef\xbb\xbf"
_MARKS = (_UTF8_MARK, b"\xfe\xff", b"\xff\xfe", b"\0\0\xfe\xff")

_MEDIA = ("image/", "audio/", "video/")
# One container format holds several types: their first bytes are the same.
_WRAPPINGS = (
    {"audio/mp4", "video/mp4", "video/quicktime", "video/3gpp", "audio/3gpp", "video/3gpp2", "audio/3gpp2"}
    | {"audio/aac", "video/x-m4v"},
    {"audio/ogg", "video/ogg", "application/ogg", "audio/opus", "audio/x-opus+ogg"},
    {"audio/webm", "video/webm", "video/x-matroska", "audio/x-matroska", "application/x-matroska"},
)
_ZIPPED = ("application/vnd.openxmlformats-", "application/vnd.oasis.", "application/epub", "application/zip")
_OLE = ("application/msword", "application/vnd.ms-", "application/x-ole")
_CONTAINERS = ("application/", "model/", "font/")
_TEXTS = ("text/", "message/")
_WRITTEN = ("json", "xml", "yaml", "javascript", "sql", "x-sh", "rtf", "csv")
# If the bytes match several types, the first one here is used.
_PREFERRED = (
    *("image/png", "image/jpeg", "image/gif", "image/webp", "image/avif", "image/heif", _PDF),
    *("audio/mpeg", "audio/wav", "audio/mp4", "audio/ogg", "audio/amr", "video/webm", "video/mp4", "video/ogg"),
    *("application/zip", "image/svg+xml", "text/html", "application/xml", "text/calendar", "text/vcard"),
    *("application/rtf", "message/rfc822", "video/quicktime"),
)
# A file of one of these types always shows it in its first bytes.
_RECOGNISABLE = {
    _PDF,
    "application/zip",
    "application/gzip",
    "application/vnd.rar",
    "application/x-7z-compressed",
} | SHOWN


def sniff(beginning: bytes, *claims: str | None) -> str:
    """The first of the claimed types that the bytes allow; else the detected one."""
    found = _found(beginning)
    text = _is_text(beginning)
    claimed = [normal(claim) for claim in claims if claim]
    allowed = (claim for claim in claimed if claim != OCTET_STREAM and _allows(claim, found, beginning, text=text))
    return next(allowed, None) or _best(found, text=text)


def sniff_named(beginning: bytes, name: str, *declared: str | None) -> str:
    """With the ending of the file's name as the last claim."""
    return sniff(beginning, *declared, type_of_name(name))


def contradicts(content_type: str, declared: str) -> bool:
    """Whether something is passed off as a picture, sound or film that the desk would show."""
    return normal(declared) in SHOWN and content_type != OCTET_STREAM and not content_type.startswith(_MEDIA)


def _found(beginning: bytes) -> list[str]:
    """Every type that matches the bytes, the likeliest first."""
    by_brand = type_by_brand(beginning)
    if by_brand:
        return [by_brand]
    content = beginning.removeprefix(_UTF8_MARK).lstrip(b"\t\n\f\r ")
    if content == beginning:
        return _candidates(beginning)
    # Only documents may begin with blank lines.
    return _candidates(beginning) or [found for found in _candidates(content) if found not in SHOWN]


def _candidates(beginning: bytes) -> list[str]:
    if not beginning:
        return []
    import puremagic  # noqa: PLC0415 - a tenth of a second, and most calls read no file

    try:
        matches = puremagic.magic_string(beginning)
    except puremagic.PureError:  # how the version for Python 3.11 says that nothing matches
        return []
    enough = _SURE_ENOUGH * max((match.confidence for match in matches), default=0)
    types = (match.mime_type or type_of_name(f"x{match.extension}") for match in matches if match.confidence >= enough)
    return list(dict.fromkeys(normal(mime_type) for mime_type in types if mime_type))


def _allows(claimed: str, found: list[str], beginning: bytes, *, text: bool) -> bool:
    if claimed in found or any(claimed in wrapping and wrapping & set(found) for wrapping in _WRAPPINGS):
        return True
    if claimed in _RECOGNISABLE:
        return claimed == _PDF and _PDF_BEGINS in beginning[:_WITHIN]
    written = claimed.startswith(_TEXTS) or claimed.endswith(_WRITTEN)
    if text:
        return written or (not found and not claimed.startswith((*_ZIPPED, *_OLE)))
    if _any(found, _ZIPPED) or _any(found, _OLE):
        return claimed.startswith(_CONTAINERS) and not written
    return not found and not written


def _best(found: list[str], *, text: bool) -> str:
    known = next((mime_type for mime_type in _PREFERRED if mime_type in found), None)
    if known or text:
        return known or "text/plain"
    return "application/zip" if _any(found, _ZIPPED) else (found or [OCTET_STREAM])[0]


def _is_text(beginning: bytes) -> bool:
    return beginning.startswith(_MARKS) or not _BINARY.search(beginning) or _is_latin_in_utf16(beginning)


def _is_latin_in_utf16(beginning: bytes) -> bool:
    """Without a mark: every other byte is zero."""
    halves = (beginning[::2], beginning[1::2])
    return any(
        len(letters) > 1 and not any(zeros) and not _BINARY.search(letters) for zeros, letters in (halves, halves[::-1])
    )


def _any(found: Iterable[str], family: tuple[str, ...]) -> bool:
    return any(mime_type.startswith(family) for mime_type in found)
