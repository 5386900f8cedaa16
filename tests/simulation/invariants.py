"""What must be true at the end of every run, whatever happened in it. Each function names its violations."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby, zip_longest
from typing import Any

from helpdesk.accounts.repository import AccountRepository
from helpdesk.audit.models import AuditEvent, AuditType
from helpdesk.audit.repository import event_from
from helpdesk.channels.models import NOTIFIED_TYPES
from helpdesk.conversations.items import entry_from, is_entry, position_of, reference_of, sequence_of
from helpdesk.conversations.models import (
    REPORTED,
    DeliveryStatus,
    Direction,
    Event,
    EventType,
    Message,
    TimelineEntry,
)
from helpdesk.conversations.references import ConversationReference, thread_of
from helpdesk.conversations.summary import summary, words
from helpdesk.files.models import File, FileState
from helpdesk.files.parts import fetches
from helpdesk.files.repository import FileRepository
from helpdesk.messaging.webhook_delivery import WebhookDelivery, WebhookStatus
from helpdesk.people.actors import ActorKind
from helpdesk.platform.attributes import from_attributes
from helpdesk.platform.retrying import MAX_ATTEMPTS
from helpdesk.tickets.models import Ticket, TicketState
from helpdesk.tickets.repository import ticket_from
from infra.workbench.tables import CONVERSATIONS, DIRECTORY, FILES
from tests.simulation.acts import History
from tests.simulation.desk import APP_HOOK, Desk


@dataclass
class Webhook:
    """An event of the app's account or of one of its threads."""

    id: str
    group: str
    delivery: WebhookDelivery


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
    webhooks: list["Webhook"]
    """The events of which the app is notified, in the order in which they were written."""

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
            list(_webhooks(desk, entries)),
        )


def _webhooks(desk: Desk, entries: list[TimelineEntry]) -> Iterator[Webhook]:
    known: dict[tuple[str, str], Webhook] = {}
    for event in entries:
        if isinstance(event, Event) and event.type in NOTIFIED_TYPES and event.account_id == desk.registered_id:
            key = event.reference.thread, position_of(event)
            known[key] = Webhook(event.id, event.reference.conversation_id, event.webhook)
    for item in _partition(desk, f"account#{desk.registered_id}", DIRECTORY):
        if item["sk"].startswith("audit#"):
            audited = event_from(item)
            known[item["pk"], item["sk"]] = Webhook(audited.id, audited.subject.id, audited.webhook)
    for name in (CONVERSATIONS, DIRECTORY):
        yield from (known[key] for key in desk.streams[name].written if key in known)


def _partition(desk: Desk, partition: str, table: str = CONVERSATIONS) -> list[dict[str, Any]]:
    page = desk.engine.query(
        TableName=table,
        KeyConditionExpression="pk = :pk",
        ExpressionAttributeValues={":pk": {"S": partition}},
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
        if ticket.last_sequence != newest.sequence:
            yield f"{ticket.id} shows {ticket.last_sequence}, the newest is {newest.sequence}"
        said = [message for message in messages if message.moves_summary]
        if (ticket.last_direction, ticket.preview) != (said[-1].direction.value, summary(said[-1])):
            yield f"{ticket.id} shows {ticket.last_direction} {ticket.preview!r}, the newest is {said[-1].text!r}"
        named = [words(message) for message in said if message.direction is Direction.IN and words(message)]
        if ticket.subject != (named[0] if named else None):
            yield f"{ticket.id} is called {ticket.subject!r}, the customer's first words are {named[:1]}"


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


def a_tickets_events_are_all_of_its_changes(end: End) -> Iterator[str]:
    """Each begins where the one before it ended, in the order in which they were written; the last one is what the
    ticket is."""
    known = {(event.reference.thread, position_of(event)): event for event in end.events}
    written = [known[key] for key in end.desk.streams[CONVERSATIONS].written if key in known]
    for ticket in end.tickets:
        # One that opens has no event of it.
        for kind, now, is_now in (
            (EventType.STATUS_CHANGED, TicketState.OPEN.value, ticket.state.value),
            (EventType.OWNER_CHANGED, None, ticket.owner_id),
        ):
            for event in written:
                if event.reference == ticket.reference and event.type is kind:
                    if event.details.get("from") != now:
                        yield f"{ticket.id}: {kind} from {event.details.get('from')}, and it was {now}"
                    now = event.details.get("to")  # noqa: PLW2901
            if now != is_now:
                yield f"{ticket.id}: {kind} to {now}, and it is {is_now}"


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


def an_account_is_as_it_was_switched(end: End) -> Iterator[str]:
    if end.history.switches:
        account = AccountRepository(end.desk.tables.table(DIRECTORY)).get(end.desk.registered_id, consistent=True)
        if account is None or account.active != end.history.switches[-1].active:
            yield f"it was switched to {end.history.switches[-1].active}"
        changes = {event.type for event in _audited(end)}
        wanted = {AuditType.SWITCHED_ON if switch.active else AuditType.SWITCHED_OFF for switch in end.history.switches}
        yield from (f"{kind} is not in the audit trail" for kind in wanted - changes)


def _audited(end: End) -> list[AuditEvent]:
    items = _partition(end.desk, f"account#{end.desk.registered_id}", DIRECTORY)
    return [event_from(item) for item in items if item["sk"].startswith("audit#")]


def nothing_is_sent_through_a_disabled_account(end: End) -> Iterator[str]:
    """By an attempt that began after the desk had answered that it is off, and ended before anybody asked to switch it
    on."""
    switches = end.history.switches
    for off, on in zip_longest(switches, switches[1:]):
        for posted in end.desk.receivers.posted:
            is_reply = posted.url == APP_HOOK and posted.body["type"].startswith("OUTGOING_CHANNEL_MESSAGE")
            if not off.active and is_reply and posted.began > off.ended and (on is None or posted.at < on.began):
                yield f"{posted.id} was sent at {posted.at}, and the account was off from {off.ended} on"


def what_a_service_reports_is_kept(end: End) -> Iterator[str]:
    by_id = {message.id: message for message in end.messages}
    for report in end.history.reports:
        message, reported = by_id[report.message_id], DeliveryStatus(report.status)
        if message.status is None or message.status.rank < reported.rank:
            yield f"{message.id} was reported as {reported}, and is {message.status}"
        elif message.status is reported is DeliveryStatus.FAILED and getattr(message.failure, "code", None) != REPORTED:
            yield f"{message.id} was reported as failed, and its reason is {message.failure}"


def the_app_is_notified_of_each_event_in_order(end: End) -> Iterator[str]:
    arrived = list(dict.fromkeys(posted.id for posted in end.desk.receivers.accepted if posted.url == APP_HOOK))
    order: dict[str, list[str]] = defaultdict(list)
    for webhook in end.webhooks:
        if webhook.delivery.status is WebhookStatus.QUEUED:
            yield f"{webhook.id} is still queued after {webhook.delivery.attempts} attempts"
        if webhook.delivery.status is WebhookStatus.SENT and webhook.id not in arrived:
            yield f"{webhook.id} is SENT and was never posted"
        if webhook.id in arrived:
            order[webhook.group].append(webhook.id)
    for group, written in order.items():
        received = [found for found in arrived if found in written]
        if received != written:
            yield f"{group}: {received} arrived, {written} were written"


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
    # Telegram's posts have no id. No two replies of a run have the same text.
    by_text = {message.text: message for message in end.messages if message.direction is Direction.OUT}
    seen: set[str] = set()
    for posted in end.desk.receivers.accepted:
        is_telegram = "chat_id" in posted.body
        message = by_text.get(posted.body["text"]) if is_telegram else by_id.get(posted.id)
        if is_telegram and message is not None and message.id in seen:
            yield f"{message.id} was sent twice to the chat {posted.body['chat_id']}"
        if message is not None and message.id not in seen:
            seen.add(message.id)
            sequences[message.reference].append(message.sequence)
    yield from (f"{key.conversation_id}: {found}" for key, found in sequences.items() if found != sorted(found))
    for message in end.messages:
        if message.direction is Direction.OUT and message.status is DeliveryStatus.SENT and message.id not in seen:
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


def no_dead_letter_without_a_cause(end: End) -> Iterator[str]:
    # The app may report later that the message has arrived after all.
    exhausted = {
        message.id
        for message in end.messages
        if message.status is DeliveryStatus.FAILED or message.attempts >= MAX_ATTEMPTS
    }
    exhausted |= {file.id for file in end.files if file.state is FileState.FAILED}
    exhausted |= {webhook.id for webhook in end.webhooks if webhook.delivery.attempts >= MAX_ATTEMPTS}
    for name, queue in end.desk.dead_letters.items():
        for letter in queue.messages:
            if not any(found in letter.body for found in exhausted):
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
    a_tickets_events_are_all_of_its_changes,
    what_was_decided_is_so,
    an_account_is_as_it_was_switched,
    nothing_is_sent_through_a_disabled_account,
    what_a_service_reports_is_kept,
    the_app_is_notified_of_each_event_in_order,
    every_ticket_is_routed,
    every_reply_is_settled,
    every_file_is_fetched_or_failed,
    every_object_is_named,
    one_answer_for_an_idempotency_key,
    a_reply_is_posted_under_one_id_and_in_order,
    no_dead_letter_without_a_cause,
)
