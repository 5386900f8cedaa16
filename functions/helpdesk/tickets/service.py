"""Use cases of tickets: opening one with its conversation, updating it with messages, deciding about it."""

from collections.abc import Callable, Sequence
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
from helpdesk.platform.errors import InvalidRequest
from helpdesk.platform.ids import NewId, digest, new_ulid
from helpdesk.platform.optimistic import until_written
from helpdesk.platform.text import excerpt, visible
from helpdesk.tickets.changes import Happened, StatusRefused, TicketChange, WorkRules, changed, events, moving, placed
from helpdesk.tickets.collisions import check_collision, signed
from helpdesk.tickets.decisions import Continued, Entries, TicketDecisions
from helpdesk.tickets.models import Ticket, TicketState, activity_shard
from helpdesk.tickets.opening import opened
from helpdesk.tickets.repository import Activity, TicketRepository
from helpdesk.tickets.rules import Rules

STATUS_RULE = Actor(ActorKind.SYSTEM, "status_rule", "Rule of the pipeline")
_SUBJECT_LENGTH = 80
_PREVIEW_LENGTH = 120


class RuleBook(Protocol):
    def recent(self) -> WorkRules: ...

    def fresh(self) -> WorkRules: ...


class TicketOpener:
    def __init__(self, repository: TicketRepository, rules: RuleBook) -> None:
        self._repository = repository
        self._rules = rules

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
        ticket = Ticket(
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
        )
        return opened(ticket, account.ticket_properties, self._rules.recent())

    def creation(self, account: ChannelAccount, ticket: Ticket) -> Write:
        return self._repository.creation(ticket, activity_shard(ticket.reference, account.activity_shards))

    def still_closed(self, reference: ConversationReference) -> Write:
        return self._repository.still_closed(reference)

    def naming(self, reference: ConversationReference, contact: Contact) -> Write:
        """Shows the name of the contact, which became known later."""
        return self._repository.naming(reference, excerpt(contact.display_name, _SUBJECT_LENGTH))


class TicketService(TicketDecisions):
    def __init__(
        self, repository: TicketRepository, entries: Entries, rules: RuleBook, now: Clock, new_id: NewId
    ) -> None:
        super().__init__(repository, entries, now, new_id)
        self._rules = rules

    @classmethod
    def with_rules(cls, conversations: Table, directory: Table, now: Clock) -> Self:
        return cls(
            TicketRepository(conversations), ConversationRepository(conversations), Rules.on(directory), now, new_ulid
        )

    def change(
        self,
        reference: ConversationReference,
        change: TicketChange,
        actor: Actor,
        *,
        administrator: bool = False,
        known: int | None = None,
    ) -> Ticket:
        """`known`: the version on which the caller decided. Raises InvalidRequest, Forbidden, StatusRefused, and
        Conflict if somebody has changed one of these properties since, or has the ticket that the caller takes."""

        def by(rules: WorkRules) -> Ticket:
            def decide(ticket: Ticket, now: str) -> tuple[Ticket, Sequence[Happened]]:
                after = changed(ticket, change, rules, administrator=administrator, now=now)
                check_collision(ticket, after, actor, known)
                return signed(ticket, after, actor), events(ticket, after, rules, change.override)

            return self.decide_all(reference, actor, decide)

        try:
            return by(self._rules.recent())
        except (StatusRefused, InvalidRequest):
            return by(self._rules.fresh())

    def follow(
        self, message: Message, named_by: Message | None = None, reopens: Callable[[Ticket], bool] = lambda _: True
    ) -> None:
        """Updates the ticket to a message; `named_by` names it if nothing has named it yet. A customer's message
        reopens a ticket that was closed before it, if `reopens` says so of the closed ticket and the thread has no
        newer one."""
        activity = _activity(message, named_by)
        # It may be older than what is stored: then the write fails, and returns the ticket as it is.
        found = self._repository.get(message.reference, consistent=False) or self._repository.get(message.reference)
        if found is None:
            return
        ticket: Ticket = found

        def attempt() -> bool | None:
            nonlocal ticket
            if ticket.last_sequence >= activity.sequence:
                self._record_move(ticket, message)
                return True
            after, follows = self._ruled(ticket, activity), activity
            if activity.from_contact and ticket.state is TicketState.CLOSED:
                if message.sequence > ticket.closed_after and reopens(ticket):
                    with suppress(Continued):
                        ticket = self._reopen(message, activity)
                        return None  # somebody may have opened or closed it at the same time: look again
                # Whoever closed the ticket knew the message, or it came too late: only the summary follows.
                after, follows = ticket, replace(activity, from_contact=False)
            changed_since = self._repository.follow(ticket, after, follows)
            if changed_since is not None:
                ticket = changed_since
                return None
            self._record_move(after, message)
            return True

        until_written(attempt, "this ticket")

    def _ruled(self, ticket: Ticket, activity: Activity) -> Ticket:
        """By the rule of its pipeline: a customer's message ends waiting, a reply begins it."""
        if not (activity.from_contact or activity.is_reply):
            return ticket
        rules = self._rules.recent()
        pipeline = rules.pipeline(ticket)
        status_id = pipeline.ruled(ticket.in_category, is_reply=activity.is_reply)
        status = pipeline.status(status_id) if status_id else None
        if status is None or status.id == ticket.status_id:
            return ticket
        after = placed(ticket, pipeline, status, rules, to_text(self._now()))
        return replace(after, moved_by=activity.sequence, moved_from=ticket.status_id)

    def _record_move(self, ticket: Ticket, message: Message) -> None:
        """The event of a move, if the message has caused one. Idempotent: whoever moved the ticket may not have got as
        far as this."""
        if ticket.moved_by != message.sequence:
            return
        before = replace(ticket, placed_in=ticket.moved_from)
        details = {**moving(before, ticket, self._rules.recent()), "message_id": message.id}
        self._entries.record_once(
            Event(
                reference=message.reference,
                after_sequence=message.sequence,
                id=f"00{digest(message.id, 'moved')[2:]}",
                type=EventType.STATUS_CHANGED,
                actor=STATUS_RULE,
                created_at=message.created_at,
                details=details,
                account_id=ticket.account_id,
            )
        )

    def follow_album(self, message: Message) -> None:
        """An album has another member: its caption may name the ticket, and the preview says how many there are."""
        named = excerpt(words(message) or "", _SUBJECT_LENGTH) or None if message.direction is Direction.IN else None
        self._repository.retouch(message.reference, message.sequence, excerpt(summary(message), _PREVIEW_LENGTH), named)

    def _reopen(self, message: Message, activity: Activity) -> Ticket:
        rules = self._rules.recent()

        def decide(ticket: Ticket, now: str) -> tuple[Ticket, Json]:
            known = max(ticket.last_sequence, ticket.closed_after)
            if ticket.state is TicketState.OPEN or known >= activity.sequence:
                return ticket, {}
            pipeline = rules.pipeline(ticket)
            after = replace(
                placed(ticket, pipeline, pipeline.reopened, rules, now),
                subject=ticket.subject or activity.subject,
                last_activity_at=activity.at,
                last_sequence=activity.sequence,
                last_direction=activity.direction,
                preview=activity.preview,
                waiting_since=activity.at,
            )
            return after, {**moving(ticket, after, rules), "message_id": message.id}

        return self.decide(message.reference, EventType.STATUS_CHANGED, message.actor, decide)


def _activity(message: Message, named_by: Message | None) -> Activity:
    return Activity(
        at=message.created_at,
        sequence=message.sequence,
        direction=message.direction.value,
        preview=excerpt(summary(message), _PREVIEW_LENGTH),
        subject=excerpt(words(named_by) or "", _SUBJECT_LENGTH) or None if named_by else None,
        moves=message.moves_summary,
        is_reply=message.is_reply,
        from_contact=message.actor.kind is ActorKind.CONTACT and message.kind.asks_for_attention,
    )
