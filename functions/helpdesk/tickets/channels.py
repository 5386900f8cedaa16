"""Through which channel tickets came, as lists of tickets show it."""

import time
from collections.abc import Callable, Iterable, Mapping

from helpdesk.accounts.models import ChannelAccount
from helpdesk.accounts.repository import AccountRepository
from helpdesk.channels.logos import Logos
from helpdesk.channels.repository import ChannelRepository
from helpdesk.platform.frozen import frozen
from helpdesk.platform.recent import Recent
from helpdesk.providers.catalogue import PROVIDERS

_CUSTOM = "custom"


@frozen
class ShownChannel:
    id: str
    """Of a built-in channel, its provider."""
    name: str
    logo_url: str | None
    custom: bool
    """Whether it is none of the services that the desk knows itself."""


Channels = Mapping[str, ShownChannel]
"""By the id of the account."""


class TicketChannels:
    """May be up to 15 seconds old: a list of tickets is read again and again."""

    def __init__(
        self,
        accounts: AccountRepository,
        channels: ChannelRepository,
        logos: Logos,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._accounts = accounts
        self._channels = channels
        self._logos = logos
        self._recent = Recent[ShownChannel](monotonic)

    def of(self, account_ids: Iterable[str]) -> Channels:
        wanted = dict.fromkeys(account_ids)
        known = {account_id: found for account_id in wanted if (found := self._recent.get(account_id))}
        missing = [account_id for account_id in wanted if account_id not in known]
        return {**known, **self._read(missing)} if missing else known

    def _read(self, account_ids: list[str]) -> dict[str, ShownChannel]:
        accounts = self._accounts.many(account_ids)
        ids = dict.fromkeys(account.channel_id for account in accounts if account.channel_id)
        channels = {channel.id: channel for channel in self._channels.many(ids)} if ids else {}
        logos = self._logos.of_channels(channels.values())
        shown: dict[str, ShownChannel] = {}
        for account in accounts:
            channel = channels.get(account.channel_id or "")
            name = channel.name if channel else _name(account)
            channel_id = account.channel_id or account.kind
            custom = account.channel_id is not None or account.kind == _CUSTOM
            shown[account.id] = ShownChannel(channel_id, name, logos.get(account.channel_id), custom)
            self._recent.put(account.id, shown[account.id])
        return shown


def _name(account: ChannelAccount) -> str:
    provider = PROVIDERS.get(account.kind)
    return provider.name if provider else account.name
