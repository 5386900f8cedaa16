"""Use cases of tickets: updating one with messages, deciding about it."""

from collections.abc import Callable, Container, Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from typing import Self

from helpdesk.conversations.models import Direction, Event, EventType, Happened, Message
from helpdesk.conversations.references import ConversationReference
from helpdesk.conversations.repository import ConversationRepository
from helpdesk.messaging.messages import Json
from helpdesk.people.access import EVERYTHING, Access
from helpdesk.people.actors import Actor
from helpdesk.pipelines.models import Mover, Pipeline, Status
from helpdesk.platform.clock import Clock, to_text
from helpdesk.platform.dynamodb import Table, Write
from helpdesk.platform.errors import InvalidRequest
from helpdesk.platform.ids import NewId, digest, new_ulid
from helpdesk.platform.optimistic import until_written
from helpdesk.tickets.activity import Activity, activity_of
from helpdesk.tickets.by_reply import after_reply, events_of_reply, sets_status
from helpdesk.tickets.changes import StatusRefused, TicketChange, WorkRules, changed, events, moving, placed
from helpdesk.tickets.collisions import check_collision, signed
from helpdesk.tickets.decisions import Continued, Entries, TicketDecisions, no_ticket
from helpdesk.tickets.for_all import check_for_all
from helpdesk.tickets.models import STATUS_RULE, Ticket, TicketState
from helpdesk.tickets.replied import Check, RepliedTicket, ReplyDecisions, RuleBook, anything
from helpdesk.tickets.repository import TicketRepository
from helpdesk.tickets.rules import Rules

ANYBODY = Mover()


class _Elsewhere(Exception):
    """The ticket has left the deleted status already."""


class TicketService(TicketDecisions):
    def __init__(
        self, repository: TicketRepository, entries: Entries, rules: RuleBook, now: Clock, new_id: NewId
    ) -> None:
        super().__init__(repository, entries, now, new_id)
        self.rules = rules
        self._replies = ReplyDecisions(repository, entries, rules)

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
        mover: Mover = ANYBODY,
        access: Access = EVERYTHING,
        checked: Check = anything,
        known: int | None = None,
        owner_known: int | None = None,
        also: Sequence[Write] = (),
    ) -> Ticket:
        """`known`: the version on which the caller decided, `owner_known`: the one on which they decided about the
        owner; `checked`: raises what else refuses it; `also`: as in `decide_all`. Raises InvalidRequest,
        Forbidden, StatusRefused, and Conflict if somebody has changed one of these properties since, or has the ticket
        that the caller takes."""

        def by(rules_of: Callable[..., WorkRules]) -> Ticket:
            def decide(ticket: Ticket, now: str) -> tuple[Ticket, Sequence[Happened]]:
                if not access.allows(ticket):
                    raise no_ticket(reference)
                rules = rules_of(ticket.place)
                after = changed(ticket, change, rules, mover=mover, now=now)
                check_collision(ticket, after, actor, known, owner_known)
                checked(ticket, after)
                return signed(ticket, after, actor), events(ticket, after, rules, change.override)

            return self.decide_all(reference, actor, decide, also)

        try:
            return by(self.rules.knowing)
        except (StatusRefused, InvalidRequest):
            self._replies.catch_up(self.get(reference))
            fresh = self.rules.fresh()
            return by(lambda _: fresh)

    def check(self, change: TicketChange) -> None:
        """Raises InvalidRequest for what no ticket could have."""
        check_for_all(change, self.rules.fresh())

    def with_reply(
        self,
        reference: ConversationReference,
        change: TicketChange,
        actor: Actor,
        *,
        mover: Mover,
        checked: Check = anything,
    ) -> RepliedTicket:
        """For a reply that sets the status. `checked`: as in `change`."""
        return RepliedTicket(self._replies, reference, change, actor, mover=mover, checked=checked)

    def caught_up(self, ticket: Ticket) -> bool:
        return not self._replies.catch_up(ticket)

    def relocate(
        self,
        reference: ConversationReference,
        target: Callable[[Ticket], tuple[Pipeline, Status] | None],
        rules: WorkRules,
        actor: Actor,
        also: Sequence[Write],
    ) -> bool:
        """Moves a ticket whose status was deleted, whatever the new one demands. False if it has no target: somebody
        has moved it meanwhile; then `also` is not written."""

        def decide(ticket: Ticket, now: str) -> tuple[Ticket, Sequence[Happened]]:
            place = target(ticket)
            if place is None:
                raise _Elsewhere
            after = placed(ticket, *place, rules, now)
            return signed(ticket, after, actor), events(ticket, after, rules)

        try:
            self.decide_all(reference, actor, decide, also)
        except _Elsewhere:
            return False
        return True

    def follow(
        self, message: Message, named_by: Message | None = None, reopens: Callable[[Ticket], bool] = lambda _: True
    ) -> None:
        """Updates the ticket to a message; `named_by` names it if nothing has named it yet. A customer's message
        reopens a ticket that was closed before it, if `reopens` says so of the closed ticket and the thread has no
        newer one."""
        activity = activity_of(message, named_by)
        # It may be older than what is stored: then the write fails, and returns the ticket as it is.
        found = self._repository.get(message.reference, consistent=False) or self._repository.get(message.reference)
        if found is None:
            return
        ticket: Ticket = found

        def attempt() -> bool | None:
            nonlocal ticket
            if ticket.last_sequence >= activity.sequence:
                self.record(ticket, message)
                return True
            after = after_reply(ticket, message, self.rules.knowing) if message.decision else ticket
            after, follows = self._ruled(after, activity), activity
            if after != ticket:
                # Messages are followed in their order: what those before this one did is told.
                after = after.told_before(activity.sequence)
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
            self.record(after, message)
            return True

        until_written(attempt, "this ticket")

    def _ruled(self, ticket: Ticket, activity: Activity) -> Ticket:
        """By the rule of its pipeline: a customer's message ends waiting, a reply begins it. Not if a reply
        has set the status since, or does so itself."""
        rules_apply = activity.sequence > (ticket.placed_with or 0)
        if not (rules_apply and (activity.from_contact or activity.is_reply)):
            return ticket
        rules = self.rules.knowing(ticket.place)
        pipeline = rules.pipeline(ticket)
        status_id = pipeline.ruled(ticket.in_category, is_reply=activity.is_reply)
        status = pipeline.status(status_id) if status_id else None
        if status is None or status.id == ticket.status_id:
            return ticket
        after = placed(ticket, pipeline, status, rules, to_text(self._now()))
        return replace(after, moves=ticket.moved_by(activity.sequence, ticket.status_id, status.id))

    def record(self, ticket: Ticket, message: Message, told: Container[str] = ()) -> bool:
        """The events of what the message did to the ticket. Idempotent: whoever changed the ticket may not have got as
        far as this. `told`: the ids of events that are known to be stored. Whether there were others."""
        recorded = False
        for happened, actor in self._events(ticket, message):
            rank = int(happened.type is not EventType.OWNER_CHANGED)
            event = Event(
                reference=message.reference,
                after_sequence=message.sequence,
                id=f"00{rank}{digest(message.id, happened.type)[3:]}",
                type=happened.type,
                actor=actor,
                created_at=message.created_at,
                details={**happened.details, "message_id": message.id},
                account_id=ticket.account_id,
            )
            if event.id not in told:
                self._entries.record_once(event)
                recorded = True
        return recorded

    def _events(self, ticket: Ticket, message: Message) -> Iterator[tuple[Happened, Actor]]:
        for happened in events_of_reply(ticket, message, self.rules.knowing):
            yield happened, message.actor
        move = ticket.move_with(message.sequence)
        if move is not None and not sets_status(message):
            # Somebody may have moved it again: a rule moves an open ticket, which stays open.
            before, after = (replace(ticket, placed_in=each, state=TicketState.OPEN) for each in (move.left, move.to))
            rules = self.rules.knowing(before.place, after.place)
            yield Happened(EventType.STATUS_CHANGED, moving(before, after, rules)), STATUS_RULE

    def follow_album(self, message: Message, before: Message) -> None:
        """An album has another member: its caption may name the ticket, and the preview says how many there are. Where
        a caption is the preview, another photo changes neither: a write that its condition refuses is paid too."""
        preview, name = _seen(message)
        if (preview, name) != _seen(before):
            self._repository.retouch(message.reference, message.sequence, preview, name)

    def _reopen(self, message: Message, activity: Activity) -> Ticket:
        def decide(ticket: Ticket, now: str) -> tuple[Ticket, Json]:
            known = max(ticket.last_sequence, ticket.closed_after)
            if ticket.state is TicketState.OPEN or known >= activity.sequence:
                return ticket, {}
            rules = self.rules.knowing(ticket.place)
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


def _seen(message: Message) -> tuple[str, str | None]:
    """The preview of the ticket whose newest message it is, and the name for a ticket that has none."""
    activity = activity_of(message, message if message.direction is Direction.IN else None)
    return activity.preview, activity.subject
