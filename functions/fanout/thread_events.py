"""What follows from an event of a thread: an app that asked for it is told."""

import json
from collections.abc import Sequence

from helpdesk.channels.repository import AccountRepository
from helpdesk.conversations.models import Event
from helpdesk.delivery.work import of_thread_event
from helpdesk.platform.queues import Queue, QueueMessage
from helpdesk.registry.models import TOLD_TYPES, ThreadEvent
from helpdesk.registry.repository import ChannelRepository


class ThreadEvents:
    def __init__(self, accounts: AccountRepository, channels: ChannelRepository, outbound: Queue) -> None:
        self._accounts = accounts
        self._channels = channels
        self._outbound = outbound

    def follow(self, events: Sequence[Event]) -> int:
        """In the order of the events; a repeat changes nothing. How many are told."""
        told = [_telling(event) for event in events if self._is_asked_for(event)]
        self._outbound.send(told)
        return len(told)

    def _is_asked_for(self, event: Event) -> bool:
        """By what the app asked for within the last 15 seconds or before."""
        if event.account_id is None or event.type not in TOLD_TYPES:
            return False
        account = self._accounts.get_recent(event.account_id)
        channel = self._channels.get_recent(account.channel_id) if account and account.channel_id else None
        return channel is not None and ThreadEvent.of(event.type) in channel.event_subscriptions


def _telling(event: Event) -> QueueMessage:
    return QueueMessage(
        json.dumps(of_thread_event(event)), group=event.reference.conversation_id, deduplication=event.id
    )
