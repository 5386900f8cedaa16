"""What becomes of a ticket by a reply that decides about it. Pure.

A reply is stored in one write with what it decides: the status that somebody set with it, and whose ticket it is. The
ticket follows, whatever it has become in the moment between: a reply that is on its way is not taken back.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from helpdesk.conversations.models import Decision, EventType, Happened, Message
from helpdesk.pipelines.models import StatusCategory
from helpdesk.tickets.changes import Place, WorkRules, complete, placed
from helpdesk.tickets.collisions import signed
from helpdesk.tickets.models import Ticket, TicketState
from helpdesk.tickets.values import by_hand

_NOTHING = Decision()


def sets_status(message: Message) -> bool:
    return message.decision is not None and message.decision.asked is not None


def is_known(ticket: Ticket, message: Message) -> bool:
    """Whether the ticket has the status that the message sets; also if it sets none."""
    return not sets_status(message) or (ticket.placed_with or 0) >= message.sequence


def after_reply(ticket: Ticket, reply: Message, knowing: Callable[..., WorkRules]) -> Ticket:
    """With what the reply decides, if the ticket has not followed it yet."""
    decision = reply.decision or _NOTHING
    after = ticket
    if decision.takes_for:
        after = _owned(after, {"from": None, "to": decision.takes_for}, reply)
    if not is_known(ticket, reply):
        known = knowing(ticket.place, *_places(decision))
        for happened in decision.changes:
            after = _with(after, happened, reply, known)
        after = replace(complete(after, known), placed_with=reply.sequence)
    return signed(ticket, after, reply.actor)


def events_of_reply(ticket: Ticket, reply: Message, knowing: Callable[..., WorkRules]) -> Iterator[Happened]:
    """What the history says of it, when the ticket has followed."""
    decision = reply.decision or _NOTHING
    has_taken, move = reply.sequence in ticket.taken_with, ticket.move_with(reply.sequence)
    if decision.takes_for and has_taken:
        yield Happened(EventType.OWNER_CHANGED, {"from": None, "to": decision.takes_for})
    for happened in decision.changes:
        if happened.type is EventType.STATUS_CHANGED and move is not None:
            yield from _moved(ticket, happened, move.left, knowing(ticket.place))
        elif happened.type is not EventType.OWNER_CHANGED or has_taken:
            yield happened


def _with(ticket: Ticket, happened: Happened, reply: Message, rules: WorkRules) -> Ticket:
    if happened.type is EventType.OWNER_CHANGED:
        return _owned(ticket, happened.details, reply)
    after = valued(ticket, happened.details.get("properties", {}))
    return _placed(after, happened.details, reply, rules) if happened.type is EventType.STATUS_CHANGED else after


def _places(decision: Decision) -> Iterator[Place]:
    """Into which it moves the ticket."""
    for happened in decision.changes:
        if happened.type is EventType.STATUS_CHANGED:
            into = happened.details["to_status"]
            yield into["pipeline_id"], into["id"]


def _owned(ticket: Ticket, change: Mapping[str, Any], reply: Message) -> Ticket:
    """Of two who take a ticket at once, one has it."""
    if ticket.owner_id != change["from"]:
        return ticket
    after = replace(ticket, owner_id=change["to"], taken_with=(*ticket.taken_with, reply.sequence))
    return by_hand(ticket, after, reply.created_at)


def valued(ticket: Ticket, properties: Mapping[str, Mapping[str, Any]]) -> Ticket:
    """With the `to` of each of these properties."""
    values = {name: change["to"] for name, change in properties.items()}
    built_in = {"name": "subject", "priority": "priority", "category": "category"}
    own = {**ticket.properties, **{name: value for name, value in values.items() if name not in built_in}}
    return replace(
        ticket,
        **{built_in[name]: value for name, value in values.items() if name in built_in},
        properties={name: value for name, value in own.items() if value is not None},
    )


def _placed(ticket: Ticket, change: Mapping[str, Any], reply: Message, rules: WorkRules) -> Ticket:
    before, into = change["from_status"], change["to_status"]
    pipeline = rules.pipelines.get(into["pipeline_id"])
    status = pipeline.status(into["id"]) if pipeline else None
    if pipeline is None or status is None:
        return ticket
    after = placed(ticket, pipeline, status, rules, reply.created_at)
    if after.state is TicketState.CLOSED:
        after = replace(after, closed_after=reply.sequence)
    if ticket.status_id == before["id"]:
        return after
    return replace(after, moves=ticket.moved_by(reply.sequence, ticket.status_id, status.id))


def _moved(ticket: Ticket, happened: Happened, moved_from: str, rules: WorkRules) -> Iterator[Happened]:
    """Somebody had moved the ticket in the moment between, to `moved_from`: that is the status that it left."""
    details = dict(happened.details)
    left = rules.pipeline(ticket).status(moved_from)
    if left is None or left.id != details["to_status"]["id"]:
        closed = left is not None and left.category is StatusCategory.CLOSED
        name = left.name if left else moved_from
        details["from"] = (TicketState.CLOSED if closed else TicketState.OPEN).value
        details["from_status"] = {**details["from_status"], "id": moved_from, "name": name}
        yield Happened(happened.type, details)
    elif "properties" in details:
        yield Happened(EventType.PROPERTIES_CHANGED, {"properties": details["properties"]})
