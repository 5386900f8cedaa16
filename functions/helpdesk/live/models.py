"""Who is connected, what they watch, and what they do there. Pure."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import field
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any, Self

from helpdesk.conversations.references import ConversationReference
from helpdesk.people.actors import ActorKind
from helpdesk.people.principals import Principal
from helpdesk.platform.clock import to_text
from helpdesk.platform.errors import InvalidRequest
from helpdesk.platform.frozen import frozen

MOST_TOPICS = 100
"""Of a connection."""
KEPT = timedelta(hours=3)
"""A connection and what it watches: API Gateway ends one after two hours at the latest."""
LASTS = timedelta(hours=2, minutes=1)
"""A connection, at the longest: API Gateway ends it, but need not say so."""
MOST_CONNECTIONS = 20
"""Of a person, or of a program."""
_VIEW = re.compile(r"[a-z0-9_]{1,64}")


class TopicKind(StrEnum):
    TICKET = "ticket"
    VIEW = "view"
    NOTIFICATIONS = "notifications"
    """What concerns the person who is connected."""


@frozen
class Topic:
    kind: TopicKind
    id: str = ""
    """Of the ticket or the view; of the person whose notifications they are."""

    def __str__(self) -> str:
        """As clients name it."""
        return self.kind if self.kind is TopicKind.NOTIFICATIONS else f"{self.kind}:{self.id}"

    @property
    def stored(self) -> str:
        return f"{self.kind}:{self.id}"

    @classmethod
    def of_stored(cls, text: str) -> Self:
        kind, _, name = text.partition(":")
        return cls(TopicKind(kind), name)

    @classmethod
    def of_ticket(cls, reference: ConversationReference) -> Self:
        return cls(TopicKind.TICKET, reference.ticket_id)

    @classmethod
    def read(cls, text: str, user_id: str) -> Self:
        """What a client of this person names. Raises InvalidRequest, NotFound for an id that no ticket has."""
        kind, _, name = text.partition(":")
        if text == TopicKind.NOTIFICATIONS:
            return cls(TopicKind.NOTIFICATIONS, user_id)
        if kind == TopicKind.TICKET:
            return cls.of_ticket(ConversationReference.from_ticket_id(name))
        if kind == TopicKind.VIEW and _VIEW.fullmatch(name):
            return cls(TopicKind.VIEW, name)
        raise InvalidRequest.at("topic", "Use `ticket:{id}`, `view:{id}` or `notifications`.", code="unknown_topic")


@frozen
class Client:
    """Who is connected, by ids only: what they may see is read anew each time."""

    user_id: str
    token_id: str | None = None
    """The API token of a program. None: the person themselves."""

    @classmethod
    def of(cls, principal: Principal) -> Self:
        return cls(principal.user_id, principal.id if principal.kind is ActorKind.PROGRAM else None)


@frozen
class Connection:
    id: str
    client: Client
    expires_at: int
    topics: tuple[str, ...] = ()
    """As they are stored."""


@frozen
class Attendance:
    """Which connections of a person, or of a program, are open."""

    client: Client
    open: Mapping[str, int] = field(default_factory=dict)
    """By connection, when it has ended at the latest, in seconds."""
    left_at: str | None = None
    """When the last of them ended, as far as somebody said so."""
    away_from: str | None = None
    """Whoever comes back before was not away."""
    version: int = 1

    def open_at(self, now: datetime) -> Mapping[str, int]:
        return {each: ends_at for each, ends_at in self.open.items() if ends_at > now.timestamp()}

    def lost_at(self, now: datetime) -> str | None:
        """Since when nothing is open, if they are away because of it. Nobody need have said that one has ended."""
        if self.away_from is not None:
            return self.left_at if self.away_from <= to_text(now) else None
        return to_text(datetime.fromtimestamp(max(self.open.values()), UTC)) if self.open else None


class PresenceState(StrEnum):
    """What matters more to others comes later."""

    VIEWING = "viewing"
    TYPING_NOTE = "typing_note"
    TYPING = "typing"
    """A reply."""


_TYPING = timedelta(seconds=15)
_HOLDS_FOR = {
    PresenceState.VIEWING: timedelta(minutes=10),
    PresenceState.TYPING_NOTE: _TYPING,
    PresenceState.TYPING: _TYPING,
}
"""Unless the client says it again. API Gateway ends a connection that is silent for ten minutes."""


@frozen
class Presence:
    state: PresenceState
    until: str

    @classmethod
    def begun(cls, state: PresenceState, now: datetime) -> Self:
        return cls(state, to_text(now + _HOLDS_FOR[state]))


@frozen
class Watcher:
    """A connection that watches a topic."""

    connection_id: str
    client: Client
    topic: Topic
    expires_at: int
    presence: Presence | None = None
    time_zone: str | None = None
    """In which they look at a view. None: UTC."""


def present(watchers: Iterable[Watcher], now: datetime) -> Sequence[dict[str, Any]]:
    """Who is at a ticket, each person once: somebody who types in one window and reads in another, types."""
    at, found = to_text(now), dict[str, Presence]()
    for watcher in watchers:
        here = watcher.presence
        if here is None or here.until <= at or watcher.client.token_id:
            continue
        known = found.get(watcher.client.user_id)
        if known is None or (_weight(here), here.until) > (_weight(known), known.until):
            found[watcher.client.user_id] = here
    return [
        {"user_id": user_id, "state": here.state.value, "until": here.until} for user_id, here in sorted(found.items())
    ]


def _weight(presence: Presence) -> int:
    return list(PresenceState).index(presence.state)
