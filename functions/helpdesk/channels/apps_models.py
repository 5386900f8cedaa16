"""An app: an integrator's program, which registers channels and speaks for their customers. Pure."""

from dataclasses import dataclass

from helpdesk.platform.stored_secret import StoredSecret


@dataclass(frozen=True, slots=True)
class App:
    id: str
    name: str
    signing_secrets: tuple[StoredSecret, ...]
    """What we sign with when we call the app, and what it signs with: one secret for all its channels, newest first."""
    created_at: str

    @property
    def secret_owner(self) -> str:
        return f"app/{self.id}"
