"""What the desk needs to ask the service of an account: its connector, and the account's opened secrets."""

from collections.abc import Mapping

from helpdesk.accounts.models import ChannelAccount
from helpdesk.accounts.secrets import AccountSecrets
from helpdesk.messaging.outcomes import PermanentFailure, TemporaryFailure
from helpdesk.platform.clock import Clock
from helpdesk.platform.errors import Unavailable
from helpdesk.platform.outbound_address import is_secure
from helpdesk.providers.connector import Connector, Subscription
from helpdesk.providers.models import Access

_KEYS_UNAVAILABLE = TemporaryFailure("keys_unavailable", "The account's secrets could not be decrypted right now.")
_NO_CREDENTIALS = PermanentFailure("no_credentials", "The account has no credentials. Ask an administrator for them.")
_NO_SECRET = PermanentFailure("no_signing_secret", "The account has no live signing secret. Ask for a new one.")


class ServiceAccess:
    def __init__(
        self, connectors: Mapping[str, Connector], secrets: AccountSecrets, webhook_url: str, now: Clock
    ) -> None:
        """`webhook_url`: the URL to which services deliver; the account's id is appended."""
        self._connectors = connectors
        self._secrets = secrets
        self._webhook_url = webhook_url
        self._now = now

    @property
    def is_reachable(self) -> bool:
        """Whether a service can deliver to this desk."""
        return is_secure(self._webhook_url, allow_loopback=False)

    def connector(self, account: ChannelAccount) -> Connector | None:
        """None if the desk cannot ask the account's service."""
        return None if account.channel_id else self._connectors.get(account.kind)

    def access(self, account: ChannelAccount) -> Access | TemporaryFailure | PermanentFailure:
        try:
            access = self._secrets.access(account)
        except Unavailable:
            return _KEYS_UNAVAILABLE
        return access if access.credentials else _NO_CREDENTIALS

    def subscription(self, account: ChannelAccount) -> Subscription | TemporaryFailure | PermanentFailure:
        try:
            secrets = self._secrets.live(account, self._now())
        except Unavailable:
            return _KEYS_UNAVAILABLE
        url = f"{self._webhook_url}/{account.id}"
        return Subscription(url, secrets[0], account.service_settings) if secrets else _NO_SECRET
