"""Queues replies for delivery, and webhook events of accounts and threads whose app is to be notified."""

import json
from collections.abc import Iterator, Sequence

from helpdesk.accounts.repository import AccountRepository
from helpdesk.audit.models import AuditEvent, SubjectKind
from helpdesk.audit.repository import AUDIT
from helpdesk.channels.models import ThreadEvent, is_notified
from helpdesk.channels.repository import ChannelRepository
from helpdesk.conversations.items import EVENT, MESSAGE
from helpdesk.conversations.models import LONGEST_HOLD, MESSAGE_ID, DeliveryStatus, Event, EventType, Message
from helpdesk.delivery.work import (
    PROBE,
    of_account_event,
    of_message,
    of_message_id,
    of_press,
    of_probe,
    of_thread_event,
)
from helpdesk.platform.clock import Clock, from_text
from helpdesk.platform.queues import Queue, QueueMessage
from helpdesk.platform.schedules import Schedules
from helpdesk.platform.stream import Inserted


class DeliveryFollower:
    """One queue has both, in the order in which they were written, and drops duplicates. A message that is due much
    later comes there when it is due: in the queue it would hold back its conversation."""

    counted = "sent"

    def __init__(
        self,
        outbound: Queue,
        schedules: Schedules,
        accounts: AccountRepository,
        channels: ChannelRepository,
        now: Clock,
    ) -> None:
        self._outbound = outbound
        self._schedules = schedules
        self._now = now
        self._accounts = accounts
        self._channels = channels

    def follow(self, inserted: Sequence[Inserted]) -> int:
        leaving = [message for item in inserted for message in self._leaving(item)]
        self._outbound.send(leaving)
        return len(leaving)

    def _leaving(self, item: Inserted) -> Iterator[QueueMessage]:
        if item.kind == MESSAGE:
            yield from self._message(item.record)
        elif item.kind == EVENT:
            yield from self._thread_event(item.record)
        elif item.kind == PROBE:
            work = json.dumps(of_probe(item.record.account_id, item.record.id))
            yield QueueMessage(work, f"probe-{item.record.id}", item.record.id)
        elif item.kind == AUDIT:
            yield from _account_event(item.record)

    def _message(self, message: Message) -> Iterator[QueueMessage]:
        leaving = _reply(message)
        if message.due_at and message.is_scheduled and from_text(message.due_at) - self._now() > LONGEST_HOLD:
            for reply in leaving:
                self._schedules.create(message.id, from_text(message.due_at), reply)
        else:
            yield from leaving

    def _thread_event(self, event: Event) -> Iterator[QueueMessage]:
        if event.type is EventType.RETRIED:
            work = of_message_id(event.details[MESSAGE_ID])
            yield QueueMessage(json.dumps(work), event.reference.conversation_id, event.id)
        if self._is_asked_for(event):
            yield QueueMessage(json.dumps(of_thread_event(event)), event.reference.conversation_id, event.id)

    def _is_asked_for(self, event: Event) -> bool:
        """Based on the subscription as cached for up to 15 seconds."""
        if event.account_id is None or not is_notified(event):
            return False
        account = self._accounts.get_recent(event.account_id)
        if account is None or account.channel_id is None or account.archived_at is not None:
            return False
        channel = self._channels.get_recent(account.channel_id)
        return channel is not None and ThreadEvent.of(event.type) in channel.event_subscriptions


def _reply(message: Message) -> Iterator[QueueMessage]:
    if message.status is DeliveryStatus.QUEUED:  # a message that an app logged as sent by its side is not sent again
        yield QueueMessage(json.dumps(of_message(message)), message.reference.conversation_id, message.id)
    if message.acknowledge:  # a group of its own: it waits for no reply
        name = f"acknowledge-{message.id}"
        yield QueueMessage(json.dumps(of_press(message)), name, name)


def _account_event(event: AuditEvent) -> Iterator[QueueMessage]:
    if event.channel_id and event.subject.kind is SubjectKind.ACCOUNT:
        yield QueueMessage(json.dumps(of_account_event(event)), group=event.subject.id, deduplication=event.id)
