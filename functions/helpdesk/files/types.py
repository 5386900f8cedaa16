"""Media types and the endings of file names. Pure."""

import re
from collections.abc import Mapping
from mimetypes import MimeTypes

from helpdesk.files.models import OCTET_STREAM

_TYPE = re.compile(r"[a-z0-9!#$&^_.+-]{1,127}/[a-z0-9!#$&^_.+-]{1,127}")
_ALIASES = {
    **dict.fromkeys(
        (
            *("binary/octet-stream", "application/binary", "application/unknown", "application/download"),
            *("application/x-download", "application/force-download", "unknown/unknown"),
        ),
        OCTET_STREAM,
    ),
    "application/x-gzip": "application/gzip",
    "application/x-zip-compressed": "application/zip",
    "application/x-rar": "application/vnd.rar",
    "application/x-rar-compressed": "application/vnd.rar",
    "application/x-pdf": "application/pdf",
    "application/excel": "application/vnd.ms-excel",
    "application/mspowerpoint": "application/vnd.ms-powerpoint",
    "text/rtf": "application/rtf",
    "text/xml": "application/xml",
    "text/x-vcard": "text/vcard",
    "audio/mp3": "audio/mpeg",
    "audio/x-m4a": "audio/mp4",
    "audio/m4a": "audio/mp4",
    "audio/x-wav": "audio/wav",
    "audio/vnd.wave": "audio/wav",
    "image/jpg": "image/jpeg",
    "image/pjpeg": "image/jpeg",
    "image/x-ms-bmp": "image/bmp",
    "image/heic": "image/heif",
    "image/heic-sequence": "image/heif",
    "image/heif-sequence": "image/heif",
}
_OFFICE = "application/vnd.openxmlformats-officedocument"
# The first ending of a type is the one that a file gets if its name has none. Python's own table, without those that
# this machine happens to have, knows the rest.
_ENDINGS: Mapping[str, tuple[str, ...]] = {
    "image/heif": (".heic", ".heif"),
    "audio/ogg": (".ogg", ".oga"),
    "audio/mp4": (".m4a",),
    "audio/wav": (".wav",),
    "audio/amr": (".amr",),
    "audio/flac": (".flac",),
    "audio/webm": (".weba",),
    "video/ogg": (".ogv",),
    "video/3gpp": (".3gp",),
    "video/3gpp2": (".3g2",),
    "video/x-m4v": (".m4v",),
    "video/x-matroska": (".mkv",),
    "text/vcard": (".vcf",),
    "text/calendar": (".ics",),
    "application/xml": (".xml",),
    "application/rtf": (".rtf",),
    "application/vnd.rar": (".rar",),
    "application/x-7z-compressed": (".7z",),
    "application/vnd.ms-outlook": (".msg",),
    f"{_OFFICE}.wordprocessingml.document": (".docx",),
    f"{_OFFICE}.spreadsheetml.sheet": (".xlsx",),
    f"{_OFFICE}.presentationml.presentation": (".pptx",),
    "application/vnd.ms-excel.sheet.macroenabled.12": (".xlsm",),
    "application/vnd.ms-word.document.macroenabled.12": (".docm",),
    "application/vnd.oasis.opendocument.text": (".odt",),
    "application/vnd.oasis.opendocument.spreadsheet": (".ods",),
    "application/vnd.oasis.opendocument.presentation": (".odp",),
    "application/vnd.apple.pages": (".pages",),
    "application/vnd.apple.numbers": (".numbers",),
    "application/vnd.apple.keynote": (".key",),
    "application/gzip": (".gz",),
}
_TYPES = MimeTypes()
for _type, _endings in _ENDINGS.items():
    for _ending in _endings:
        _TYPES.add_type(_type, _ending)


def normal(content_type: str) -> str:
    """In lower case, without parameters, under its usual name; an invalid type becomes the generic one."""
    plain = content_type.partition(";")[0].strip().lower()
    return _ALIASES.get(plain, plain) if _TYPE.fullmatch(plain) else OCTET_STREAM


def type_of_name(name: str) -> str | None:
    """The type that the ending of a file's name stands for."""
    ending = ending_of(name).lower()
    known = _TYPES.types_map[True].get(ending)
    return normal(known) if known else None


def ending_of(name: str) -> str:
    """With its dot; empty if there is none. The end of `Nr. 5` and of `2026.11.26` is not one."""
    found = _ENDING.search(name)
    return found[0] if found else ""


def usual_ending(content_type: str) -> str:
    """Empty for a type that has none."""
    if content_type == OCTET_STREAM:
        return ""
    ours = _ENDINGS.get(content_type)
    return ours[0] if ours else _TYPES.guess_extension(content_type) or ""


_ENDING = re.compile(r"(?<=[^.])\.(?=[a-z0-9]*[a-z])[a-z0-9]{1,12}$", re.IGNORECASE)
