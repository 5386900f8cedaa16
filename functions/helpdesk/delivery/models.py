"""What can become of one try to send. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from helpdesk.platform.retrying import Next


@dataclass(frozen=True, slots=True)
class Attempt:
    """One try, as one log event."""

    event_id: str
    """Of a reply, the message's id."""
    outcome: str
    next: Next
    attempt: int = 0
    account_id: str | None = None
    wait_seconds: int = 0
    logged: bool = True
    """False where the delivery log was out of reach: the try counts all the same."""


@dataclass(frozen=True, slots=True)
class DeliveryTask:
    """What is sent, and how the outbound queue names it."""

    event_id: str
    """The same on every try."""
    type: str
    work: Mapping[str, str]
    group: str
    """Of one group, one is sent at a time."""


class Result(StrEnum):
    SENT = "SENT"
    RETRYING = "RETRYING"
    """This try failed; another one follows."""
    FAILED = "FAILED"


@dataclass(frozen=True, slots=True)
class LoggedAttempt:
    """One try to tell a channel's app something, kept for its integrator."""

    id: str
    """A ULID."""
    channel_id: str
    account_id: str
    task: DeliveryTask
    result: Result
    attempt: int
    replay: bool
    """Whether it was asked for by the app."""
    attempted_at: str
    duration_ms: int
    failure_code: str | None = None
    failure_reason: str | None = None
    next_attempt_at: str | None = None
