"""Changes, as the feed keeps them: ids only, so that nothing of a person is in it. Pure."""

import json
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Any, Self

from helpdesk.conversations.references import ConversationReference
from helpdesk.platform.frozen import frozen

KEPT = timedelta(days=7)
"""How long a change can be read."""


class ChangeType(StrEnum):
    TICKET_CREATED = "ticket.created"
    TICKET_CHANGED = "ticket.changed"
    """Somebody, or a rule, has decided something: `data.change` says what."""
    TICKET_FOLLOWED = "ticket.followed"
    """It has followed its conversation: its last activity, its preview, whether a reply waits or has failed."""
    TICKET_ERASED = "ticket.erased"
    MESSAGE_RECEIVED = "message.received"
    MESSAGE_QUEUED = "message.queued"
    MESSAGE_SENT = "message.sent"
    MESSAGE_DELIVERED = "message.delivered"
    MESSAGE_READ = "message.read"
    MESSAGE_FAILED = "message.failed"
    MESSAGE_CANCELLED = "message.cancelled"
    MESSAGE_CHANGED = "message.changed"
    MESSAGE_ERASED = "message.erased"
    NOTE_ADDED = "note.added"
    NOTE_CHANGED = "note.changed"
    NOTE_DELETED = "note.deleted"
    CONTACT_CREATED = "contact.created"
    CONTACT_CHANGED = "contact.changed"
    CONTACT_ERASED = "contact.erased"
    ACCOUNT_CHANGED = "account.changed"
    USER_CHANGED = "user.changed"
    DESK_CHANGED = "desk.changed"
    """Teams, roles, inboxes, pipelines, properties, snippets, settings: `data` names the subject."""


@frozen
class Change:
    type: ChangeType
    at: str
    actor: str
    """Whoever caused it, by kind and id, as in `person:agent-ann`."""
    conversation: ConversationReference | None = None
    sequence: int | None = None
    """The position of the message that it is about, or after which it happened."""
    data: Mapping[str, str] | None = None
    """Further ids, and what changed."""

    @property
    def ids(self) -> Mapping[str, str]:
        """What it is about."""
        ids: dict[str, str] = dict(self.data or {})
        if self.conversation is None:
            return ids
        ids["ticket_id"] = self.conversation.ticket_id
        if self.type.startswith("message.") and self.sequence is not None:
            ids["message_id"] = self.conversation.message_id(self.sequence)
        return ids

    def packed(self) -> list[Any]:
        where = [self.conversation.thread, self.conversation.episode] if self.conversation else None
        return [self.type.value, self.at, self.actor, where, self.sequence, dict(self.data or {})]

    @classmethod
    def unpacked(cls, stored: Sequence[Any]) -> Self:
        """A type that a newer version has written is a change of the desk, which says nothing more."""
        kind, at, actor, where, sequence, data = stored
        known = ChangeType(kind) if kind in ChangeType else ChangeType.DESK_CHANGED
        return cls(known, at, actor, ConversationReference(*where) if where else None, sequence, data or None)


@frozen
class Recorded:
    """A change, and the record of the stream that it was read from."""

    event_id: str
    change: Change
    written_at: float
    """When the table recorded it, in seconds."""


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """A place in the feed: after every entry up to this number, and after so many changes of the next one."""

    number: int
    changes: int = 0

    def __str__(self) -> str:
        return f"{self.number}.{self.changes}"


BEGIN = Place(0)


@frozen
class Entry:
    """One item of the feed: the changes of one batch. Between two entries is no gap."""

    number: int
    at: float
    changes: tuple[Change, ...]
    count: int
    """The changes of the feed so far, with these."""

    def placed(self) -> list[tuple[Place, Change]]:
        """Each change with the place after it."""
        last = len(self.changes)
        places = [Place(self.number - 1, many) for many in range(1, last)] + [Place(self.number)]
        return list(zip(places, self.changes, strict=False))


def pack(changes: Sequence[Change]) -> bytes:
    text = json.dumps([each.packed() for each in changes], separators=(",", ":"), ensure_ascii=False)
    return zlib.compress(text.encode())


def unpack(stored: bytes) -> tuple[Change, ...]:
    return tuple(Change.unpacked(each) for each in json.loads(zlib.decompress(stored)))
