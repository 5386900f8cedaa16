"""A ticket is what its messages and the decisions about it say."""

from collections import Counter
from collections.abc import Iterator

from helpdesk.conversations.models import DeliveryStatus, Direction, Event, EventType
from helpdesk.conversations.references import ConversationReference
from helpdesk.conversations.summary import summary, words
from helpdesk.people.actors import ActorKind
from helpdesk.pipelines.models import NEW, ON_CONTACT
from helpdesk.platform.text import excerpt
from helpdesk.tickets.activity import activity_of
from helpdesk.tickets.models import TicketState
from tests.simulation.end import End

_PREVIEW = 120
"""Characters."""


def a_thread_has_one_open_ticket(end: End) -> Iterator[str]:
    opened = Counter(ticket.reference.thread for ticket in end.tickets if ticket.state is TicketState.OPEN)
    yield from (f"{thread} has {count}" for thread, count in opened.items() if count > 1)


def a_close_is_undone_only_by_what_came_after(end: End) -> Iterator[str]:
    for event in end.events:
        if event.type is not EventType.STATUS_CHANGED or (event.details["from"], event.details["to"]) != (
            "closed",
            "open",
        ):
            continue
        closes = [
            close
            for close in _closes(end, event.reference)
            if (close.after_sequence, close.id) < (event.after_sequence, event.id)
        ]
        by = event.details.get("message_id")
        if closes and by and int(by.rsplit("_", 1)[1]) <= closes[-1].after_sequence:
            yield f"{event.reference.ticket_id}: {by} opened what was closed after {closes[-1].after_sequence}"


def the_summary_is_of_the_newest_message(end: End) -> Iterator[str]:
    for ticket in end.tickets:
        messages = [message for message in end.messages if message.reference == ticket.reference]
        newest = messages[-1]
        if ticket.last_sequence != newest.sequence:
            yield f"{ticket.id} shows {ticket.last_sequence}, the newest is {newest.sequence}"
        said = [message for message in messages if message.moves_summary]
        said = [message for message in said if message.status is not DeliveryStatus.CANCELLED] or said
        if (ticket.last_direction, ticket.preview) != (said[-1].direction.value, excerpt(summary(said[-1]), _PREVIEW)):
            yield f"{ticket.id} shows {ticket.last_direction} {ticket.preview!r}, the newest is {said[-1].id}"
        named = [words(message) for message in said if message.direction is Direction.IN and words(message)]
        # The words of an album may come later than those of other messages.
        albums = any(message.album for message in said)
        names = set(named if albums else named[:1]) or {None}
        if ticket.subject not in names:
            yield f"{ticket.id} is called {ticket.subject!r}, the customer's first words are {named[:1]}"


def a_customer_waits_until_somebody_answers(end: End) -> Iterator[str]:
    """A reply that was cancelled answers nobody. What was there when the ticket was closed needed no answer."""
    for ticket in end.tickets:
        messages = [message for message in end.messages if message.reference == ticket.reference]
        replies = [each for each in messages if each.is_reply and each.status is not DeliveryStatus.CANCELLED]
        answered = replies[-1].sequence if replies else 0
        asking = [each.sequence for each in messages if activity_of(each).from_contact and each.sequence > answered]
        must = any(sequence > ticket.closed_after for sequence in asking)
        wrong = not asking if ticket.waiting_since else must
        if ticket.state is TicketState.OPEN and wrong:
            yield f"{ticket.id} waits since {ticket.waiting_since}, and was answered with {answered}"
        if not replies and ticket.first_reply_at:
            yield f"{ticket.id} was answered at {ticket.first_reply_at}, by nothing"


def a_customers_message_after_a_close_opens(end: End) -> Iterator[str]:
    for ticket in end.tickets:
        if ticket.state is TicketState.OPEN:
            continue
        closes = _closes(end, ticket.reference)
        later = [
            message.id
            for message in end.messages
            if message.reference == ticket.reference
            and message.actor.kind is ActorKind.CONTACT
            and not message.is_change
            and closes
            and message.sequence > closes[-1].after_sequence
        ]
        if later:
            yield f"{ticket.id} is closed after {later}"


def a_tickets_events_are_all_of_its_changes(end: End) -> Iterator[str]:
    """From what it was when it opened to what it is, without a gap: what a reply did is recorded after it, so the order
    in which events were written says nothing."""
    for ticket in end.tickets:
        # One that opens has no event of it.
        for kind, began, is_now in (
            (EventType.STATUS_CHANGED, TicketState.OPEN.value, ticket.state.value),
            (EventType.OWNER_CHANGED, None, ticket.owner_id),
        ):
            ends = Counter({is_now: 1})
            ends.subtract({began: 1})
            for event in end.events:
                if event.reference == ticket.reference and event.type is kind:
                    ends[event.details.get("to")] -= 1
                    ends[event.details.get("from")] += 1
            if open_ends := {value: count for value, count in ends.items() if count}:
                yield f"{ticket.id}: {kind} leaves {open_ends}, and it is {is_now}"


def a_reply_and_the_status_that_it_sets_are_both_there(end: End) -> Iterator[str]:
    """The events of it once each, by whoever replied."""
    by_id = {message.id: message for message in end.messages}
    tickets = {ticket.reference: ticket for ticket in end.tickets}
    for reply in end.history.replies:
        for message in {each: by_id[each] for each in reply.message_ids}.values():
            decision, ticket = message.decision, tickets[message.reference]
            if reply.closes is not (decision is not None and decision.asked is not None):
                yield f"{message.id} closes: {reply.closes}, and decides {decision}"
            if reply.closes and (ticket.placed_with or 0) < message.sequence:
                yield f"{message.id} was stored, and its ticket did not follow"
    for message in end.messages:
        told = [event for event in end.events if event.details.get("message_id") == message.id]
        # A reply that has failed again may be retried again.
        kinds = Counter(event.type for event in told if event.type not in {EventType.CONTINUED, EventType.RETRIED})
        if twice := [kind for kind, count in kinds.items() if count > 1]:
            yield f"{message.id} has {twice} twice"
        wanted = {each.type for each in message.decision.changes} if message.decision else set()
        if lacks := wanted - kinds.keys() - {EventType.OWNER_CHANGED, EventType.STATUS_CHANGED}:
            yield f"{message.id} decided {wanted}, and its events lack {lacks}"


def each_move_of_a_ticket_has_one_event(end: End) -> Iterator[str]:
    """From its first status to the one that it has, without a gap: a move by a message is recorded after it, so the
    order in which events were written says nothing."""
    for ticket in end.tickets:
        opener = next(message for message in end.messages if message.reference == ticket.reference)
        ends = Counter({ticket.status_id: 1})
        ends.subtract({ON_CONTACT if opener.is_reply else NEW: 1})
        for event in end.events:
            if event.reference == ticket.reference and event.type is EventType.STATUS_CHANGED:
                ends[event.details["to_status"]["id"]] -= 1
                ends[event.details["from_status"]["id"]] += 1
        if open_ends := {status: count for status, count in ends.items() if count}:
            yield f"{ticket.id} is in {ticket.status_id}, and its events leave {open_ends}"


def each_ticket_has_a_number_of_its_own(end: End) -> Iterator[str]:
    numbers = Counter(ticket.number for ticket in end.tickets)
    yield from (f"{number} is that of {count}" for number, count in numbers.items() if number is None or count > 1)


def what_was_decided_is_so(end: End) -> Iterator[str]:
    """What an answer shows is the ticket in that version; the newest one is never lost."""
    known = {ticket.id: ticket for ticket in end.tickets}
    shown: dict[tuple[str, int], tuple[str, str | None]] = {
        (ticket.id, ticket.version): (ticket.state.value, ticket.owner_id) for ticket in end.tickets
    }
    for decision in end.history.decisions:
        seen = decision.status, decision.owner_id
        if shown.setdefault((decision.ticket_id, decision.version), seen) != seen:
            yield f"{decision.ticket_id} in version {decision.version} is {seen}, and it is {shown}"
        if decision.version > known[decision.ticket_id].version:
            yield f"{decision.ticket_id} had version {decision.version}, and has {known[decision.ticket_id].version}"
        if (seen[0] if decision.field == "status" else seen[1]) != decision.value:
            yield f"{decision.ticket_id}: {decision.value} was accepted, and the answer shows {seen}"


def every_ticket_is_routed(end: End) -> Iterator[str]:
    yield from (f"{ticket.id}" for ticket in end.tickets if ticket.routing is None)


def _closes(end: End, reference: ConversationReference) -> list[Event]:
    of_ticket = (event for event in end.events if event.reference == reference)
    moves = (event for event in of_ticket if event.type is EventType.STATUS_CHANGED)
    return [move for move in moves if (move.details["from"], move.details["to"]) == ("open", "closed")]


ALL = (
    a_thread_has_one_open_ticket,
    a_close_is_undone_only_by_what_came_after,
    the_summary_is_of_the_newest_message,
    a_customer_waits_until_somebody_answers,
    a_customers_message_after_a_close_opens,
    a_tickets_events_are_all_of_its_changes,
    a_reply_and_the_status_that_it_sets_are_both_there,
    each_move_of_a_ticket_has_one_event,
    each_ticket_has_a_number_of_its_own,
    what_was_decided_is_so,
    every_ticket_is_routed,
)
