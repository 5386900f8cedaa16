"""Credentials for the app that owns the account's channel: its service uses them."""

import json
from typing import Any

from helpdesk.accounts.models import ChannelAccount
from helpdesk.platform.clock import Clock, to_text
from helpdesk.platform.frozen import frozen
from helpdesk.platform.secrets import SecretBox


@frozen
class Revealed:
    id: str
    credentials: dict[str, Any]
    created_at: str
    expires_at: str | None


class CredentialReader:
    def __init__(self, box: SecretBox, now: Clock) -> None:
        self._box = box
        self._now = now

    def live(self, account: ChannelAccount) -> list[Revealed]:
        """Newest first: during a replacement, two are valid."""
        return [
            Revealed(
                credential_set.id,
                json.loads(self._box.open(credential_set.sealed, account.secret_owner)),
                credential_set.created_at,
                credential_set.expires_at,
            )
            for credential_set in account.live_credentials(to_text(self._now()))
        ]
