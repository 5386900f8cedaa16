"""A secret as it lies in a table. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

LIVE_AT_MOST = 3
"""The newest and two before it: a rotation whose answer was lost is repeated, and what the other side uses stays."""


@dataclass(frozen=True, slots=True)
class StoredSecret:
    """A sealed secret; several may be live at once, so that a sender can change over without losing a message."""

    id: str
    sealed: bytes
    created_at: str
    expires_at: str | None = None


def live(secrets: Iterable[StoredSecret], now: str) -> tuple[StoredSecret, ...]:
    return tuple(secret for secret in secrets if secret.expires_at is None or secret.expires_at > now)


def succeed(
    secrets: Iterable[StoredSecret], newest: StoredSecret, ends: str, *, at_most: int = LIVE_AT_MOST
) -> tuple[StoredSecret, ...]:
    """With a newer one before them: those that are live stay so until `ends`, and no longer than they would have; the
    oldest ones end at once where they would be more than `at_most`."""
    before = live(secrets, newest.created_at)[: at_most - 1]
    return (newest, *(replace(one, expires_at=min(one.expires_at or ends, ends)) for one in before))
