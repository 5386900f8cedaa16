"""Finds the webhook event that a queue message names."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from helpdesk.accounts.models import ChannelAccount
from helpdesk.accounts.repository import AccountRepository
from helpdesk.audit.models import Subject
from helpdesk.audit.repository import AuditRepository
from helpdesk.channels.models import Channel
from helpdesk.channels.repository import ChannelRepository
from helpdesk.contract.events import account_event, thread_event
from helpdesk.conversations.items import position_of
from helpdesk.conversations.models import Event
from helpdesk.conversations.references import ConversationReference
from helpdesk.conversations.repository import ConversationRepository
from helpdesk.delivery import work
from helpdesk.delivery.models import DeliveryTask
from helpdesk.messaging.webhook_delivery import WebhookDelivery
from helpdesk.platform.dynamodb import Write
from helpdesk.platform.frozen import frozen

_LOOKED_AT = 100


@frozen
class WebhookEvent:
    task: DeliveryTask
    account: ChannelAccount | None
    channel: Channel | None
    body: Mapping[str, Any]
    since: str
    """Since when it is tried."""
    delivery: WebhookDelivery
    store: Callable[[WebhookDelivery], None]
    """Stores the delivery status, unless another attempt has changed it since."""
    waiting: Write | None = None
    """Stores that its receiver fails; None for an event of an account, which waits in the queue."""
    waits_behind: Callable[[], bool] = lambda: False
    """Whether an earlier one of its thread waits."""


class WebhookEvents:
    def __init__(
        self,
        audit: AuditRepository,
        conversations: ConversationRepository,
        accounts: AccountRepository,
        channels: ChannelRepository,
        portal_id: int,
    ) -> None:
        self._audit = audit
        self._conversations = conversations
        self._accounts = accounts
        self._channels = channels
        self._portal_id = portal_id

    def find(self, named: Mapping[str, str]) -> WebhookEvent | None:
        if "position" in named:
            return self._of_thread(
                ConversationReference.from_conversation_id(named["conversation_id"]), named["position"]
            )
        return self._of_account(named["account_id"], named["event_id"])

    def _of_account(self, account_id: str, event_id: str) -> WebhookEvent | None:
        event = self._audit.get(Subject.account(account_id), event_id)
        account = self._accounts.get(account_id, consistent=True)
        if event is None or account is None:
            return None
        body = account_event(event, account, self._portal_id)
        task = DeliveryTask(event.id, body["type"], work.of_account_event(event), group=account_id)
        return WebhookEvent(
            task,
            account,
            self._channel(account),
            body,
            event.created_at,
            event.webhook,
            partial(self._audit.deliver, event),
        )

    def _of_thread(self, reference: ConversationReference, position: str) -> WebhookEvent | None:
        event = self._conversations.event(reference, position)
        # All three may have been written moments ago, in one transaction.
        conversation = self._conversations.conversation(reference, consistent=True)
        account = self._accounts.get(conversation.account_id, consistent=True) if conversation else None
        if event is None or conversation is None or account is None:
            return None
        channel = self._channel(account)
        thread_ids = channel is not None and channel.capabilities.has_thread_ids
        body = thread_event(event, conversation, account, self._portal_id, thread_ids=thread_ids)
        task = DeliveryTask(event.id, body["type"], work.of_thread_event(event), group=reference.conversation_id)
        return WebhookEvent(
            task,
            account,
            channel,
            body,
            event.created_at,
            event.webhook,
            partial(self._conversations.deliver, event),
            self._conversations.event_waiting(event),
            lambda: self._waits_behind(event),
        )

    def _waits_behind(self, event: Event) -> bool:
        """Whether one of the newest events before this one waits for its receiver."""
        entries, _ = self._conversations.entries(
            event.reference, start=position_of(event), newest_first=True, limit=_LOOKED_AT, consistent=True
        )
        return any(isinstance(entry, Event) and entry.webhook.waits for _, entry in entries)

    def _channel(self, account: ChannelAccount) -> Channel | None:
        return self._channels.get(account.channel_id, consistent=True) if account.channel_id else None
