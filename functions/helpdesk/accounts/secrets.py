"""The secrets of accounts: encrypted for one account, decrypted to verify, sign or send."""

from datetime import datetime
from typing import Self

from helpdesk.accounts.models import ChannelAccount
from helpdesk.channels.apps import AppRepository, AppSecrets
from helpdesk.platform.clock import Clock, to_text
from helpdesk.platform.dynamodb import Table
from helpdesk.platform.ids import NewId
from helpdesk.platform.secrets import SecretBox, open_all
from helpdesk.platform.stored_secret import StoredSecret
from helpdesk.providers.models import Access


class AccountSecrets:
    """The secrets that sign an account's webhooks, in both directions: its own, or its app's."""

    def __init__(self, box: SecretBox, apps: AppSecrets) -> None:
        self._box = box
        self._apps = apps

    @classmethod
    def on(cls, directory: Table, box: SecretBox) -> Self:
        return cls(box, AppSecrets(AppRepository(directory), box))

    def live(self, account: ChannelAccount, now: datetime) -> tuple[str, ...]:
        """Newest first."""
        if account.app_id is not None:
            return self._apps.live(account.app_id, to_text(now))
        stored = account.live_signing_secrets(to_text(now))
        return open_all(self._box, stored, account.secret_owner)

    def credentials(self, account: ChannelAccount) -> str | None:
        sealed = account.credentials
        return self._box.open(sealed.sealed, account.secret_owner).decode() if sealed else None

    def access(self, account: ChannelAccount) -> Access:
        """What a call of its service needs."""
        return Access(account.delivery_url, self.credentials(account))


class Sealer:
    def __init__(self, box: SecretBox, now: Clock, new_id: NewId) -> None:
        self._box = box
        self._now = now
        self._new_id = new_id

    def sealed(self, plain: bytes, account: ChannelAccount) -> StoredSecret:
        return StoredSecret(self._new_id(), self._box.seal(plain, account.secret_owner), to_text(self._now()))
