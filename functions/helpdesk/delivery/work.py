"""Queue messages of the outbound queue: they contain ids only, and the sender reads the items. Pure."""

from collections.abc import Mapping
from typing import Any

from helpdesk.audit.models import AuditEvent
from helpdesk.conversations.items import position_of
from helpdesk.conversations.models import Event, Message
from helpdesk.conversations.references import ConversationReference, MessageReference
from helpdesk.delivery.models import Queued
from helpdesk.platform.errors import NotFound
from helpdesk.platform.queue_work import NoWork, read_work

Work = Mapping[str, str]
PROBE = "probe"
_NAMED_BY = ({"message_id"}, {"account_id", "event_id"}, {"conversation_id", "position"}, {"account_id", PROBE})
REPLAY, ACKNOWLEDGE, _RELEASED = "replay", "acknowledge", "released"
_FLAGS = (REPLAY, ACKNOWLEDGE, _RELEASED)
_BEHIND = "behind"
_MORE: Mapping[str, type] = {**dict.fromkeys(_FLAGS, bool), _BEHIND: int}
_LONGEST = 256


def read(body: str) -> Mapping[str, Any]:
    """The work of a queue message. Raises NoWork."""
    work = read_work(body)
    names = {name: value for name, value in work.items() if name not in _MORE}
    if set(names) not in _NAMED_BY or not all(type(work.get(name, kind())) is kind for name, kind in _MORE.items()):
        raise NoWork("it names no message and no event")
    if not all(isinstance(value, str) and 0 < len(value) <= _LONGEST for value in names.values()):
        raise NoWork("its ids are not strings")
    try:
        if "message_id" in names:
            MessageReference.from_message_id(names["message_id"])
        if "conversation_id" in names:
            ConversationReference.from_conversation_id(names["conversation_id"])
    except NotFound as error:
        raise NoWork("its id is not one of ours") from error
    return work


def how_queued(work: Mapping[str, Any], *, is_repeated: bool, handle: str) -> Queued:
    return Queued(work.get(_RELEASED, False), work.get(_BEHIND, 0), is_repeated=is_repeated, handle=handle)


def released(work: Mapping[str, Any], times_behind: int = 0) -> Mapping[str, Any]:
    """The same work, after it has waited."""
    return {**work, _RELEASED: True, **({_BEHIND: times_behind} if times_behind else {})}


def of_probe(account_id: str, probe_id: str) -> Work:
    return {"account_id": account_id, PROBE: probe_id}


def of_message(message: Message) -> Work:
    return of_message_id(message.id)


def of_message_id(message_id: str) -> Work:
    return {"message_id": message_id}


def of_press(message: Message) -> Mapping[str, Any]:
    """The press of a button, which the message is made from."""
    return {**of_message(message), ACKNOWLEDGE: True}


def of_account_event(event: AuditEvent) -> Work:
    return {"account_id": event.subject.id, "event_id": event.id}


def of_thread_event(event: Event) -> Work:
    return {"conversation_id": event.reference.conversation_id, "position": position_of(event)}
