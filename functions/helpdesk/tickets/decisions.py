"""Decisions about a ticket: each changes it and writes what happened, in one transaction."""

from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import replace
from typing import Protocol, Self

from helpdesk.conversations.models import (
    WAITS,
    WRITTEN_TO,
    Conversation,
    Event,
    EventType,
    Happened,
    Mail,
    Message,
)
from helpdesk.conversations.references import ConversationReference
from helpdesk.conversations.repository import ConversationRepository
from helpdesk.messaging.messages import Json
from helpdesk.people.actors import Actor
from helpdesk.people.loads import Loads
from helpdesk.platform.clock import Clock, to_text
from helpdesk.platform.dynamodb import Table, Write
from helpdesk.platform.errors import Conflict, NotFound
from helpdesk.platform.ids import NewId, new_ulid
from helpdesk.platform.optimistic import until_written
from helpdesk.tickets.models import Ticket, TicketState
from helpdesk.tickets.repository import TicketRepository

_DECIDED_BY = {EventType.PROPERTIES_CHANGED, EventType.STATUS_CHANGED, EventType.INBOX_CHANGED}
"""Whoever may get a ticket has the skills that its properties ask for, and sees its inbox."""


class Entries(Protocol):
    """What a ticket needs from its conversation's timeline."""

    def nothing_after(self, reference: ConversationReference, sequence: int) -> Write: ...

    def recording(self, event: Event) -> Write: ...

    def messages_after(self, reference: ConversationReference, sequence: int) -> Iterable[Message]: ...

    def record_once(self, event: Event) -> None: ...

    def conversation(self, reference: ConversationReference, *, consistent: bool = False) -> Conversation | None: ...

    def not_opened(self, reference: ConversationReference) -> Write: ...


class Continued(Conflict):
    """The customer has written again since the ticket was closed, and the thread has a newer ticket."""

    def __init__(self, reference: ConversationReference) -> None:
        following = reference.next
        super().__init__(
            f"The customer has written again since: work on {following.ticket_id}, where this thread continues.",
            code="ticket_continued",
            context={"ticket_id": [following.ticket_id], "conversation_id": [following.conversation_id]},
        )


def no_ticket(reference: ConversationReference) -> NotFound:
    return NotFound(f"There is no ticket {reference.ticket_id!r}.", code="ticket_not_found")


class TicketDecisions:
    def __init__(self, repository: TicketRepository, entries: Entries, now: Clock, new_id: NewId) -> None:
        self._repository = repository
        self._entries = entries
        self._now = now
        self._new_id = new_id

    @classmethod
    def on(cls, conversations: Table, now: Clock) -> Self:
        return cls(TicketRepository(conversations), ConversationRepository(conversations), now, new_ulid)

    def get(self, reference: ConversationReference) -> Ticket:
        ticket = self._repository.get(reference)
        if ticket is None:
            raise no_ticket(reference)
        return ticket

    def versions(self, ticket_ids: Sequence[str]) -> dict[str, int]:
        """Of those that exist."""
        references = []
        for ticket_id in ticket_ids:
            with suppress(NotFound):
                references.append(ConversationReference.from_ticket_id(ticket_id))
        found = self._repository.many(references, consistent=True)
        return {ticket.id: ticket.version for ticket in found.values()}

    def move(self, reference: ConversationReference, inbox_id: str, actor: Actor) -> Ticket:
        """Moves it to another inbox while it is open."""

        def decide(ticket: Ticket, _now: str) -> tuple[Ticket, Json]:
            if ticket.state is TicketState.CLOSED:
                return ticket, {}
            return replace(ticket, inbox_id=inbox_id), {"from": ticket.inbox_id, "to": inbox_id}

        return self.decide(reference, EventType.INBOX_CHANGED, actor, decide)

    def next_number(self) -> int:
        """As `TicketRepository.next_number`."""
        return self._repository.next_number()

    def changing(self, before: Ticket, after: Ticket) -> Sequence[Write]:
        """As `TicketRepository.change`, for `writing`."""
        return self._repository.change(before, after)

    def assigning(self, before: Ticket, after: Ticket, seen: Loads) -> Sequence[Write]:
        """As `TicketRepository.assign`, for `writing`."""
        return self._repository.assign(before, after, seen)

    def decide(
        self,
        reference: ConversationReference,
        event_type: EventType,
        actor: Actor,
        decide: Callable[[Ticket, str], tuple[Ticket, Json]],
    ) -> Ticket:
        """As `decide_all`, with one event, whose details `decide` returns."""

        def with_event(ticket: Ticket, now: str) -> tuple[Ticket, Sequence[Happened]]:
            after, details = decide(ticket, now)
            return after, [Happened(event_type, details)]

        return self.decide_all(reference, actor, with_event)

    def decide_all(
        self,
        reference: ConversationReference,
        actor: Actor,
        decide: Callable[[Ticket, str], tuple[Ticket, Sequence[Happened]]],
        also: Sequence[Write] = (),
        *,
        writing: Callable[[Ticket, Ticket], Sequence[Write]] | None = None,
        first: bool = False,
    ) -> Ticket:
        """Changes a ticket and writes its events, in one transaction with `also`; a decision that changes nothing
        writes only those. Raises Continued if it opens a ticket and the thread has a newer one.

        `writing`: the writes of the changed ticket, for a decision that depends on more than the ticket. `first`: what
        is decided about each new ticket at once. After its first message, it is written without a check that there is
        no second one by now, which costs two write units: a client that waits at a second message then sees the
        event when it reads the conversation again.

        `decide` returns the changed ticket and what happened; it may be called again with the ticket as others changed
        it."""

        def attempt() -> Ticket | None:
            found = self._repository.with_newest(reference)
            if found is None:
                raise no_ticket(reference)
            (before, newest), now = found, to_text(self._now())
            after, happened = decide(before, now)
            if after == before:
                if also:
                    self._repository.transact(also)
                return before
            if newest > before.last_sequence and not self.caught_up(before):
                return None
            if after.state is TicketState.CLOSED and before.state is TicketState.OPEN:
                after = replace(after, closed_after=newest)
            # A client that waits at the newest message must see the event: it must not sort before a newer one. A close
            # must know what it comes after.
            writes = [
                *(writing or self._repository.change)(before, after),
                *(self.recording(before, newest, actor, now, each) for each in happened),
                *([] if first and newest == 1 else [self._entries.nothing_after(reference, newest)]),
                *also,
            ]
            if after.state is TicketState.OPEN and before.state is TicketState.CLOSED:
                if self._entries.conversation(reference.next, consistent=True):
                    raise Continued(reference)
                writes.append(self._entries.not_opened(reference.next))
            self._repository.transact(writes)
            return replace(after, version=before.version + 1)

        return until_written(attempt, "this ticket")

    def caught_up(self, _ticket: Ticket) -> bool:
        """Whether it has followed every stored reply that decides about it."""
        return True

    def recording(self, ticket: Ticket, newest: int, actor: Actor, now: str, happened: Happened) -> Write:
        return self._entries.recording(
            Event(
                reference=ticket.reference,
                after_sequence=newest,
                id=self._new_id(),
                type=happened.type,
                actor=actor,
                created_at=now,
                details=happened.details,
                account_id=ticket.account_id,
                mail=Mail.WAITING if happened.details.get(WRITTEN_TO) else None,
                routing=WAITS if ticket.waits_as and happened.type in _DECIDED_BY else None,
            )
        )
