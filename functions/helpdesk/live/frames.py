"""What clients send, and what they are sent. Pure.

Nothing that a client sends is trusted: not its size, not its form, not what it names.
"""

import json
from collections.abc import Mapping, Sequence
from typing import Any, NoReturn

from helpdesk.live.models import PresenceState
from helpdesk.platform.errors import HelpdeskError, InvalidRequest
from helpdesk.platform.frozen import frozen
from helpdesk.platform.request_body import readable_json
from helpdesk.platform.text import storable

LARGEST_MESSAGE = 2_048
"""Bytes of what a client sends: the longest request has a tenth of it."""
LARGEST_FRAME = 30_000
"""Bytes of what it is sent: API Gateway counts each 32 KB as a message."""
_LONGEST_NAME = 100
_STATES: Mapping[Any, PresenceState | None] = {**{each.value: each for each in PresenceState}, "left": None}


@frozen
class Subscribe:
    topic: str
    time_zone: str | None = None
    """Of whoever looks at a view."""


@frozen
class Unsubscribe:
    topic: str


@frozen
class BePresent:
    topic: str
    state: PresenceState | None
    """None: not any more."""


@frozen
class Ping:
    pass


Request = Subscribe | Unsubscribe | BePresent | Ping
_FIELDS: Mapping[str, frozenset[str]] = {
    "subscribe": frozenset({"action", "topic", "time_zone"}),
    "unsubscribe": frozenset({"action", "topic"}),
    "presence": frozenset({"action", "topic", "state"}),
    "ping": frozenset({"action"}),
}


def read(text: str) -> Request:
    """Raises InvalidRequest."""
    body = _object(text)
    action = body.get("action")
    if not isinstance(action, str) or action not in _FIELDS:
        raise InvalidRequest.at("action", f"Use one of {', '.join(sorted(_FIELDS))}.", code="unknown_action")
    if unknown := sorted(set(body) - _FIELDS[action]):
        raise InvalidRequest.at(unknown[0][:64], "This field does not exist.")
    if action == "ping":
        return Ping()
    topic = body.get("topic")
    if not isinstance(topic, str) or len(topic) > _LONGEST_NAME:
        raise InvalidRequest.at("topic", "Use `ticket:{id}`, `view:{id}` or `notifications`.", code="unknown_topic")
    if action == "presence":
        return BePresent(topic, _state(body.get("state")))
    return Subscribe(topic, _time_zone(body.get("time_zone"))) if action == "subscribe" else Unsubscribe(topic)


def _object(text: str) -> dict[str, Any]:
    content = storable(text).encode()
    if len(content) > LARGEST_MESSAGE:
        message = f"Send at most {LARGEST_MESSAGE} bytes in a message."
        raise InvalidRequest(message, code="message_too_large")
    try:
        # What it names is sent back, which half a surrogate pair could not be.
        body = json.loads(readable_json(content), parse_constant=_refuse)
    except (ValueError, RecursionError):
        body = None
    if not isinstance(body, dict):
        raise InvalidRequest("Send a JSON object with `action`.", code="invalid_message")
    return body


def _refuse(constant: str) -> NoReturn:
    raise ValueError(constant)


def _time_zone(value: object) -> str | None:
    if value is None or isinstance(value, str):
        return value
    raise InvalidRequest.at("time_zone", "Use a name of the IANA list: 'Europe/Amsterdam'.", code="unknown_time_zone")


def _state(value: object) -> PresenceState | None:
    if not isinstance(value, str) or value not in _STATES:
        raise InvalidRequest.at("state", f"Use one of {', '.join(_STATES)}.", code="unknown_state")
    return _STATES[value]


def named(text: str) -> str | None:
    """The topic that a message names, for the answer to one that is refused."""
    try:
        topic = _object(text).get("topic")
    except InvalidRequest:
        return None
    return topic if isinstance(topic, str) and len(topic) <= _LONGEST_NAME else None


def written(kind: str, **more: Any) -> str:
    """None is left out."""
    given = {name: value for name, value in more.items() if value is not None}
    return json.dumps({"type": kind, **given}, ensure_ascii=False, separators=(",", ":"))


def refusal(error: HelpdeskError, topic: str | None = None) -> str:
    return written("error", code=error.code, message=error.message, topic=topic)


def events(found: Sequence[Mapping[str, Any]]) -> list[str]:
    """In their order, as few frames as are within the limit."""
    frames: list[str] = []
    batch: list[Mapping[str, Any]] = []
    size = 0
    for event in found:
        length = len(json.dumps(event, ensure_ascii=False, separators=(",", ":")).encode()) + 1
        if batch and size + length > LARGEST_FRAME:
            frames.append(written("events", events=batch))
            batch, size = [], 0
        batch.append(event)
        size += length
    return [*frames, written("events", events=batch)] if batch else frames
