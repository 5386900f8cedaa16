"""Whether messages may be sent through an account, and what its channel supports."""

from collections.abc import Iterable, Mapping

from helpdesk.accounts.models import ChannelAccount
from helpdesk.channels.models import Channel
from helpdesk.channels.repository import ChannelRepository
from helpdesk.messaging.capabilities import Capabilities
from helpdesk.platform.errors import Conflict
from helpdesk.providers.catalogue import PROVIDERS


class OutgoingRule:
    """Whether a reply may be sent through an account."""

    def __init__(self, repository: ChannelRepository) -> None:
        self._repository = repository

    def channel_of(self, account: ChannelAccount) -> Channel | None:
        """None for an account of a built-in channel. Raises Conflict if its channel was removed or only receives
        messages."""
        channel = self._current_channel(account)
        if channel and not channel.capabilities.allow_outgoing_messages:
            raise Conflict("This channel only receives messages: no reply can be sent.", code="receive_only")
        return channel

    def capabilities(self, account: ChannelAccount) -> Capabilities:
        """Raises Conflict if its channel was removed."""
        channel = self._current_channel(account)
        return channel.capabilities if channel else PROVIDERS[account.kind].capabilities

    def starting(self, channel_ids: Iterable[str]) -> Mapping[str, Capabilities]:
        """By id, the channels on which the desk may write first."""
        found = self._repository.many(channel_ids)
        return {
            channel.id: channel.capabilities
            for channel in found
            if channel.archived_at is None and channel.capabilities.can_start
        }

    def _current_channel(self, account: ChannelAccount) -> Channel | None:
        if account.channel_id is None:
            return None
        channel = self._repository.get(account.channel_id)
        if channel is None or channel.archived_at is not None:
            raise Conflict("This account's channel was removed by its app: no reply can be sent.", code="channel_gone")
        return channel
