"""Verifies who may deliver messages through the webhook of an account."""

from collections.abc import Mapping

from helpdesk.accounts.models import ChannelAccount
from helpdesk.accounts.secrets import AccountSecrets
from helpdesk.platform.clock import Clock
from helpdesk.providers.inbound import INBOUND


class WebhookVerifier:
    def __init__(self, secrets: AccountSecrets, now: Clock) -> None:
        self._secrets = secrets
        self._now = now

    def is_genuine(self, account: ChannelAccount, headers: Mapping[str, str], body: bytes) -> bool:
        """Whether the request proves one of the account's live secrets. `headers`: names in lower case."""
        now = self._now()
        return INBOUND[account.kind].is_genuine(headers, body, self._secrets.live(account, now), now)
