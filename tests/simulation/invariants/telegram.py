"""What Telegram reports is in its conversation, or kept."""

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta

from helpdesk.conversations.models import EventType
from helpdesk.conversations.references import ConversationReference
from helpdesk.delivery.work import of_press
from helpdesk.people.actors import ActorKind
from helpdesk.platform.clock import from_text
from tests.simulation.desk import Plain
from tests.simulation.end import End

_LONGEST_FUNCTION = timedelta(seconds=30)


def a_notice_is_recorded_and_opens_nothing(end: End) -> Iterator[str]:
    reports = [event for event in end.events if event.type is EventType.REPORTED]
    reported = Counter(event.details["text"] for event in reports)
    for text in set(end.history.notices):
        kept = sum(text.rpartition(" ")[2] in raw and "new_chat_title" in raw for raw in end.put_aside)
        if not reported[text] and not kept:
            yield f"{text!r} was accepted and is nowhere"
    recorded = Counter(event.details["raw"] for event in reports)
    for reach in end.history.reaches:
        if not recorded[reach.raw] and reach.raw not in end.put_aside:
            yield f"{reach} was accepted and is nowhere"
    # A customer may block the bot several times: each report is another update.
    repeated = [text for text in reported if "the bot" not in text and reported[text] > 1]
    repeated += [raw for raw, count in recorded.items() if count > 1]
    yield from (f"{what!r} is there several times" for what in repeated)
    said = {message.id for message in end.messages if message.actor.kind is ActorKind.CONTACT}
    for event in end.events:
        opens = event.type is EventType.STATUS_CHANGED and event.details["from"] == "closed"
        if opens and event.actor.kind is not ActorKind.PERSON and event.details.get("message_id") not in said:
            yield f"{event.actor} opened {event.reference.ticket_id}"
    begun = {ticket.reference for ticket in end.tickets}
    spoken = {message.reference for message in end.messages if message.sequence == 1 and message.id in said}
    yield from (f"nobody wrote in {reference.conversation_id}" for reference in begun - spoken)


def only_what_nobody_can_read_is_put_aside(end: End) -> Iterator[str]:
    without_conversation = {report.raw for report in (*end.history.reaches, *end.history.places)}
    aside = [raw for raw in end.put_aside if "new_chat_title" not in raw and raw not in without_conversation]
    unreadable = Counter(aside)
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
            if posted.body.get("chat_id") == move.before and posted.body.get("text") in later
        )
    for message in end.messages:
        if message.failure and message.failure.code == "status_400":
            yield f"{message.id} failed: {message.failure.reason}"


def an_album_is_one_message_with_all_its_members(end: End) -> Iterator[str]:
    albums = {message.id: message for message in end.messages if message.album}
    for member in end.history.members:
        if member.message_id not in albums:
            yield f"{member} is in no album"
        elif member.number not in albums[member.message_id].album:
            yield f"{member} is not among {sorted(albums[member.message_id].album)}"
    if len(albums) > 1:
        yield f"it is {sorted(albums)}"
    for album in albums.values():
        files = [part["providerFile"] for part in album.parts]
        if files != [f"f{number}" for number in sorted(album.album, key=int)]:
            yield f"{album.id} has the files {files}"


def a_press_is_one_message(end: End) -> Iterator[str]:
    presses = Counter(message.acknowledge for message in end.messages if message.acknowledge)
    yield from (f"{press} is {count} messages" for press, count in presses.items() if count > 1)
    yield from (f"{press} is nowhere" for press in end.history.presses if not presses[press.id])


def a_press_is_acknowledged_once_for_each_delivery(end: End) -> Iterator[str]:
    tried = Counter(call.body["callback_query_id"] for call in end.calls if call.method == "answerCallbackQuery")
    for message in end.messages:
        if message.acknowledge:
            work = json.dumps(of_press(message))
            if not 0 < tried[message.acknowledge] <= end.desk.queues["outbound"].received[work]:
                yield f"{message.acknowledge} was acknowledged {tried[message.acknowledge]} times"


@dataclass(frozen=True, order=True)
class _Said:
    at: int
    is_blocked: bool
    where: ConversationReference = field(compare=False)
    recorded_at: str | None = field(default=None, compare=False)
    """Of a report."""


def the_composer_says_whether_the_bot_may_write(end: End) -> Iterator[str]:
    """As the newest report or message does. What was reported before there was a conversation is in none."""
    tickets = {ticket.reference: ticket for ticket in end.tickets}
    if not (end.history.reaches and tickets):
        return
    newest, said = max(tickets, key=lambda reference: reference.episode), max(_said(end))
    is_clear = said.where == newest
    if said.recorded_at and not is_clear:
        # Who opens a conversation knows what was reported before, not what is reported at the same time.
        is_clear = from_text(said.recorded_at) + _LONGEST_FUNCTION < from_text(tickets[newest].opened_at)
    path = f"/v1/conversations/{newest.conversation_id}/composer"
    obstacle = Plain(end.desk).desk_api("GET", path)["obstacle"]
    if is_clear and (obstacle is not None) != said.is_blocked:
        yield f"{newest.conversation_id} shows {obstacle}, and the newest that was said is {said}"


def _said(end: End) -> Iterator[_Said]:
    recorded = {event.details["raw"]: event for event in end.events if event.type is EventType.REPORTED}
    for reach in end.history.reaches:
        if event := recorded.get(reach.raw):
            yield _Said(reach.at, reach.is_blocked, event.reference, event.created_at)
    by_id = {message.id: message for message in end.messages}
    for accepted in end.history.accepted:
        if accepted.written and accepted.message_id in by_id:
            yield _Said(accepted.written.at, False, by_id[accepted.message_id].reference)


def a_place_is_where_it_was_last(end: End) -> Iterator[str]:
    known = [place.latitude for place in end.history.places if place.raw not in end.put_aside]
    for message in end.messages:
        if message.id in end.history.shared:
            [part] = message.parts
            if message.position and message.position.latitude not in {place.latitude for place in end.history.places}:
                yield f"{message.id} is at {message.position}"
            if part["latitude"] < max(known, default=part["latitude"]):
                yield f"{message.id} is at {part['latitude']}, the newest is {max(known)}"


ALL = (
    a_notice_is_recorded_and_opens_nothing,
    only_what_nobody_can_read_is_put_aside,
    a_supergroup_goes_on_with_its_group,
    an_album_is_one_message_with_all_its_members,
    a_press_is_one_message,
    a_press_is_acknowledged_once_for_each_delivery,
    the_composer_says_whether_the_bot_may_write,
    a_place_is_where_it_was_last,
)
