"""A secret as it lies in a table. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class StoredSecret:
    """A sealed secret; several may be live at once, so that a sender can change over without losing a message."""

    id: str
    sealed: bytes
    created_at: str
    expires_at: str | None = None


def live(secrets: Iterable[StoredSecret], now: str) -> tuple[StoredSecret, ...]:
    return tuple(secret for secret in secrets if secret.expires_at is None or secret.expires_at > now)
