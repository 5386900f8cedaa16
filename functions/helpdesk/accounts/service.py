"""Use cases of channel accounts."""

import os
from dataclasses import dataclass
from datetime import datetime

from helpdesk.accounts.models import ChannelAccount, secret_owner
from helpdesk.accounts.repository import AccountRepository
from helpdesk.channels.apps import AppSecrets
from helpdesk.messaging.kinds import ChannelKind
from helpdesk.platform.clock import Clock, to_text
from helpdesk.platform.errors import Conflict, NotFound
from helpdesk.platform.ids import NewId
from helpdesk.platform.secrets import SecretBox, open_all
from helpdesk.platform.stored_secret import StoredSecret
from helpdesk.providers.telegram import inbound as telegram


@dataclass(frozen=True, slots=True)
class NewAccount:
    kind: ChannelKind
    name: str
    delivery_url: str
    signing_secret: str
    credentials: str | None = None


class AccountService:
    def __init__(self, repository: AccountRepository) -> None:
        self._repository = repository

    def get(self, account_id: str) -> ChannelAccount:
        account = self.find(account_id)
        if account is None:
            raise NotFound(f"There is no channel account {account_id!r}.", code="account_not_found")
        return account

    def find(self, account_id: str) -> ChannelAccount | None:
        return self._repository.get(account_id)

    def all(self) -> list[ChannelAccount]:
        return self._repository.all()


class AccountConnecting:
    """Making accounts; apart from reading them, because only it seals secrets."""

    def __init__(self, repository: AccountRepository, box: SecretBox, now: Clock, new_id: NewId) -> None:
        self._repository = repository
        self._box = box
        self._now = now
        self._new_id = new_id

    def connect(self, new: NewAccount) -> ChannelAccount:
        """Raises Conflict where the bot is connected already."""
        account_id = new_account_id()
        owner = secret_owner(account_id)
        account = ChannelAccount(
            id=account_id,
            kind=new.kind,
            name=new.name,
            created_at=to_text(self._now()),
            signing_secrets=(self._sealed(new.signing_secret, owner),),
            delivery_url=new.delivery_url,
            credentials=self._sealed(new.credentials, owner) if new.credentials else None,
            delivery_identifier=telegram.address_of(new.credentials) if new.credentials else None,
        )
        standing_id = self._repository.connect(account)
        if standing_id is not None:
            raise already_connected(account, standing_id)
        return account

    def _sealed(self, secret: str, owner: str) -> StoredSecret:
        return StoredSecret(
            id=self._new_id(), sealed=self._box.seal(secret.encode(), owner), created_at=to_text(self._now())
        )


def new_account_id() -> str:
    """A number below 2^53 without meaning: the channel contract has numbers in its paths, and JavaScript reads them."""
    return str(int.from_bytes(os.urandom(8), "big") % (2**53 - 10**15) + 10**15)


def already_connected(account: ChannelAccount, standing_id: str) -> Conflict:
    """`account`: the one that was to be made."""
    what = "This bot" if account.kind is ChannelKind.TELEGRAM else "This delivery identifier"
    message = f"{what} is connected already, by the account {standing_id}."
    return Conflict(message, code="already_connected", context={"id": [standing_id]})


class AccountSecrets:
    """What an account's webhooks are signed with, in both directions: its own secrets, or its app's."""

    def __init__(self, box: SecretBox, apps: AppSecrets) -> None:
        self._box = box
        self._apps = apps

    def live(self, account: ChannelAccount, now: datetime) -> tuple[str, ...]:
        """Newest first."""
        if account.app_id is not None:
            return self._apps.live(account.app_id, to_text(now))
        stored = account.live_signing_secrets(to_text(now))
        return open_all(self._box, stored, account.secret_owner)

    def credentials(self, account: ChannelAccount) -> str | None:
        sealed = account.credentials
        return self._box.open(sealed.sealed, account.secret_owner).decode() if sealed else None
