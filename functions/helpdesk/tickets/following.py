"""Updates a ticket from its conversation, also when a reply is cancelled, and moves an account's open tickets with it
to another inbox."""

from collections.abc import Iterable, Sequence
from datetime import timedelta
from functools import partial

from helpdesk.accounts.managing import OpenConversations
from helpdesk.accounts.repository import AccountRepository
from helpdesk.audit.models import AuditEvent, AuditType
from helpdesk.audit.repository import AUDIT
from helpdesk.conversations.items import EVENT, JOINED, MESSAGE
from helpdesk.conversations.models import Direction, EventType, Message
from helpdesk.conversations.references import ConversationReference
from helpdesk.conversations.summary import words
from helpdesk.platform.clock import from_text, to_text
from helpdesk.platform.stream import Inserted, of_kind
from helpdesk.tickets.cancelled import CancelledReplies
from helpdesk.tickets.models import Ticket
from helpdesk.tickets.moving import TicketMover
from helpdesk.tickets.service import TicketService


class SummaryFollower:
    counted = "followed"

    def __init__(self, tickets: TicketService, accounts: AccountRepository) -> None:
        self._tickets = tickets
        self._accounts = accounts

    def follow(self, inserted: Sequence[Inserted]) -> int:
        messages = of_kind(MESSAGE, inserted)
        newest, names = _newest(messages), _names(messages)
        for message in newest:
            self._tickets.follow(message, names.get(message.reference), partial(self._reopens, message))
        for joined in of_kind(JOINED, inserted):
            self._tickets.follow_album(joined.message, joined.before)
        return len(newest)

    def _reopens(self, message: Message, ticket: Ticket) -> bool:
        """Whether a message came too late to reopen the ticket was decided when it got its position. A change is stored
        with the message that it changes, however old that is."""
        account = self._accounts.get_recent(ticket.account_id) if message.is_change else None
        if account is None or ticket.closed_at is None:
            return True
        return message.created_at <= to_text(from_text(ticket.closed_at) + timedelta(hours=account.reopen_hours))


class CancellationFollower:
    counted = "undone"

    def __init__(self, cancelled: CancelledReplies) -> None:
        self._cancelled = cancelled

    def follow(self, inserted: Sequence[Inserted]) -> int:
        found = [event for event in of_kind(EVENT, inserted) if event.type is EventType.CANCELLED]
        for event in found:
            self._cancelled.undo(event)
        return len(found)


class InboxFollower:
    counted = "moved"

    def __init__(self, accounts: AccountRepository, moving: TicketMover) -> None:
        self._accounts = accounts
        self._moving = moving

    def follow(self, inserted: Sequence[Inserted]) -> int:
        return sum(self._move(event) for event in of_kind(AUDIT, inserted) if event.type is AuditType.MOVED)

    def _move(self, event: AuditEvent) -> int:
        policy = event.details.get("open_conversations")
        account = self._accounts.get(event.subject.id, consistent=True)
        if account is None or policy is None or policy.after != OpenConversations.MOVE:
            return 0
        return self._moving.move_open(account, event.details["inbox_id"].after, event.actor)


def _names(messages: Iterable[Message]) -> dict[ConversationReference, Message]:
    """The customer's first message of each conversation that says something."""
    names: dict[ConversationReference, Message] = {}
    for message in messages:
        if message.direction is Direction.IN and message.moves_summary and words(message):
            names.setdefault(message.reference, message)
    return names


def _newest(messages: Iterable[Message]) -> list[Message]:
    """The newest message of each conversation in each direction: a summary need not process all of them, but a
    customer's message reopens a closed ticket even if a reply follows it. Each reply that does something to its ticket
    is processed. A first message was written with its ticket."""
    newest = {
        (message.reference, message.direction, message.moves_summary, message.decision and message.id): message
        for message in messages
        if message.sequence > 1
    }
    return sorted(newest.values(), key=lambda message: message.sequence)
