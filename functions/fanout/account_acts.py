"""What follows from an act on a channel account: its app is told, and open tickets move along."""

import json
from collections.abc import Sequence

from helpdesk.accounts.managing import OpenConversations
from helpdesk.accounts.repository import AccountRepository
from helpdesk.audit.models import AuditEvent, AuditType
from helpdesk.delivery.work import of_account_event
from helpdesk.platform.queues import Queue, QueueMessage
from helpdesk.tickets.moving import TicketMoving


class AccountActs:
    def __init__(self, accounts: AccountRepository, moving: TicketMoving, outbound: Queue) -> None:
        self._accounts = accounts
        self._moving = moving
        self._outbound = outbound

    def follow(self, events: Sequence[AuditEvent]) -> None:
        """In the order of the acts; a repeat changes nothing."""
        self._outbound.send([_telling(event) for event in events if event.channel_id])
        for event in events:
            if event.type is AuditType.MOVED:
                self._move(event)

    def _move(self, event: AuditEvent) -> None:
        policy = event.details.get("open_conversations")
        account = self._accounts.get(event.account_id, consistent=True)
        if account is not None and policy is not None and policy.after == OpenConversations.MOVE:
            self._moving.move_open(account, event.details["inbox_id"].after, event.actor)


def _telling(event: AuditEvent) -> QueueMessage:
    work = json.dumps(of_account_event(event))
    return QueueMessage(work, group=event.account_id, deduplication=event.id)
