"""Replies that set the status of their ticket. The reply is stored with what it decides, in one write: both happen, or
neither. Then the ticket follows, at once; if whoever stored the reply does not get that far, with the stream."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Protocol

from helpdesk.conversations.models import Decision, Message
from helpdesk.conversations.references import ConversationReference
from helpdesk.people.actors import Actor
from helpdesk.pipelines.models import Mover
from helpdesk.platform.errors import InvalidRequest
from helpdesk.platform.ids import digest
from helpdesk.platform.optimistic import until_written
from helpdesk.platform.records import plain
from helpdesk.tickets.activity import activity_of
from helpdesk.tickets.by_reply import after_reply, is_known
from helpdesk.tickets.changes import Place, StatusRefused, TicketChange, WorkRules, changed, events
from helpdesk.tickets.collisions import check_collision
from helpdesk.tickets.decisions import Continued, Entries, no_ticket
from helpdesk.tickets.models import Ticket, TicketState
from helpdesk.tickets.repository import TicketRepository


class RuleBook(Protocol):
    def knowing(self, *places: Place) -> WorkRules: ...

    def fresh(self) -> WorkRules: ...


Check = Callable[[Ticket, Ticket], None]
"""Raises what refuses to make of a ticket what it would be."""


def anything(_before: Ticket, _after: Ticket) -> None:
    """Refuses nothing."""


class ReplyDecisions:
    def __init__(self, repository: TicketRepository, entries: Entries, rules: RuleBook) -> None:
        self._repository = repository
        self._entries = entries
        self.rules = rules

    def get(self, reference: ConversationReference, newest: int) -> Ticket:
        """With what every reply up to the newest message decides."""
        while (ticket := self._repository.get(reference)) is not None:
            if ticket.last_sequence >= newest or not self.catch_up(ticket):
                return ticket
        raise no_ticket(reference)

    def catch_up(self, ticket: Ticket) -> bool:
        """Whether there was a stored reply that the ticket had not followed. It has then."""
        later = self._entries.messages_after(ticket.reference, ticket.last_sequence)
        missed = [message for message in later if not is_known(ticket, message)]
        for reply in missed:
            self.apply(reply)
        return bool(missed)

    def apply(self, reply: Message, known: Ticket | None = None) -> None:
        """The ticket follows. `known`: as it was read."""
        ticket = known or self._repository.get(reply.reference)

        def attempt() -> bool | None:
            nonlocal ticket
            if ticket is None or is_known(ticket, reply):
                return True
            after = after_reply(ticket, reply, self.rules.knowing)
            # The summary follows the messages in their order.
            is_next = ticket.last_sequence == reply.sequence - 1
            ticket = self._repository.follow(ticket, after, activity_of(reply) if is_next else None)
            return True if ticket is None else None

        until_written(attempt, "this ticket")

    def check_newest(self, reference: ConversationReference) -> None:
        """Raises Continued."""
        if self._entries.conversation(reference.next, consistent=True):
            raise Continued(reference)


class RepliedTicket:
    """The ticket of one reply that sets its status."""

    def __init__(
        self,
        decisions: ReplyDecisions,
        reference: ConversationReference,
        change: TicketChange,
        actor: Actor,
        *,
        mover: Mover,
        checked: Check,
    ) -> None:
        self._decisions = decisions
        self._reference = reference
        self._change = change
        self._actor = actor
        self._mover = mover
        self._checked = checked
        self._decided: tuple[int, Ticket, Decision] | None = None
        self.asked = digest(json.dumps(plain(change), sort_keys=True))[:12]
        """Differs if something else is asked for."""

    def decision(self, sequence: int, now: str, takes_for: str | None) -> Decision:
        """For a reply at that position: if somebody else got the position, they may have changed the ticket too.
        `takes_for`: whose ticket it is then, if it is nobody's. Raises StatusRefused, and what else `changed` raises;
        Continued if it opens a ticket and the thread has a newer one."""
        if self._decided is None or self._decided[0] != sequence:
            before = self._decisions.get(self._reference, sequence - 1)
            rules = self._decisions.rules
            try:
                decision = self._decide(before, rules.knowing(before.place), now, takes_for)
            except (StatusRefused, InvalidRequest):
                with at_its_place():
                    decision = self._decide(before, rules.fresh(), now, takes_for)
            self._decided = (sequence, before, decision)
        return self._decided[2]

    def follow(self, reply: Message) -> None:
        """The stored reply."""
        self._decisions.apply(reply, self._decided[1] if self._decided else None)

    def _decide(self, before: Ticket, rules: WorkRules, now: str, takes_for: str | None) -> Decision:
        change = self._change
        if takes_for and before.owner_id is None:
            change = replace(change, values={"owner_id": takes_for, **change.values})
        after = changed(before, change, rules, mover=self._mover, now=now)
        check_collision(before, after, self._actor, None)
        self._checked(before, after)
        if after.state is TicketState.OPEN and before.state is TicketState.CLOSED:
            self._decisions.check_newest(self._reference)
        return Decision(tuple(events(before, after, rules)), self.asked)


@contextmanager
def at_its_place() -> Iterator[None]:
    """Errors name the fields of the reply: `set_status`, with properties of any kind in `properties`."""
    try:
        yield
    except InvalidRequest as invalid:
        fields = [replace(each, field=f"set_status.{_place(each.field)}") for each in invalid.fields]
        raise InvalidRequest.among(fields, code=invalid.code) from invalid


def _place(field: str) -> str:
    return field if field.startswith(("status_id", "properties.")) else f"properties.{field}"
