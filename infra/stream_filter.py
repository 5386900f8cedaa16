"""Which changes of the tables the fan-out is given, and which the change feed: the filters of their event source
mappings."""

from collections.abc import Mapping, Sequence
from typing import Any

from helpdesk.channels.items import CHANNEL
from helpdesk.channels.models import NOTIFIED_TYPES
from helpdesk.conversations.items import ADDED
from helpdesk.conversations.models import WAITS, EventType, Mail
from helpdesk.delivery.work import PROBE
from helpdesk.jobs.repository import JOB
from helpdesk.people.availability_repository import TURN

Pattern = Mapping[str, Any]


def _inserted(**values: Sequence[str]) -> Pattern:
    """New items that have one of these values in each of the attributes."""
    image = {name: {"S": list(accepted)} for name, accepted in values.items()}
    return {"eventName": ["INSERT"], "dynamodb": {"NewImage": image}}


_ALBUM = {"kind": {"S": ["message"]}, ADDED: {"S": [{"exists": True}]}}
OF_CONVERSATIONS: Sequence[Pattern] = (
    _inserted(kind=["message", "ticket", PROBE]),
    _inserted(
        kind=["event"], type=[event.value for event in (*NOTIFIED_TYPES, EventType.RETRIED, EventType.CANCELLED)]
    ),
    _inserted(kind=["event"], mail=[Mail.WAITING]),
    _inserted(kind=["event"], routing=[WAITS]),
    {"eventName": ["MODIFY"], "dynamodb": {"NewImage": _ALBUM}},
)
_WITH_LOGO = {"kind": {"S": [CHANNEL]}, "channel_logo_url": {"S": [{"exists": True}]}}
OF_DIRECTORY: Sequence[Pattern] = (
    {"eventName": ["INSERT"], "dynamodb": {"Keys": {"sk": {"S": [{"prefix": "audit#"}, {"prefix": TURN}]}}}},
    {"eventName": ["INSERT"], "dynamodb": {"Keys": {"sk": {"S": [JOB]}}}},
    {"eventName": ["INSERT", "MODIFY"], "dynamodb": {"NewImage": _WITH_LOGO}},
)
_ITEMS = {"kind": {"S": ["message", "ticket", "note"]}}
FEED_OF_CONVERSATIONS: Sequence[Pattern] = (
    {"dynamodb": {"NewImage": _ITEMS}},
    {"eventName": ["REMOVE"], "dynamodb": {"OldImage": _ITEMS}},
    _inserted(kind=["event"]),
)
FEED_OF_CONTACTS: Sequence[Pattern] = (
    {"dynamodb": {"Keys": {"sk": {"S": ["contact"]}}}},
    {"eventName": ["INSERT", "MODIFY"], "dynamodb": {"Keys": {"sk": {"S": [{"prefix": "identity#"}]}}}},
)
"""A contact that loses an identifier is changed with it, and says who did that."""
FEED_OF_DIRECTORY: Sequence[Pattern] = (OF_DIRECTORY[0],)
OF_FEED: Sequence[Pattern] = ({"eventName": ["INSERT"]},)
"""For each of the two that follow the feed: an entry is never changed."""


def passes(record: Mapping[str, Any]) -> bool:
    """Whether the fan-out gets it: as Lambda decides it, for what these patterns use of its language. No item passes
    the filter of the other table."""
    return any(_matches(record, pattern) for pattern in (*OF_CONVERSATIONS, *OF_DIRECTORY))


def feeds(record: Mapping[str, Any]) -> bool:
    """Whether the change feed gets it. No item passes the filter of another table."""
    patterns = (*FEED_OF_CONVERSATIONS, *FEED_OF_CONTACTS, *FEED_OF_DIRECTORY)
    return any(_matches(record, pattern) for pattern in patterns)


def is_pushed(record: Mapping[str, Any]) -> bool:
    """Whether those who follow the feed get it."""
    return any(_matches(record, pattern) for pattern in OF_FEED)


def _matches(value: Any, pattern: Any) -> bool:
    if isinstance(pattern, Mapping):
        return isinstance(value, Mapping) and all(_matches(value.get(name), each) for name, each in pattern.items())
    return any(_is(value, accepted) for accepted in pattern)


def _is(value: Any, accepted: Any) -> bool:
    if isinstance(accepted, Mapping) and "exists" in accepted:
        return (value is not None) is accepted["exists"]
    if isinstance(accepted, Mapping):
        return isinstance(value, str) and value.startswith(accepted["prefix"])
    return bool(value == accepted)
