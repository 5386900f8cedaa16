"""Identities of a contact in addition to the address that they write from: an e-mail address, a phone number, a
visitor token. An app has verified it, or somebody at the desk has noted it. Pure.
"""

from enum import StrEnum
from typing import Self

from helpdesk.messaging.normal_form import normalised_email, normalised_phone
from helpdesk.platform.frozen import frozen
from helpdesk.platform.ids import digest

VISITOR = r"^[\x21-\x7e]{16,256}$"


class Verifier(StrEnum):
    APP = "app"
    USER = "user"


class IdentityKind(StrEnum):
    EMAIL = "email"
    PHONE = "phone"
    VISITOR = "visitor_token"


@frozen
class Identity:
    kind: IdentityKind
    key: str
    """26 characters, the same for the same identity."""
    verified_by: str | None
    """Who verified it: an app, or somebody at the desk; None if nobody has."""
    value: str | None = None
    """As people read it; a visitor token is never stored."""
    verifier: Verifier = Verifier.APP

    @classmethod
    def email(cls, written: str, by: str | None, verifier: Verifier = Verifier.APP) -> Self:
        """Raises ValueError."""
        return cls(IdentityKind.EMAIL, digest(IdentityKind.EMAIL, normalised_email(written)), by, written, verifier)

    @classmethod
    def phone(cls, written: str, by: str | None, verifier: Verifier = Verifier.APP, region: str | None = None) -> Self:
        """`region`: of a number without a country's code. Raises ValueError."""
        normal = normalised_phone(written, region)
        return cls(IdentityKind.PHONE, digest(IdentityKind.PHONE, normal), by, written, verifier)

    @classmethod
    def visitor(cls, token: str, app_id: str) -> Self:
        """Belongs to one app: the same value of another app is another visitor."""
        return cls(IdentityKind.VISITOR, digest(IdentityKind.VISITOR, app_id, token), app_id)


@frozen
class KnownIdentity:
    """An identity of a contact, as the desk shows it."""

    kind: IdentityKind
    value: str | None
    verified_by: str | None
    """An app's id, or an agent's."""
    verified_at: str | None
    key: str = ""
    """As that of the identity."""
    verifier: Verifier = Verifier.APP
    of_another: bool = False
    """Of a contact that was merged into the one that is shown."""


class IdentityTaken(Exception):
    """Another request has bound it since it was looked up: look it up again."""
