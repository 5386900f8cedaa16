"""What becomes of a ticket when a reply is cancelled: what the reply did to it is undone, where nobody has changed it
since. Pure."""

from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from helpdesk.conversations.models import Decision, DeliveryStatus, EventType, Message
from helpdesk.people.actors import Actor
from helpdesk.tickets.activity import activity_of
from helpdesk.tickets.by_reply import valued
from helpdesk.tickets.changes import WorkRules, complete, placed
from helpdesk.tickets.collisions import signed
from helpdesk.tickets.models import LastChange, Move, Ticket, TicketState

_NOTHING = Decision()


@dataclass(frozen=True, slots=True)
class Newest:
    """The newest messages of a conversation, newest first."""

    messages: Sequence[Message]
    are_all: bool
    events: Container[str] = ()
    """The ids of the events among them."""


def without_reply(ticket: Ticket, reply: Message, newest: Newest, rules: WorkRules, actor: Actor, now: str) -> Ticket:
    after, messages = ticket, newest.messages
    for cancelled in _last_ones(messages):  # no reply since has done the same
        after = _not_moved(after, ticket, cancelled, rules, now)
        after = _not_taken(after, ticket, cancelled)
    for happened in (reply.decision or _NOTHING).changes:
        after = _valued_as_before(after, happened.details.get("properties", {}))
        if happened.type is EventType.STATUS_CHANGED:
            after = _placed_as_before(after, ticket, happened.details, reply, rules, now)
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


def _not_moved(after: Ticket, ticket: Ticket, reply: Message, rules: WorkRules, now: str) -> Ticket:
    """By the rule of its pipeline."""
    move = ticket.move_with(reply.sequence)
    if move is None or (reply.decision and reply.decision.asked) or not _is_newest(ticket, move):
        return after
    return _moved_back(after, (ticket.pipeline_id, move.to), (ticket.pipeline_id, move.left), rules, now)


def _is_newest(ticket: Ticket, move: Move) -> bool:
    last = ticket.last_change("status_id")
    return last is None or not move.version or last.version == move.version


def _placed_as_before(
    after: Ticket, ticket: Ticket, details: Mapping[str, Any], reply: Message, rules: WorkRules, now: str
) -> Ticket:
    """A status that was set with the reply. Somebody may have moved the ticket in the moment between: then the reply
    moved it from there."""
    last, move = ticket.last_change("status_id"), ticket.move_with(reply.sequence)
    if not _is_by(last, reply):
        return after
    before, into = details["from_status"], details["to_status"]
    left = (into["pipeline_id"], move.left) if move else (before["pipeline_id"], before["id"])
    return _moved_back(after, (into["pipeline_id"], into["id"]), left, rules, now)


def _moved_back(ticket: Ticket, into: tuple[str, str], left: tuple[str, str], rules: WorkRules, now: str) -> Ticket:
    pipeline = rules.pipelines.get(left[0])
    status = pipeline.status(left[1]) if pipeline else None
    if ticket.place != into or pipeline is None or status is None:
        return ticket
    return placed(ticket, pipeline, status, rules, now)


def _not_taken(after: Ticket, ticket: Ticket, reply: Message) -> Ticket:
    before, taker = _owners(reply)
    is_so = reply.sequence in ticket.taken_with and ticket.owner_id == taker
    if not is_so or not _is_by(ticket.last_change("owner_id"), reply):
        return after
    left = tuple(of for of in after.taken_with if of != reply.sequence)
    return replace(after, owner_id=before, taken_with=left)


def _is_by(change: LastChange | None, reply: Message) -> bool:
    return change is None or (change.actor.kind, change.actor.id) == (reply.actor.kind, reply.actor.id)


def _owners(reply: Message) -> tuple[str | None, str | None]:
    """Before the reply, and by what it decides."""
    decision = reply.decision or _NOTHING
    changes = (each.details for each in decision.changes if each.type is EventType.OWNER_CHANGED)
    change = next(changes, {"from": None, "to": decision.takes_for})
    return change["from"], change["to"]


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
    left = [each for each in replies if not (each.is_scheduled and each.status is DeliveryStatus.QUEUED)]
    at = ((each.status_at or each.created_at) if each.is_scheduled else each.created_at for each in left)
    return min(at, default=None)
