"""Delivery attempts and their results. Pure."""

from collections.abc import Mapping
from dataclasses import field
from enum import Enum, StrEnum, auto

from helpdesk.conversations.models import Message
from helpdesk.conversations.references import MessageReference
from helpdesk.people.actors import Actor
from helpdesk.platform.frozen import frozen
from helpdesk.platform.retrying import Next
from helpdesk.providers.models import ChangedMessage


@frozen
class Attempt:
    """One attempt, as one log event."""

    event_id: str
    """For a reply, the message's id."""
    outcome: str
    next: Next
    attempt: int = 0
    account_id: str | None = None
    wait_seconds: int = 0
    logged: bool = True
    """False if the delivery log was unavailable; the attempt counts anyway."""
    is_of_receiver: bool = False
    """Whether it failed by the receiver's fault."""


@frozen
class Queued:
    """How a delivery came to be handed over."""

    is_released: bool = False
    """It has waited for its receiver."""
    times_behind: int = 0
    """How often it was put behind others of its conversation."""
    is_probe: bool = False
    may_overtake: bool = False
    """An earlier one of its conversation must be lost: it has not been handed over for long."""
    is_repeated: bool = False
    """Its queue message was received before."""
    handle: str | None = field(default=None, compare=False)
    """Of its queue message, while that is hidden."""


FIRST = Queued()


@frozen
class Held:
    """It waits elsewhere: for its receiver, or behind others of its conversation."""


@frozen
class DeliveryTask:
    """What is sent, and the queue message that names it."""

    event_id: str
    """The same on every attempt."""
    type: str
    work: Mapping[str, str]
    group: str
    """Only one webhook of a group is sent at a time."""


@frozen
class ChangeDone:
    """What the service had of a changed message before a step, and has after it."""

    reference: MessageReference
    before: ChangedMessage
    after: ChangedMessage

    @property
    def differs(self) -> bool:
        return self.before != self.after


@frozen
class StepDone:
    external_ids: tuple[str, ...]
    """Of this step and those before it."""
    sent_to: str | None = None
    """As the message's."""
    changed: ChangeDone | None = None


@frozen
class Later:
    """Nothing failed: the message goes on later."""

    seconds: int


@frozen
class Cancelled:
    by: Actor
    at: str
    behind: Message | None
    """The message that must still wait: then this one cannot be in the middle of an attempt."""
    although_it_may_have_arrived: bool


class Begun(Enum):
    """Whether an attempt may go on."""

    YES = auto()
    INTERRUPTED = auto()
    """An earlier one has begun, and nobody knows how it ended."""
    SETTLED = auto()
    """There is nothing to send any more."""


@frozen
class Settled:
    """Nothing was sent: the message was cancelled, or settled by a report, since it was read."""


WAITING = "waiting"
"""The outcome of an attempt that waits."""
HELD = "waits_for_receiver"
SETTLED = "settled_before"
NOT_THERE = "not_there"
NOT_FIRST = "not_first"
"""Others of its conversation come before it."""


class Result(StrEnum):
    SENT = "SENT"
    RETRYING = "RETRYING"
    """This attempt failed; another one follows."""
    FAILED = "FAILED"


@frozen
class LoggedAttempt:
    """An attempt to notify a channel's app, logged for the integration."""

    id: str
    """A ULID."""
    channel_id: str
    account_id: str
    task: DeliveryTask
    result: Result
    attempt: int
    replay: bool
    """Whether the app requested it."""
    attempted_at: str
    duration_ms: int
    failure_code: str | None = None
    failure_reason: str | None = None
    next_attempt_at: str | None = None
