"""Use cases of tickets: opening one with its conversation, updating it with messages, deciding about it."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from typing import Protocol, Self

from helpdesk.accounts.models import ChannelAccount
from helpdesk.contacts.models import Contact
from helpdesk.conversations.models import Conversation, Direction, Event, EventType, Message
from helpdesk.conversations.references import ConversationReference
from helpdesk.conversations.repository import ConversationRepository
from helpdesk.conversations.summary import summary, words
from helpdesk.messaging.messages import Json
from helpdesk.people.actors import Actor, ActorKind
from helpdesk.platform.clock import Clock, to_text
from helpdesk.platform.dynamodb import Table, Write
from helpdesk.platform.errors import Conflict, NotFound
from helpdesk.platform.ids import NewId, new_ulid
from helpdesk.platform.optimistic import until_written
from helpdesk.platform.text import excerpt, visible
from helpdesk.tickets.models import RoutingDecision, RoutingReason, Ticket, TicketState, activity_shard
from helpdesk.tickets.repository import Activity, TicketRepository

_SUBJECT_LENGTH = 80
_PREVIEW_LENGTH = 120


class Entries(Protocol):
    """What a ticket needs from its conversation's timeline."""

    def newest_sequence(self, reference: ConversationReference) -> int: ...

    def nothing_after(self, reference: ConversationReference, sequence: int) -> Write: ...

    def recording(self, event: Event) -> Write: ...

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


class TicketOpener:
    def __init__(self, repository: TicketRepository) -> None:
        self._repository = repository

    def opening(self, account: ChannelAccount, conversation: Conversation, contact: Contact, message: Message) -> Write:
        return self.creation(account, self.ticket(account, conversation, contact, message))

    def ticket(
        self,
        account: ChannelAccount,
        conversation: Conversation,
        contact: Contact,
        message: Message,
        owner_id: str | None = None,
    ) -> Ticket:
        summed_up, subject = summary(message), words(message)
        shown = summed_up if visible(message.text) or message.parts or message.label else contact.display_name
        return Ticket(
            reference=conversation.reference,
            account_id=account.id,
            inbox_id=account.inbox_id,
            contact_id=contact.id,
            contact_name=excerpt(contact.display_name, _SUBJECT_LENGTH),
            subject=excerpt(subject, _SUBJECT_LENGTH) if subject else None,
            placeholder=None if subject else excerpt(shown, _SUBJECT_LENGTH),
            state=TicketState.OPEN,
            opened_at=message.created_at,
            last_activity_at=message.created_at,
            last_sequence=message.sequence,
            last_direction=message.direction.value,
            preview=excerpt(summed_up, _PREVIEW_LENGTH),
            last_reply=message.sequence if message.is_reply else None,
            owner_id=owner_id,
            properties=account.ticket_properties,
        )

    def creation(self, account: ChannelAccount, ticket: Ticket) -> Write:
        return self._repository.creation(ticket, activity_shard(ticket.reference, account.activity_shards))

    def still_closed(self, reference: ConversationReference) -> Write:
        return self._repository.still_closed(reference)

    def naming(self, reference: ConversationReference, contact: Contact) -> Write:
        """Shows the name of the contact, which became known later."""
        return self._repository.naming(reference, excerpt(contact.display_name, _SUBJECT_LENGTH))


class TicketService:
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

    def set_state(self, reference: ConversationReference, state: TicketState, actor: Actor) -> Ticket:
        def decide(ticket: Ticket, now: str) -> tuple[Ticket, Json]:
            closed_at = (ticket.closed_at or now) if state is TicketState.CLOSED else None
            changed = replace(ticket, state=state, closed_at=closed_at)
            return changed, {"from": ticket.state.value, "to": state.value}

        return self.decide(reference, EventType.STATUS_CHANGED, actor, decide)

    def move(self, reference: ConversationReference, inbox_id: str, actor: Actor) -> Ticket:
        """Moves it to another inbox while it is open."""

        def decide(ticket: Ticket, _now: str) -> tuple[Ticket, Json]:
            if ticket.state is TicketState.CLOSED:
                return ticket, {}
            return replace(ticket, inbox_id=inbox_id), {"from": ticket.inbox_id, "to": inbox_id}

        return self.decide(reference, EventType.INBOX_CHANGED, actor, decide)

    def record_routing(
        self,
        reference: ConversationReference,
        decided: Callable[[Ticket], tuple[str, RoutingReason, str]],
        actor: Actor,
    ) -> Ticket:
        """`decided`: decision, code and reason. Once per ticket: repeating the same request keeps the first one."""

        def decide(ticket: Ticket, now: str) -> tuple[Ticket, Json]:
            decision, code, reason = decided(ticket)
            routing = ticket.routing or RoutingDecision(decision, reason, now, code)
            return replace(ticket, routing=routing), {"decision": decision, "code": code.value, "reason": reason}

        return self.decide(reference, EventType.ROUTED, actor, decide)

    def follow(
        self, message: Message, named_by: Message | None = None, reopens: Callable[[Ticket], bool] = lambda _: True
    ) -> None:
        """Updates the ticket to a message; `named_by` names it if nothing has named it yet. A customer's message
        reopens a ticket that was closed before it, if `reopens` says so of the closed ticket and the thread has no
        newer one."""
        activity = Activity(
            at=message.created_at,
            sequence=message.sequence,
            direction=message.direction.value,
            preview=excerpt(summary(message), _PREVIEW_LENGTH),
            subject=excerpt(words(named_by) or "", _SUBJECT_LENGTH) or None if named_by else None,
            moves=message.moves_summary,
            is_reply=message.is_reply,
        )
        from_contact = message.actor.kind is ActorKind.CONTACT and message.kind.asks_for_attention

        def attempt() -> bool | None:
            closed = self._repository.touch(message.reference, activity, from_contact=from_contact)
            if closed is None:
                return True
            if message.sequence > closed.closed_after and reopens(closed):
                with suppress(Continued):
                    self._reopen(message, activity)
                    return None  # somebody may have opened or closed it at the same time: look again
            # Whoever closed the ticket knew the message, or it came too late: only the summary follows.
            return self._repository.touch(message.reference, activity, from_contact=False) is None

        until_written(attempt, "this ticket")

    def follow_album(self, message: Message) -> None:
        """An album has another member: its caption may name the ticket, and the preview says how many there are."""
        named = excerpt(words(message) or "", _SUBJECT_LENGTH) or None if message.direction is Direction.IN else None
        self._repository.retouch(message.reference, message.sequence, excerpt(summary(message), _PREVIEW_LENGTH), named)

    def _reopen(self, message: Message, activity: Activity) -> None:
        def decide(ticket: Ticket, _now: str) -> tuple[Ticket, Json]:
            known = max(ticket.last_sequence, ticket.closed_after)
            if ticket.state is TicketState.OPEN or known >= activity.sequence:
                return ticket, {}
            changed = replace(
                ticket,
                state=TicketState.OPEN,
                subject=ticket.subject or activity.subject,
                closed_at=None,
                last_activity_at=activity.at,
                last_sequence=activity.sequence,
                last_direction=activity.direction,
                preview=activity.preview,
            )
            return changed, {"from": ticket.state.value, "to": TicketState.OPEN.value, "message_id": message.id}

        self.decide(message.reference, EventType.STATUS_CHANGED, message.actor, decide)

    def decide(
        self,
        reference: ConversationReference,
        event_type: EventType,
        actor: Actor,
        decide: Callable[[Ticket, str], tuple[Ticket, Json]],
    ) -> Ticket:
        """Changes a ticket and writes the event, in one transaction; a decision that changes nothing writes nothing.
        Raises Continued if it opens a ticket and the thread has a newer one.

        `decide` returns the changed ticket and the event's details; it may be called again with the ticket as others
        changed it."""

        def attempt() -> Ticket:
            before, now = self.get(reference), to_text(self._now())
            after, details = decide(before, now)
            if after == before:
                return before
            newest = self._entries.newest_sequence(reference)
            event = Event(
                reference=reference,
                after_sequence=newest,
                id=self._new_id(),
                type=event_type,
                actor=actor,
                created_at=now,
                details=details,
                account_id=before.account_id,
            )
            if after.state is TicketState.CLOSED and before.state is TicketState.OPEN:
                after = replace(after, closed_after=newest)
            # A client that waits at the newest message must see the event: it must not sort before a newer one. A close
            # must know what it comes after.
            writes = [
                self._repository.change(before, after),
                self._entries.recording(event),
                self._entries.nothing_after(reference, newest),
            ]
            if after.state is TicketState.OPEN and before.state is TicketState.CLOSED:
                if self._entries.conversation(reference.next, consistent=True):
                    raise Continued(reference)
                writes.append(self._entries.not_opened(reference.next))
            self._repository.transact(writes)
            return replace(after, version=before.version + 1)

        return until_written(attempt, "this ticket")
