"""A channel account: one connection between a messaging service and the desk. Pure."""

from dataclasses import dataclass
from enum import StrEnum


class ChannelKind(StrEnum):
    """How a messaging service talks. The value is also the channel's id in the catalogue."""

    CUSTOM = "custom"
    TELEGRAM = "telegram"


@dataclass(frozen=True, slots=True)
class StoredSecret:
    """A sealed secret; several may be live at once, so that a sender can change over without losing a message."""

    id: str
    sealed: bytes
    created_at: str
    expires_at: str | None = None


@dataclass(frozen=True, slots=True)
class ChannelAccount:
    id: str
    kind: ChannelKind
    name: str
    created_at: str
    signing_secrets: tuple[StoredSecret, ...]
    """What inbound webhooks are verified with, and what ours are signed with: the newest one first."""
    delivery_url: str
    """Where replies go: the integrator's webhook, or the address of the service's API."""
    credentials: StoredSecret | None = None
    """What the service asks of us when we send (Telegram: the bot's token)."""
    active: bool = True
    activity_shards: int = 1
    """In how many partitions this account's tickets are listed; each takes about 500 messages a second."""
    version: int = 1

    @property
    def secret_owner(self) -> str:
        return secret_owner(self.id)

    def live_signing_secrets(self, now: str) -> tuple[StoredSecret, ...]:
        return tuple(secret for secret in self.signing_secrets if secret.expires_at is None or secret.expires_at > now)


def secret_owner(account_id: str) -> str:
    """Under whose name an account's secrets are sealed."""
    return f"account/{account_id}"
