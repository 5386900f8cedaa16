"""What follows from a committed change: the ticket's summary, the queues of routing, sending and fetching; from an act
on an account, and from an event of a thread, that its app is told.

The records of one conversation, or account, come in order; a batch may come again, and every effect is the same the
second time. When an effect fails the batch is retried, halved until the record that fails stands alone, and that one
ends in the queue for failures.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from typing import Any

from aws_lambda_powertools import Logger

from fanout.account_acts import AccountActs
from fanout.thread_events import ThreadEvents
from helpdesk.audit.repository import event_from, is_event
from helpdesk.conversations.items import event_from as thread_event_from
from helpdesk.conversations.items import message_from, reference_of
from helpdesk.conversations.models import DeliveryStatus, Message
from helpdesk.delivery.work import of_message
from helpdesk.files.parts import fetches
from helpdesk.platform.attributes import Item
from helpdesk.platform.queues import Queue, QueueMessage
from helpdesk.platform.stream import inserted_items
from helpdesk.tickets.service import TicketService


class Fanout:
    def __init__(
        self,
        tickets: TicketService,
        account_acts: AccountActs,
        thread_events: ThreadEvents,
        routing: Queue,
        outbound: Queue,
        files: Queue,
        log: Logger,
    ) -> None:
        self._tickets = tickets
        self._account_acts = account_acts
        self._thread_events = thread_events
        self._routing = routing
        self._outbound = outbound
        self._files = files
        self._log = log

    def __call__(self, event: Mapping[str, Any], _context: object = None) -> None:
        items = list(inserted_items(event))
        opened = [reference_of(item).ticket_id for item in items if item.get("kind") == "ticket"]
        messages = [message_from(item) for item in items if item.get("kind") == "message"]
        acts = [event_from(item) for item in items if is_event(item)]
        leaving = [message for item in items for message in self._leaving(item)]
        self._routing.send([QueueMessage(json.dumps({"ticket_id": ticket_id})) for ticket_id in opened])
        self._outbound.send(leaving)
        awaited = [fetch for one in messages for fetch in fetches(one.id, one.created_at, one.parts)]
        self._files.send([QueueMessage(json.dumps(asdict(fetch))) for fetch in awaited])
        newest = _newest(messages)
        for message in newest:
            self._tickets.follow(message)
        self._account_acts.follow(acts)
        self._log.info(
            "fanout",
            routed=len(opened),
            sent=len(leaving),
            fetched=len(awaited),
            followed=len(newest),
            acts=len(acts),
        )

    def _leaving(self, item: Item) -> Iterator[QueueMessage]:
        """A reply, or an event that an app is told of: one queue has both, in the order in which they were written."""
        if item.get("kind") == "event":
            yield from self._thread_events.told(thread_event_from(item))
        elif item.get("kind") == "message":
            message = message_from(item)
            if message.status is DeliveryStatus.QUEUED:  # what an app logged as sent by its side is out already
                yield QueueMessage(json.dumps(of_message(message)), message.reference.conversation_id, message.id)


def _newest(messages: list[Message]) -> list[Message]:
    """Of each conversation the newest message in each direction: a summary need not pass through all of them, but a
    customer's message opens a closed ticket even when a reply follows it. A first message came with its ticket."""
    newest = {
        (message.reference, message.direction, message.kind.asks_for_attention): message
        for message in messages
        if message.sequence > 1
    }
    return sorted(newest.values(), key=lambda message: message.sequence)
