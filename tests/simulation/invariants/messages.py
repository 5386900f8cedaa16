"""What comes in is stored once, in order."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from itertools import groupby

from helpdesk.conversations.items import position_of
from helpdesk.conversations.models import Direction, Event, EventType
from helpdesk.routing.models import Trigger
from infra.workbench.tables import CONVERSATIONS
from tests.simulation.end import End


def what_was_accepted_is_there(end: End) -> Iterator[str]:
    by_id = {message.id: message for message in end.messages}
    for accepted in end.history.accepted:
        message = by_id.get(accepted.message_id)
        if message is None:
            yield f"{accepted.text} was accepted as {accepted.message_id}, which is nowhere"
        elif accepted.text != message.text:
            yield f"{accepted.text} was accepted as {accepted.message_id}, which is {message.text}"
    yield from (f"the change {found} is nowhere" for found in end.history.changes if found not in by_id)
    yield from end.history.unanswered


def nothing_is_there_twice(end: End) -> Iterator[str]:
    counted = Counter((message.reference.thread, message.direction, message.text) for message in end.messages)
    yield from (f"{key} is there {count} times" for key, count in counted.items() if count > 1)


def one_answer_for_a_message(end: End) -> Iterator[str]:
    ids = defaultdict(set)
    for accepted in end.history.accepted:
        ids[accepted.account_id, accepted.text].add(accepted.message_id)
    yield from (f"{key} was answered with {sorted(found)}" for key, found in ids.items() if len(found) > 1)


def positions_have_no_gaps(end: End) -> Iterator[str]:
    for reference, messages in groupby(end.messages, key=lambda message: message.reference):
        sequences = sorted([message.sequence for message in messages] + end.ends[reference])
        if sequences != list(range(1, len(sequences) + 1)):
            yield f"{reference.conversation_id} has {sequences}"


def a_senders_messages_are_in_order(end: End) -> Iterator[str]:
    placed = {message.id: (message.reference.episode, message.sequence) for message in end.messages}
    first: dict[tuple[str, str], dict[str, tuple[int, int]]] = defaultdict(dict)
    for accepted in end.history.accepted:
        if accepted.message_id in placed:
            first[accepted.account_id, accepted.sender].setdefault(accepted.text, placed[accepted.message_id])
    for sender, keys in first.items():
        if list(keys.values()) != sorted(keys.values()):
            yield f"{sender}: {keys}"


def nothing_of_a_customer_is_behind_an_end(end: End) -> Iterator[str]:
    after = {event.reference: event.after_sequence for event in end.events if event.type is EventType.CONTINUED}
    for message in end.messages:
        is_new = message.direction is Direction.IN and not message.is_change
        if is_new and message.sequence > after.get(message.reference, message.sequence):
            yield f"{message.id} is in a conversation that ended after {after[message.reference]}"


def who_waits_at_the_newest_message_sees_each_event(end: End) -> Iterator[str]:
    """A client reads on from the newest entry that it knows: an event must not sort before a message that was there
    when it was written. Except what a message did to its ticket, also the routing of a new one: it is recorded behind
    the message, within moments, and shown when the conversation is read again. The ticket has its status, and its
    owner, at once."""
    follows = {position_of(event) for event in end.events if event.id.startswith("00") or _is_first_routing(event)}
    newest: dict[tuple[str, str], str] = {}
    for thread, position in end.desk.streams[CONVERSATIONS].written:
        episode, _, place = position.partition("#")
        if place[:1].isdigit():
            sequence, _, event = place.partition("#")
            if event and position not in follows and newest.get((thread, episode), "") > sequence:
                yield f"{thread} {position} came after message {newest[thread, episode]}"
            if not event:
                newest[thread, episode] = sequence


def _is_first_routing(event: Event) -> bool:
    return event.after_sequence == 1 and event.details.get("trigger") == Trigger.OPENED


ALL = (
    what_was_accepted_is_there,
    nothing_is_there_twice,
    one_answer_for_a_message,
    positions_have_no_gaps,
    a_senders_messages_are_in_order,
    nothing_of_a_customer_is_behind_an_end,
    who_waits_at_the_newest_message_sees_each_event,
)
