"""A conversation, its messages and its events. Pure."""

from collections.abc import Mapping
from dataclasses import field
from datetime import timedelta
from enum import StrEnum
from typing import Annotated, Any, Self

from helpdesk.conversations.notes import Note
from helpdesk.conversations.references import ConversationReference
from helpdesk.messaging.messages import ContentKind, Json, Reachability, Sender
from helpdesk.messaging.outcomes import TextPart
from helpdesk.messaging.webhook_delivery import NOT_SENT, WebhookDelivery
from helpdesk.people.actors import Actor
from helpdesk.platform.clock import from_text
from helpdesk.platform.frozen import frozen
from helpdesk.platform.records import AS_TEXT


class Direction(StrEnum):
    IN = "in"
    OUT = "out"


REPORTED = "reported_by_channel"
MESSAGE_ID = "message_id"
"""The detail that names the message which an event is about."""
LONGEST_HOLD = timedelta(seconds=60)
"""A message that is due within this time waits in the queue, and those behind it wait too."""


class DeliveryStatus(StrEnum):
    """In the order of their ranks: a status can only be replaced by a higher one, so that reports may arrive in any
    order. A message that was delivered after a failure counts as delivered."""

    QUEUED = "QUEUED"
    SENT = "SENT"
    FAILED = "FAILED"
    DELIVERED = "DELIVERED"
    READ = "READ"
    CANCELLED = "CANCELLED"
    """By the desk, before it left. Final. The ranks of the others are stored, so it comes last."""

    @property
    def rank(self) -> int:
        return _RANKS[self]

    def after(self, report: "DeliveryStatus") -> "DeliveryStatus":
        """The resulting status when this one is reported, whatever the order of reports."""
        return report if self.rank < report.rank else self


_RANKS = {status: rank for rank, status in enumerate(DeliveryStatus)}


@frozen
class Failure:
    """Why a message was not delivered, as a text for the agent who wrote it."""

    code: str
    reason: str

    @classmethod
    def reported(cls, reason: str) -> "Failure":
        """Reported by the channel, which overrides Kanaal's own attempts."""
        return cls(REPORTED, reason)


@frozen
class Conversation:
    """One episode of a thread: starting with the message that opened its ticket."""

    reference: ConversationReference
    account_id: str
    thread_key: str
    contact_id: str
    recipient: Sender
    """The person whom a reply goes to, as the messaging service knows them."""
    created_at: str
    moved_after: int | None = None
    """The newest message when the thread key changed last: the service's ids of messages up to it belong to the former
    one."""
    reachability: Reachability | None = None
    """As the service reported it last. What the customer has written since shows more: see Lookback."""

    def is_former(self, sequence: int, sent_to: str | None = None) -> bool:
        """Whether the service's ids of that message belong to a former thread key. `sent_to`: the message's."""
        return self.moved_after is not None and sequence <= self.moved_after and sent_to != self.thread_key


@frozen
class AlbumMember:
    """One of the service's messages that are shown as one."""

    text: str
    rich_text: str | None = None
    label: str | None = None
    parts: Annotated[tuple[Json, ...], AS_TEXT] = ()
    content_digest: str | None = None
    raw: str | None = None


@frozen
class Position:
    """Where a shared place is now."""

    latitude: float
    longitude: float
    until: str | None = None
    """Until when it is shared."""


class EventType(StrEnum):
    """An event of a ticket."""

    OWNER_CHANGED = "owner_changed"
    STATUS_CHANGED = "status_changed"
    PROPERTIES_CHANGED = "properties_changed"
    INBOX_CHANGED = "inbox_changed"
    ROUTED = "routed"
    CONTINUED = "continued"
    """The thread continues in another conversation."""
    REPORTED = "reported"
    """The messaging service reports what no person wrote."""
    RETRIED = "retried"
    """Somebody has a message sent again that had failed."""
    CANCELLED = "cancelled"
    """Somebody has cancelled a message before it left."""
    UNKNOWN = "unknown"
    """A newer version has written it, and was then rolled back. Never stored."""


@frozen
class Happened:
    """What an event says. Of a change of status, `properties` are those that changed with it."""

    type: EventType
    details: Mapping[str, Any]


@frozen
class Decision:
    """What a reply does to its ticket."""

    changes: tuple[Happened, ...] = ()
    """As the history says it. The ticket follows the reply, and the events follow the ticket."""
    asked: str | None = None
    """A digest of what was asked for, if a status was: it stays, whatever the rule of the pipeline says."""
    takes_for: str | None = None
    """The agent whose ticket it is then, if it is still nobody's when it follows the reply."""


@frozen
class Message:
    reference: ConversationReference
    sequence: int
    direction: Direction
    kind: ContentKind
    text: str
    actor: Actor
    created_at: str
    """When Kanaal accepted it."""
    key: str
    """Identifies the message if it arrives again."""
    external_id: str | None = None
    """The messaging service's id; for a reply, set when it is sent."""
    external_ids: tuple[str, ...] = ()
    """All of its ids, if it became several messages of the service; `external_id` is the first."""
    steps_done: int = 0
    """Of a reply that is sent in several steps."""
    in_other_form: bool = False
    """Whether the service has refused the next step in its usual form."""
    sent_to: str | None = None
    """The thread key that it was sent to, if the conversation got it after the message was stored."""
    texts: tuple[TextPart, ...] = ()
    """Which of the service's messages have its text now, if an edit has added or deleted some."""
    reaction: str | None = None
    """The desk's, as the service shows it."""
    sent_at: str | None = None
    """The time that the messaging service reports."""
    reply_to: str | None = None
    """The id of a message in Kanaal."""
    reply_to_external_id: str | None = None
    refers_to: str | None = None
    """For a change: the id of the message that it changes, which stays unchanged."""
    refers_to_external_id: str | None = None
    raw: str | None = None
    rich_text: str | None = None
    """Sanitised HTML; `text` is the same content without formatting."""
    parts: Annotated[tuple[Json, ...], AS_TEXT] = ()
    """Attachments, as the channel contract writes them."""
    label: str | None = None
    """What came beside the text, in a few words."""
    content_digest: str | None = None
    """Equal for equal content, where the other fields do not have all of it."""
    album: Mapping[str, AlbumMember] = field(default_factory=dict)
    """Its members by their numbers: then `text`, `rich_text`, `label`, `parts` and `raw` are those of all members."""
    position: Annotated[Position | None, AS_TEXT] = None
    """The newest one of a place that its sender shares while they move: `parts` have it too."""
    position_at: str | None = None
    acknowledge: str | None = None
    """What the messaging service wants to be told about: the press of a button."""
    counterpart: Sender | None = None
    """The customer of this message, if an app named one; else the conversation's."""
    also_to: tuple[Sender, ...] = ()
    """Recipients other than the customer."""
    decision: Annotated[Decision | None, AS_TEXT] = None
    """Of a reply: what it does to its ticket."""
    status: DeliveryStatus | None = None
    attempts: int = 0
    failure: Failure | None = None
    status_at: str | None = None
    due_at: str | None = None
    """Not sent before that."""
    next_attempt_at: str | None = None
    """While it waits after a failed attempt."""
    queue_handle: str | None = None
    """Of its queue message, which is hidden for so long: somebody may have it received at once."""
    attempt_began: str | None = None
    """Names an attempt of which no result is stored."""
    may_have_arrived: bool = False
    """Whether an earlier attempt has left it open."""
    waits_for_receiver: bool = False
    """Its account's receiver fails: nothing is tried until it works again."""
    listed_as_waiting: bool = False
    """Its ticket shows that it waits."""
    exhausted: bool = False
    """It failed because its time was over."""
    retried_at: str | None = None
    """When somebody had it sent again, after it had failed."""
    retried_by: str | None = None
    """Who had it sent again, or tried now, the last time: `Actor.named`."""
    resent_as: str | None = None
    """By what its receiver knows it since then, if the receiver had accepted it before it reported the failure."""
    cancelled_by: Actor | None = None
    undone: bool = False
    """It was cancelled, and its ticket is as it was before it, where nobody has changed that since."""

    @property
    def tried_from(self) -> str:
        """Since when it is tried."""
        return self.retried_at or self.due_at or self.created_at

    @property
    def id(self) -> str:
        return self.reference.message_id(self.sequence)

    @property
    def ids(self) -> tuple[str, ...]:
        """The messaging service's ids."""
        return self.external_ids or ((self.external_id,) if self.external_id else ())

    @property
    def is_change(self) -> bool:
        return self.kind.is_change

    @property
    def is_reply(self) -> bool:
        """Whether it is from our side, whoever wrote it and with what."""
        return self.direction is Direction.OUT and not self.is_change

    @property
    def is_scheduled(self) -> bool:
        """Whether it is due so late that it must not wait in the queue, where it would hold back its conversation."""
        return self.due_at is not None and from_text(self.due_at) - from_text(self.created_at) > LONGEST_HOLD

    @property
    def records_attempts(self) -> bool:
        """Whether every attempt to send it begins with a write, so that it can be cancelled between attempts. The first
        attempt of an ordinary reply does not: it would be dearer."""
        waited = self.attempts > 0 or self.waits_for_receiver
        return waited or self.due_at is not None or self.retried_at is not None

    @property
    def waits(self) -> bool:
        """For another attempt, after one has failed, or for its receiver."""
        return self.status is DeliveryStatus.QUEUED and (self.next_attempt_at is not None or self.waits_for_receiver)

    @property
    def can_be_cancelled(self) -> bool:
        waits = self.status is DeliveryStatus.QUEUED and self.records_attempts and self.attempt_began is None
        return waits and not self.steps_done and not self.may_have_arrived

    def holds_the_queue(self, now: str) -> bool:
        """Whether the queue hands over nothing of the conversation that was stored after this message: it waits there,
        in the order of the conversation, and is received again first."""
        is_early = now < max(self.next_attempt_at or "", self.due_at or "")
        return self.status is DeliveryStatus.QUEUED and self.is_in_order and is_early

    @property
    def is_in_order(self) -> bool:
        """Whether the queue has it in the order of its conversation: not at the time when it is due, or is retried."""
        return not self.is_scheduled and self.retried_at is None

    def leaves_before(self, later: Self) -> bool:
        """Whether it is still to be sent, and before that one, which was stored later."""
        is_leaving = self.direction is Direction.OUT and self.status is DeliveryStatus.QUEUED
        return is_leaving and (self.is_in_order or self.tried_from <= later.tried_from)

    @property
    def moves_summary(self) -> bool:
        """Whether a ticket's preview and direction follow it: changes do not, except a customer's edit, which asks for
        an answer."""
        return not self.is_change or (self.direction is Direction.IN and self.kind.asks_for_attention)


FROM_TEAM = "from_team_id"
"""In the details of a decision of the router, if the ticket has another team by it."""
WRITTEN_TO = "written_to"
"""The detail of a decision that names whom the desk writes an e-mail."""


WAITS = "waits"


class Mail(StrEnum):
    """What became of the e-mail that a decision asks for."""

    WAITING = "waiting"
    SENDING = "sending"
    """Claimed: whoever claimed it may have sent it."""
    SENT = "sent"
    MAYBE_SENT = "maybe_sent"
    """There was no answer. It is not sent again."""
    FAILED = "failed"
    NOT_NEEDED = "not_needed"
    """The ticket was closed before it was sent, or whoever should get it has no access any more."""
    NOT_SET_UP = "not_set_up"
    """The desk has no address to write from."""


@frozen
class Event:
    """An event of the ticket, stored after the message that was the newest then."""

    reference: ConversationReference
    after_sequence: int
    id: str
    type: EventType
    actor: Actor
    created_at: str
    details: Annotated[Mapping[str, Any], AS_TEXT] = field(default_factory=dict)
    """JSON values; for a change, `from` and `to`."""
    account_id: str | None = None
    webhook: WebhookDelivery = NOT_SENT
    """To the channel's app, if it subscribed to events of this type."""
    mail: Mail | None = None
    """None: it asks for none."""
    routing: str | None = None
    """`WAITS`: the ticket waits for somebody to become eligible, and this may have made somebody so."""


TimelineEntry = Message | Event | Note


@frozen
class End:
    """It takes the position after the last message when the thread's next conversation begins. A customer's message
    that was on its way to that position goes to the next conversation; replies and changes may still follow."""

    reference: ConversationReference
    sequence: int
