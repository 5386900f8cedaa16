"""What a person is known by beside the address they write from: a verified e-mail address, a verified phone number, the
token of a visitor. Pure.

Two spellings of one address may stay two identities; two persons may never become one. So nothing is folded that a mail
server may tell apart beyond the case of letters, and nothing is guessed in a phone number.
"""

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from typing import Self

from helpdesk.platform.ids import digest

VISITOR = r"^[\x21-\x7e]{16,256}$"
_EMAIL_BYTES, _LOCAL_BYTES = 254, 64  # RFC 5321
# Without what stands in quoted local parts and lists of addresses alone (RFC 5322, "specials").
_EMAIL = re.compile(r'([^\s@()<>\[\]:;,\\"]+)@([^\s@()<>\[\]:;,\\".]+(?:\.[^\s@()<>\[\]:;,\\".]+)*)')
_PHONE = re.compile(r"\+[1-9][0-9]{7,14}")
_PUNCTUATION = re.compile(r"[\s.()\[\]\u2010-\u2015-]")
_TRUNK_ZERO = re.compile(r"[(\[]\s*0\s*[)\]]")


class IdentityKind(StrEnum):
    EMAIL = "email"
    PHONE = "phone"
    VISITOR = "visitor_token"


@dataclass(frozen=True, slots=True)
class Identity:
    kind: IdentityKind
    key: str
    """26 characters, the same for the same identity."""
    app_id: str
    """Who vouches for it."""
    value: str | None = None
    """As people read it; a visitor token is never kept."""

    @classmethod
    def email(cls, normalised: str, app_id: str) -> Self:
        return cls(IdentityKind.EMAIL, digest(IdentityKind.EMAIL, normalised), app_id, normalised)

    @classmethod
    def phone(cls, normalised: str, app_id: str) -> Self:
        return cls(IdentityKind.PHONE, digest(IdentityKind.PHONE, normalised), app_id, normalised)

    @classmethod
    def visitor(cls, token: str, app_id: str) -> Self:
        """An app's own: what another app calls the same is another visitor."""
        return cls(IdentityKind.VISITOR, digest(IdentityKind.VISITOR, app_id, token), app_id)


@dataclass(frozen=True, slots=True)
class KnownIdentity:
    """An identity of a contact, as the desk shows it."""

    kind: IdentityKind
    value: str | None
    verified_by: str
    """An app's id."""
    verified_at: str


class IdentityTaken(Exception):
    """Somebody has bound it since it was looked up: look again whose it is."""


def normalised_email(text: str) -> str:
    """NFC, without white space around it, in lower case on both sides of the @. Raises ValueError."""
    address = unicodedata.normalize("NFC", unicodedata.normalize("NFC", text.strip()).lower())
    match = _EMAIL.fullmatch(address)
    fits = len(address.encode("utf-8", "replace")) <= _EMAIL_BYTES
    if not match or not fits or not address.isprintable() or len(match[1].encode()) > _LOCAL_BYTES:
        raise ValueError("an e-mail address is written as ada@example.com, and has at most 254 bytes")
    return address


def normalised_phone(text: str) -> str:
    """E.164, without spaces, dots, hyphens and brackets. Raises ValueError."""
    number = _PUNCTUATION.sub("", text)
    if _TRUNK_ZERO.search(text) or not _PHONE.fullmatch(number):
        raise ValueError("a phone number is written as +31201234567: the country's code first, 8 to 15 digits, no (0)")
    return number
