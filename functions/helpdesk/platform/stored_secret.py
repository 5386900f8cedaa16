"""A secret as it is stored in a table. Pure."""

from collections.abc import Iterable
from dataclasses import replace

from helpdesk.platform.frozen import frozen

LIVE_AT_MOST = 3
"""The newest and two before it: if a rotation is repeated because its response was lost, the secret in use stays
valid."""


@frozen
class StoredSecret:
    """An encrypted secret; several can be live, so that the other side can switch without losing a message."""

    id: str
    sealed: bytes
    created_at: str
    expires_at: str | None = None


def live(secrets: Iterable[StoredSecret], now: str) -> tuple[StoredSecret, ...]:
    return tuple(secret for secret in secrets if secret.expires_at is None or secret.expires_at > now)


def succeed(
    secrets: Iterable[StoredSecret], newest: StoredSecret, ends: str, *, at_most: int = LIVE_AT_MOST
) -> tuple[StoredSecret, ...]:
    """With a newer one in front: live secrets stay valid until `ends`, but no longer than before; the oldest ones
    expire immediately if there would be more than `at_most`."""
    before = live(secrets, newest.created_at)[: at_most - 1]
    return (newest, *(replace(secret, expires_at=min(secret.expires_at or ends, ends)) for secret in before))
