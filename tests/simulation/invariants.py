"""What must be true at the end of every run, whatever happened in it. Each function names its violations."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from helpdesk.conversations.items import entry_from, is_entry, reference_of, sequence_of
from helpdesk.conversations.models import DeliveryStatus, Direction, Event, EventType, Message
from helpdesk.conversations.references import ConversationReference, thread_of
from helpdesk.files.models import File, FileState
from helpdesk.files.parts import fetches
from helpdesk.files.repository import FileRepository
from helpdesk.people.actors import ActorKind
from helpdesk.platform.attributes import from_attributes
from helpdesk.platform.retrying import MAX_ATTEMPTS
from helpdesk.tickets.models import Ticket, TicketState
from helpdesk.tickets.repository import ticket_from
from infra.workbench.tables import CONVERSATIONS, FILES
from tests.simulation.acts import History
from tests.simulation.desk import Desk


@dataclass
class End:
    """All items of the run's threads, and what the outside knows."""

    desk: Desk
    history: History
    messages: list[Message]
    events: list[Event]
    tickets: list[Ticket]
    ends: dict[ConversationReference, list[int]]
    """The positions that ended conversations have taken."""
    files: list[File]
    put_aside: list[str]
    """Updates of Telegram, as they came."""

    @classmethod
    def of(cls, desk: Desk, history: History) -> "End":
        threads = {ConversationReference.from_conversation_id(one.conversation_id).thread for one in history.accepted}
        threads |= {thread_of(desk.telegram.id, chat) for chat in history.chats}
        items = [item for thread in sorted(threads) for item in _partition(desk, thread)]
        ends = defaultdict(list)
        for item in items:
            if item["kind"] == "end":
                ends[reference_of(item)].append(sequence_of(item))
        entries = [entry_from(item) for item in items if is_entry(item)]
        messages = [entry for entry in entries if isinstance(entry, Message)]
        fetched = [fetch.file_id for message in messages for fetch in fetches(message.id, "", message.parts)]
        return cls(
            desk,
            history,
            messages,
            [entry for entry in entries if isinstance(entry, Event)],
            [ticket_from(item) for item in items if item["kind"] == "ticket"],
            ends,
            [file for file in (FileRepository(desk.tables.table(FILES)).get(found) for found in fetched) if file],
            [item["raw"] for item in _partition(desk, f"unhandled#{desk.telegram.id}")] if history.chats else [],
        )


def _partition(desk: Desk, thread: str) -> list[dict[str, Any]]:
    page = desk.engine.query(
        TableName=CONVERSATIONS,
        KeyConditionExpression="pk = :pk",
        ExpressionAttributeValues={":pk": {"S": thread}},
        ConsistentRead=True,
    )
    return [from_attributes(item) for item in page["Items"]]


def violations(end: End) -> list[str]:
    return [f"{check.__name__}: {found}" for check in _ALL for found in check(end)]


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


def a_thread_has_one_open_ticket(end: End) -> Iterator[str]:
    opened = Counter(ticket.reference.thread for ticket in end.tickets if ticket.state is TicketState.OPEN)
    yield from (f"{thread} has {count}" for thread, count in opened.items() if count > 1)


def _closes(end: End, reference: ConversationReference) -> list[Event]:
    of_ticket = (event for event in end.events if event.reference == reference)
    return [event for event in of_ticket if event.type is EventType.STATUS_CHANGED and event.details["to"] == "closed"]


def a_close_is_undone_only_by_what_came_after(end: End) -> Iterator[str]:
    for event in end.events:
        if event.type is not EventType.STATUS_CHANGED or event.details["to"] != "open":
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
        if ticket.last_sequence != newest.sequence or ticket.last_direction != newest.direction.value:
            yield f"{ticket.id} shows {ticket.last_sequence}, the newest is {newest.sequence}"


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


def nothing_of_a_customer_is_behind_an_end(end: End) -> Iterator[str]:
    after = {event.reference: event.after_sequence for event in end.events if event.type is EventType.CONTINUED}
    for message in end.messages:
        is_new = message.direction is Direction.IN and not message.is_change
        if is_new and message.sequence > after.get(message.reference, message.sequence):
            yield f"{message.id} is in a conversation that ended after {after[message.reference]}"


def who_waits_at_the_newest_message_sees_each_event(end: End) -> Iterator[str]:
    """A client reads on from the newest entry that it knows: an event must not sort before a message that was there
    when it was written."""
    newest: dict[tuple[str, str], str] = {}
    for thread, position in end.desk.streams[CONVERSATIONS].written:
        episode, _, place = position.partition("#")
        if place[:1].isdigit():
            sequence, _, event = place.partition("#")
            if event and newest.get((thread, episode), "") > sequence:
                yield f"{thread} {position} came after message {newest[thread, episode]}"
            if not event:
                newest[thread, episode] = sequence


def a_notice_is_recorded_and_opens_nothing(end: End) -> Iterator[str]:
    reported = Counter(event.details["text"] for event in end.events if event.type is EventType.REPORTED)
    for text in set(end.history.notices):
        kept = sum(text.rpartition(" ")[2] in raw and "new_chat_title" in raw for raw in end.put_aside)
        if not reported[text] and not kept:
            yield f"{text!r} was accepted and is nowhere"
    yield from (f"{text!r} is there {count} times" for text, count in reported.items() if count > 1)
    said = {message.id for message in end.messages if message.actor.kind is ActorKind.CONTACT}
    for event in end.events:
        opens = event.type is EventType.STATUS_CHANGED and event.details["to"] == "open"
        if opens and event.actor.kind is not ActorKind.PERSON and event.details.get("message_id") not in said:
            yield f"{event.actor} opened {event.reference.ticket_id}"
    begun = {ticket.reference for ticket in end.tickets}
    spoken = {message.reference for message in end.messages if message.sequence == 1 and message.id in said}
    yield from (f"nobody wrote in {reference.conversation_id}" for reference in begun - spoken)


def only_what_nobody_can_read_is_put_aside(end: End) -> Iterator[str]:
    unreadable = Counter(raw for raw in end.put_aside if "new_chat_title" not in raw)
    for raw in set(end.history.not_understood):
        if unreadable[raw] != 1:
            yield f"{raw!r} was accepted and is there {unreadable[raw]} times"
    yield from (f"{raw!r} was put aside" for raw in unreadable if raw not in end.history.not_understood)


def a_supergroup_goes_on_with_its_group(end: End) -> Iterator[str]:
    group = {one.conversation_id for one in end.history.accepted if one.text in {"before", "after"}}
    if len({ConversationReference.from_conversation_id(found).thread for found in group}) > 1:
        yield f"it is in {sorted(group)}"
    for move in end.history.moves:
        later = {reply.key for reply in end.history.replies[move.replies :]}
        yield from (
            f"{posted.body['text']} went to {move.before}"
            for posted in end.desk.receivers.posted
            if posted.body.get("chat_id") == move.before and posted.body["text"] in later
        )
    for message in end.messages:
        if message.failure and message.failure.code == "status_400":
            yield f"{message.id} failed: {message.failure.reason}"


def every_ticket_is_routed(end: End) -> Iterator[str]:
    yield from (f"{ticket.id}" for ticket in end.tickets if ticket.routing is None)


def every_reply_is_settled(end: End) -> Iterator[str]:
    for message in end.messages:
        if message.direction is Direction.OUT:
            if message.status is DeliveryStatus.QUEUED:
                yield f"{message.id} is still queued after {message.attempts} attempts"
            if message.status is DeliveryStatus.FAILED and message.failure is None:
                yield f"{message.id} failed without a reason"


def one_answer_for_an_idempotency_key(end: End) -> Iterator[str]:
    for reply in end.history.replies:
        if len(set(reply.message_ids)) > 1:
            yield f"{reply.key}: {reply.message_ids}"


def a_reply_is_posted_under_one_id_and_in_order(end: End) -> Iterator[str]:
    sequences: dict[ConversationReference, list[int]] = defaultdict(list)
    by_id = {message.id: message for message in end.messages}
    seen: set[str] = set()
    for posted in end.desk.receivers.posted:
        message = by_id.get(posted.id)
        if message is not None and posted.accepted and message.id not in seen:
            seen.add(message.id)
            sequences[message.reference].append(message.sequence)
    yield from (f"{key.conversation_id}: {found}" for key, found in sequences.items() if found != sorted(found))
    for message in end.messages:
        if (
            message.status is DeliveryStatus.SENT
            and message.reference.thread in _threads_of(end)
            and message.id not in seen
        ):
            yield f"{message.id} is SENT and was never posted"


def every_file_is_fetched_or_failed(end: End) -> Iterator[str]:
    known = {file.id: file for file in end.files}
    for message in end.messages:
        for fetch in fetches(message.id, message.created_at, message.parts):
            file = known.get(fetch.file_id)
            if file is None or file.state is FileState.PENDING:
                yield f"{fetch.file_id} of {message.id} is still awaited"
            elif file.state is FileState.FAILED and file.failure is None:
                yield f"{file.id} failed without a reason"
            elif file.state is FileState.READY and file.object_key not in end.desk.objects.stored:
                yield f"{file.id} is ready, and its bytes are nowhere"


def every_object_is_named(end: End) -> Iterator[str]:
    named = {file.object_key for file in end.files}
    for key in sorted(end.desk.objects.stored):
        if key not in named:
            yield f"no file names the object {key}"


def _threads_of(end: End) -> set[str]:
    """Those of accounts whose receiver gets our ids."""
    ours = {end.desk.custom.id, end.desk.registered_id}
    return {
        ConversationReference.from_conversation_id(accepted.conversation_id).thread
        for accepted in end.history.accepted
        if accepted.account_id in ours
    }


def no_dead_letter_without_a_cause(end: End) -> Iterator[str]:
    # The app may report later that the message has arrived after all.
    exhausted = {
        message.id
        for message in end.messages
        if message.status is DeliveryStatus.FAILED or message.attempts >= MAX_ATTEMPTS
    }
    exhausted |= {file.id for file in end.files if file.state is FileState.FAILED}
    for name, queue in end.desk.dead_letters.items():
        for letter in queue.messages:
            if (
                not any(found in letter.body for found in exhausted)
                and "event_id" not in letter.body
                and "position" not in letter.body
            ):
                yield f"{name}: {letter.body}"


_ALL = (
    what_was_accepted_is_there,
    nothing_is_there_twice,
    one_answer_for_a_message,
    positions_have_no_gaps,
    a_senders_messages_are_in_order,
    a_thread_has_one_open_ticket,
    a_close_is_undone_only_by_what_came_after,
    a_customers_message_after_a_close_opens,
    nothing_of_a_customer_is_behind_an_end,
    who_waits_at_the_newest_message_sees_each_event,
    the_summary_is_of_the_newest_message,
    a_notice_is_recorded_and_opens_nothing,
    only_what_nobody_can_read_is_put_aside,
    a_supergroup_goes_on_with_its_group,
    every_ticket_is_routed,
    every_reply_is_settled,
    every_file_is_fetched_or_failed,
    every_object_is_named,
    one_answer_for_an_idempotency_key,
    a_reply_is_posted_under_one_id_and_in_order,
    no_dead_letter_without_a_cause,
)
