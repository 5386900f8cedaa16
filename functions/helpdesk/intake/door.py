"""Who may deliver messages through the webhook of an account."""

from helpdesk.accounts.models import ChannelAccount
from helpdesk.accounts.service import AccountSecrets
from helpdesk.messaging.kinds import ChannelKind
from helpdesk.platform import standard_webhooks
from helpdesk.platform.clock import Clock
from helpdesk.providers.telegram import inbound as telegram


class WebhookDoor:
    """Who may come in through an account's webhook."""

    def __init__(self, secrets: AccountSecrets, now: Clock) -> None:
        self._secrets = secrets
        self._now = now

    def lets_in(self, account: ChannelAccount, headers: dict[str, str], body: bytes) -> bool:
        now = self._now()
        secrets = self._secrets.live(account, now)
        if account.kind is ChannelKind.TELEGRAM:
            return telegram.is_genuine(headers, secrets)
        return standard_webhooks.is_genuine(headers, body, secrets, now)
