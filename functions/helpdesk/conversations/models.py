"""A conversation, what is said in it and what happens to it. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Annotated, Any

from helpdesk.conversations.references import ConversationReference
from helpdesk.messaging.messages import ContentKind, Json, Sender
from helpdesk.messaging.webhook_delivery import NOT_SENT, WebhookDelivery
from helpdesk.people.actors import Actor
from helpdesk.platform.records import AS_TEXT


class Direction(StrEnum):
    IN = "in"
    OUT = "out"


REPORTED = "reported_by_channel"


class DeliveryStatus(StrEnum):
    """In the order of their ranks: a status only ever gives way to a higher one, so that reports may come in any order.
    What was delivered after all has not failed."""

    QUEUED = "QUEUED"
    SENT = "SENT"
    FAILED = "FAILED"
    DELIVERED = "DELIVERED"
    READ = "READ"

    @property
    def rank(self) -> int:
        return _RANKS[self]

    def after(self, report: "DeliveryStatus") -> "DeliveryStatus":
        """What stands when the report comes to this status, in whatever order reports come."""
        return report if self.rank < report.rank else self


_RANKS = {status: rank for rank, status in enumerate(DeliveryStatus)}


@dataclass(frozen=True, slots=True)
class Failure:
    """Why a message was not delivered, in words for the agent who wrote it."""

    code: str
    reason: str

    @classmethod
    def reported(cls, reason: str) -> "Failure":
        """By the channel, which knows better than a try of ours."""
        return cls(REPORTED, reason)


@dataclass(frozen=True, slots=True)
class Conversation:
    """One episode of a thread: from the message that opened its ticket on."""

    reference: ConversationReference
    account_id: str
    thread_key: str
    contact_id: str
    recipient: Sender
    """Whom a reply goes to, as the messaging service knows them."""
    created_at: str


@dataclass(frozen=True, slots=True)
class Message:
    reference: ConversationReference
    sequence: int
    direction: Direction
    kind: ContentKind
    text: str
    actor: Actor
    created_at: str
    """When the desk accepted it."""
    key: str
    """What makes it the same message when it comes again."""
    external_id: str | None = None
    """The messaging service's id of it; for a reply, known once it is sent."""
    sent_at: str | None = None
    """The messaging service's own time."""
    reply_to: str | None = None
    """A message id of ours."""
    reply_to_external_id: str | None = None
    refers_to: str | None = None
    """Of a change: the message that it changes, which stays as it was; a message id of ours."""
    refers_to_external_id: str | None = None
    raw: str | None = None
    rich_text: str | None = None
    """Sanitised HTML; `text` says the same without it."""
    parts: Annotated[tuple[Json, ...], AS_TEXT] = ()
    """What it carries beside the text, as the channel contract writes it."""
    counterpart: Sender | None = None
    """The customer of this very message, where an app said it; else the conversation's."""
    also_to: tuple[Sender, ...] = ()
    """Whom it goes to beside the customer."""
    status: DeliveryStatus | None = None
    attempts: int = 0
    failure: Failure | None = None
    status_at: str | None = None

    @property
    def id(self) -> str:
        return self.reference.message_id(self.sequence)

    @property
    def is_change(self) -> bool:
        return self.kind.is_change


class EventType(StrEnum):
    """What happens to a ticket."""

    OWNER_CHANGED = "owner_changed"
    STATUS_CHANGED = "status_changed"
    INBOX_CHANGED = "inbox_changed"
    ROUTED = "routed"
    CONTINUED = "continued"
    """The thread goes on in another conversation."""


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened to the ticket, placed after the message that was the newest then."""

    reference: ConversationReference
    after_sequence: int
    id: str
    type: EventType
    actor: Actor
    created_at: str
    details: Annotated[Mapping[str, Any], AS_TEXT] = field(default_factory=dict)
    """As JSON has it; of a change `from` and `to`."""
    account_id: str | None = None
    webhook: WebhookDelivery = NOT_SENT
    """To the channel's app, where it has asked for events of this type."""


TimelineEntry = Message | Event
