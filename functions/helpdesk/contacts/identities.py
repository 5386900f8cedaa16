"""Identities of a contact in addition to the address that they write from: a verified e-mail address, a verified
phone number, a visitor token. Pure.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Self

from helpdesk.platform.ids import digest

VISITOR = r"^[\x21-\x7e]{16,256}$"


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
    """The app that verified it."""
    value: str | None = None
    """As people read it; a visitor token is never stored."""

    @classmethod
    def email(cls, normalised: str, app_id: str) -> Self:
        return cls(IdentityKind.EMAIL, digest(IdentityKind.EMAIL, normalised), app_id, normalised)

    @classmethod
    def phone(cls, normalised: str, app_id: str) -> Self:
        return cls(IdentityKind.PHONE, digest(IdentityKind.PHONE, normalised), app_id, normalised)

    @classmethod
    def visitor(cls, token: str, app_id: str) -> Self:
        """Belongs to one app: the same value of another app is another visitor."""
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
    """Another request has bound it since it was looked up: look it up again."""
