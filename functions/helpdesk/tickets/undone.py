"""What becomes of a ticket when a reply is cancelled: what the reply did to it is undone, where nobody has changed it
since. Pure."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, TypeVar

from helpdesk.conversations.models import Decision, DeliveryStatus, Event, EventType, Message
from helpdesk.people.actors import Actor
from helpdesk.platform.frozen import frozen
from helpdesk.tickets.activity import activity_of
from helpdesk.tickets.by_reply import valued
from helpdesk.tickets.changes import WorkRules, complete, placed
from helpdesk.tickets.collisions import signed
from helpdesk.tickets.models import STATUS_RULE, Ticket, TicketState

UNDONE_FOR = "cancelled_message_id"
"""The detail of what was undone that names the cancelled message."""
_NOTHING = Decision()
T = TypeVar("T")


@frozen
class Newest:
    """The newest entries of a conversation, newest first."""

    messages: Sequence[Message]
    are_all: bool
    events: Sequence[Event] = ()


def without_reply(ticket: Ticket, reply: Message, newest: Newest, rules: WorkRules, actor: Actor, now: str) -> Ticket:
    """Status and owner are as the history would leave them without the replies that were cancelled: what other messages
    have done since, or people, stays."""
    after = _placed_as_before(_owned_as_before(ticket, newest), newest, rules, now)
    for happened in (reply.decision or _NOTHING).changes:
        after = _valued_as_before(after, happened.details.get("properties", {}))
    return signed(ticket, summed_up(complete(after, rules), reply, newest), actor)


def _replies(messages: Sequence[Message]) -> list[Message]:
    return [message for message in messages if message.is_reply]


def _is_cancelled(reply: Message) -> bool:
    return reply.status is DeliveryStatus.CANCELLED


def _last_ones(messages: Sequence[Message]) -> Iterator[Message]:
    """The cancelled replies after the newest one that was not cancelled, newest first."""
    for reply in _replies(messages):
        if not _is_cancelled(reply):
            return
        yield reply


def _placed_as_before(ticket: Ticket, newest: Newest, rules: WorkRules, now: str) -> Ticket:
    def place(status: Mapping[str, str]) -> tuple[str, str]:
        return status["pipeline_id"], status["id"]

    left = _as_before(
        newest,
        EventType.STATUS_CHANGED,
        ticket.place,
        lambda details: place(details["from_status"]),
        lambda details: place(details["to_status"]),
    )
    pipeline = rules.pipelines.get(left[0])
    status = pipeline.status(left[1]) if pipeline else None
    if left == ticket.place or pipeline is None or status is None:
        return ticket
    return placed(ticket, pipeline, status, rules, now)


def _owned_as_before(ticket: Ticket, newest: Newest) -> Ticket:
    owner_id: str | None = _as_before(
        newest, EventType.OWNER_CHANGED, ticket.owner_id, lambda details: details["from"], lambda details: details["to"]
    )
    return replace(ticket, owner_id=owner_id)


def _as_before(
    newest: Newest, kind: EventType, current: T, left: Callable[[Mapping[str, Any]], T], to: Callable[[Any], T]
) -> T:
    """What the history leaves without the events of cancelled replies, and without what was undone for others. If it
    does not say what is so now, nobody knows."""
    events = [event for event in newest.events if event.type is kind]
    if not events or to(events[0].details) != current:
        return current
    cancelled = {each.id for each in newest.messages if each.is_reply and _is_cancelled(each)}
    unanswered = {each.id for each in _last_ones(newest.messages)}

    def counts(event: Event) -> bool:
        # A rule of the pipeline, or whoever takes a ticket, would have done the same with another reply since.
        by_any_reply = kind is EventType.OWNER_CHANGED or event.actor.id == STATUS_RULE.id
        of_cancelled = event.details.get("message_id") in (unanswered if by_any_reply else cancelled)
        return not of_cancelled and UNDONE_FOR not in event.details

    kept = next((event for event in events if counts(event)), None)
    return to(kept.details) if kept else left(events[-1].details)


def _valued_as_before(ticket: Ticket, properties: Mapping[str, Mapping[str, Any]]) -> Ticket:
    still = {name: change for name, change in properties.items() if ticket.value(name) == change["to"]}
    return valued(ticket, {name: {"to": change["from"]} for name, change in still.items()})


def summed_up(ticket: Ticket, reply: Message, newest: Newest) -> Ticket:
    """As if the customer had never been answered with it."""
    messages = newest.messages
    replies = [message for message in _replies(messages) if not _is_cancelled(message)]
    after = replace(ticket, first_reply_at=_first_reply_at(ticket, reply, replies))
    if ticket.waiting_reply == reply.sequence:
        waiting = still_waiting(messages)
        after = replace(after, waiting_reply=waiting.sequence if waiting else None)
    if replies or newest.are_all:
        after = _answered_with(after, replies[0].sequence if replies else None, messages)
    shown = next((each for each in messages if each.moves_summary and not _is_cancelled(each)), None)
    if shown is None or shown.sequence > reply.sequence:
        return after
    activity = activity_of(shown)
    return replace(after, preview=activity.preview, last_direction=activity.direction)


def still_waiting(messages: Sequence[Message]) -> Message | None:
    """The newest reply of which the ticket knows that it waits for another attempt."""
    listed = (each for each in messages if each.listed_as_waiting and each.status is DeliveryStatus.QUEUED)
    return next(listed, None)


def _answered_with(ticket: Ticket, last: int | None, messages: Sequence[Message]) -> Ticket:
    """By that reply, if any: who has written since waits."""
    asking = [each for each in messages if activity_of(each).from_contact and each.sequence > (last or 0)]
    since = asking[-1].created_at if asking and ticket.state is TicketState.OPEN else ticket.waiting_since
    return replace(ticket, last_reply=last, waiting_since=since)


def _first_reply_at(ticket: Ticket, reply: Message, replies: Sequence[Message]) -> str | None:
    if ticket.first_reply_at != reply.created_at:
        return ticket.first_reply_at
    left = [each for each in replies if not (each.due_at and each.status is DeliveryStatus.QUEUED)]
    at = ((each.status_at or each.created_at) if each.due_at else each.created_at for each in left)
    return min(at, default=None)
