"""Files that the messaging service of an account has: asks the service where they are."""

from collections.abc import Mapping

from helpdesk.accounts.models import ChannelAccount
from helpdesk.accounts.repository import AccountRepository
from helpdesk.accounts.secrets import AccountSecrets
from helpdesk.files.locating import NotLocated
from helpdesk.providers.models import FileSource


class ProvidedFiles:
    def __init__(self, accounts: AccountRepository, secrets: AccountSecrets, sources: Mapping[str, FileSource]) -> None:
        """`sources`: by the kind of the account."""
        self._accounts = accounts
        self._secrets = secrets
        self._sources = sources

    def locate(self, account_id: str, provider_file: str) -> str | NotLocated:
        account = self._accounts.get_recent(account_id)
        found = self._located(account, provider_file)
        if isinstance(found, str) or found.retryable:
            return found
        # A cached account never causes a refusal: the token may have been replaced.
        current = self._accounts.get(account_id, consistent=True)
        return found if current == account else self._located(current, provider_file)

    def _located(self, account: ChannelAccount | None, provider_file: str) -> str | NotLocated:
        if account is None or account.archived_at is not None:
            return NotLocated("account_deleted", "The account that received the file was deleted.")
        source = self._sources.get(account.kind)
        if source is None:
            return NotLocated("no_source", "Files of this service cannot be fetched.")
        return source.locate(provider_file, self._secrets.access(account))
