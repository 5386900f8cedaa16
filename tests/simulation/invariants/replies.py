"""Every reply is sent in order, once, or says why not."""

from collections import Counter, defaultdict
from collections.abc import Iterator

from helpdesk.conversations.models import REPORTED, DeliveryStatus, Direction, Message
from helpdesk.conversations.references import ConversationReference
from helpdesk.files.models import FileState
from helpdesk.files.parts import fetches
from helpdesk.platform.clock import to_text
from helpdesk.platform.retrying import MAX_ATTEMPTS
from helpdesk.tickets.models import ReplyState
from tests.simulation.end import End
from tests.simulation.receivers import Posted


def what_a_service_reports_is_kept(end: End) -> Iterator[str]:
    by_id = {message.id: message for message in end.messages}
    for report in end.history.reports:
        message, reported = by_id[report.message_id], DeliveryStatus(report.status)
        if message.retried_at:  # what was reported before it was sent again does not count any more
            continue
        if message.status is None or message.status.rank < reported.rank:
            yield f"{message.id} was reported as {reported}, and is {message.status}"
        elif message.status is reported is DeliveryStatus.FAILED and getattr(message.failure, "code", None) != REPORTED:
            yield f"{message.id} was reported as failed, and its reason is {message.failure}"


def every_reply_is_settled(end: End) -> Iterator[str]:
    for message in end.messages:
        if message.direction is Direction.OUT:
            if message.status is DeliveryStatus.QUEUED:
                yield f"{message.id} is still queued after {message.attempts} attempts"
            if message.status is DeliveryStatus.FAILED and message.failure is None:
                yield f"{message.id} failed without a reason"


def a_ticket_shows_whether_a_reply_failed_or_waits(end: End) -> Iterator[str]:
    # In the order of their positions.
    replies = [each for each in end.messages if each.is_reply and each.status is not DeliveryStatus.CANCELLED]
    newest = {reply.reference: reply for reply in replies}
    for ticket in end.tickets:
        reply = newest.get(ticket.reference)
        failed = reply is not None and reply.status is DeliveryStatus.FAILED
        if ticket.reply_state is not (ReplyState.FAILED if failed else ReplyState.NONE):  # nothing waits at the end
            yield f"{ticket.id} shows {ticket.reply_state}, its newest reply is {reply and (reply.id, reply.status)}"


def one_answer_for_an_idempotency_key(end: End) -> Iterator[str]:
    for reply in end.history.replies:
        if len(set(reply.message_ids)) > 1:
            yield f"{reply.key}: {reply.message_ids}"


def a_reply_is_posted_under_one_id_and_in_order(end: End) -> Iterator[str]:
    sequences: dict[ConversationReference, list[int]] = defaultdict(list)
    by_id = {name: message for message in end.messages for name in (message.id, message.resent_as) if name}
    by_key = _replies_by_key(end)
    seen: set[str] = set()
    for posted in end.desk.receivers.accepted:
        # Telegram's posts have no id.
        message = by_key.get(_key(posted)) if posted.shows_a_message else by_id.get(posted.id)
        if message is not None and message.id not in seen:
            seen.add(message.id)
            if not (message.is_scheduled or message.retried_at):  # these leave at another time
                sequences[message.reference].append(message.sequence)
    yield from (f"{key.conversation_id}: {found}" for key, found in sequences.items() if found != sorted(found))
    for message in end.messages:
        is_sent = message.direction is Direction.OUT and message.status is DeliveryStatus.SENT
        if is_sent and message.id not in seen:
            yield f"{message.id} is SENT and was never posted"


def a_cancelled_reply_never_arrives(end: End) -> Iterator[str]:
    """Whoever was told that it is cancelled can rely on it."""
    by_id = {message.id: message for message in end.messages}
    # A receiver may have accepted it, and reported that it failed, before it was sent again.
    arrived = {message.id for posted, message in _arrived(end) if to_text(posted.at) >= (message.retried_at or "")}
    for message_id in end.history.cancelled:
        if by_id[message_id].status is not DeliveryStatus.CANCELLED:
            yield f"{message_id} was cancelled, and is {by_id[message_id].status}"
        if message_id in arrived:
            yield f"{message_id} was cancelled, and arrived"
    for message in end.messages:
        if message.status is DeliveryStatus.CANCELLED and (message.cancelled_by is None or message.id in arrived):
            yield f"{message.id} is cancelled by {message.cancelled_by}, and arrived: {message.id in arrived}"


def nothing_leaves_before_it_is_due(end: End) -> Iterator[str]:
    for posted, message in _arrived(end):
        due = end.history.due.get(message.id)
        if due and posted.at < due:
            yield f"{message.id} is due at {due}, and was sent at {posted.at}"


def _arrived(end: End) -> Iterator[tuple[Posted, Message]]:
    by_id = {name: message for message in end.messages for name in (message.id, message.resent_as) if name}
    by_key = _replies_by_key(end)
    for posted in end.desk.receivers.accepted:
        message = by_key.get(_key(posted)) if posted.shows_a_message else by_id.get(posted.id)
        if message is not None:
            yield posted, message


def the_parts_of_a_reply_are_sent_once_and_in_order(end: End) -> Iterator[str]:
    """To Telegram. Those of which it is known that they arrived have their numbers on the reply."""
    expected = {reply.key: reply.parts for reply in end.history.replies}
    sent: dict[str, list[Posted]] = defaultdict(list)
    for call in end.calls:
        if call.shows_a_message and call.accepted:
            sent[_key(call)].append(call)
    for key, message in _replies_by_key(end).items():
        if message.reference.thread not in end.chats:
            continue
        parts, numbers = [_part(call) for call in sent[key]], tuple(str(call.number) for call in sent[key])
        if parts != list(range(1, len(parts) + 1)):
            yield f"{key}: the parts {parts} arrived in this order"
        if message.status is DeliveryStatus.SENT and len(parts) != expected[key]:
            yield f"{key} is SENT, and the parts {parts} arrived"
        if message.ids != (numbers if message.status is DeliveryStatus.SENT else numbers[: len(message.ids)]):
            yield f"{key} is known as {message.ids}, and the parts are {numbers}"


def _replies_by_key(end: End) -> dict[str, Message]:
    """By the first word of their text, without the number of the part."""
    replies = [message for message in end.messages if message.direction is Direction.OUT]
    return {message.text.split()[0].partition(".")[0]: message for message in replies}


def _key(posted: Posted) -> str:
    return str(posted.body["text"]).split()[0].partition(".")[0]


def _part(posted: Posted) -> int:
    return int(str(posted.body["text"]).split()[0].partition(".")[2] or 1)


def no_dead_letter_without_a_cause(end: End) -> Iterator[str]:
    # The app may report later that the message has arrived after all.
    exhausted = {
        message.id
        for message in end.messages
        if message.status is DeliveryStatus.FAILED or message.exhausted or message.retried_at
    }
    exhausted |= {file.id for file in end.files if file.state is FileState.FAILED}
    # A newer message that names the file may have had more luck.
    named = [fetch for message in end.messages for fetch in fetches(message.id, "", message.parts)]
    files = {str(fetch.provider_file): fetch.file_id for fetch in named}
    asked = Counter(files[call.body["file_id"]] for call in end.calls if call.method == "getFile")
    exhausted |= {file_id for file_id, count in asked.items() if count >= MAX_ATTEMPTS}
    exhausted |= {webhook.id for webhook in end.webhooks if webhook.delivery.exhausted}
    for name, queue in end.desk.dead_letters.items():
        for letter in queue.messages:
            if not any(found in letter.body for found in exhausted):
                yield f"{name}: {letter.body}"


ALL = (
    what_a_service_reports_is_kept,
    every_reply_is_settled,
    a_ticket_shows_whether_a_reply_failed_or_waits,
    one_answer_for_an_idempotency_key,
    a_reply_is_posted_under_one_id_and_in_order,
    a_cancelled_reply_never_arrives,
    nothing_leaves_before_it_is_due,
    the_parts_of_a_reply_are_sent_once_and_in_order,
    no_dead_letter_without_a_cause,
)
