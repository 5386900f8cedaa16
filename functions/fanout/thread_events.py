"""What follows from an event of a thread: an app that asked for it is told."""

import json
from collections.abc import Iterator

from helpdesk.accounts.repository import AccountRepository
from helpdesk.channels.models import TOLD_TYPES, ThreadEvent
from helpdesk.channels.repository import ChannelRepository
from helpdesk.conversations.models import Event
from helpdesk.delivery.work import of_thread_event
from helpdesk.platform.queues import QueueMessage


class ThreadEvents:
    def __init__(self, accounts: AccountRepository, channels: ChannelRepository) -> None:
        self._accounts = accounts
        self._channels = channels

    def told(self, event: Event) -> Iterator[QueueMessage]:
        """For the outbound queue, which drops a repeat; nothing where nobody asked for it."""
        if self._is_asked_for(event):
            yield QueueMessage(json.dumps(of_thread_event(event)), event.reference.conversation_id, event.id)

    def _is_asked_for(self, event: Event) -> bool:
        """By what the app asked for within the last 15 seconds or before."""
        if event.account_id is None or event.type not in TOLD_TYPES:
            return False
        account = self._accounts.get_recent(event.account_id)
        if account is None or account.channel_id is None or account.archived_at is not None:
            return False
        channel = self._channels.get_recent(account.channel_id)
        return channel is not None and ThreadEvent.of(event.type) in channel.event_subscriptions
