"""What the outside knows of a run: what it sent, and what the desk answered."""

from dataclasses import dataclass, field
from datetime import datetime


@dataclass
class Acceptance:
    """A message that the desk has accepted."""

    account_id: str
    text: str
    """Of each message, different."""
    sender: str
    message_id: str
    conversation_id: str
    written: "Written | None" = None


@dataclass(frozen=True)
class Written:
    """Where and when a message of Telegram was written."""

    chat: int
    at: int


@dataclass
class Reply:
    conversation_id: str
    key: str
    parts: int = 1
    """How many messages of Telegram it becomes."""
    message_ids: list[str] = field(default_factory=list)
    """Of each answer to its idempotency key."""
    closes: bool = False
    """Whether it closes the ticket."""


NOTE = "for the desk alone"
"""What is in the text of each note, and in nothing else."""


@dataclass
class WrittenNote:
    conversation_id: str
    key: str
    note_ids: list[str] = field(default_factory=list)
    """Of each answer to its idempotency key."""


@dataclass
class SavedDraft:
    """A version of a draft, as an answer showed it."""

    conversation_id: str
    id: str
    version: int
    text: str
    """Of each version, different."""
    message_ids: list[str] = field(default_factory=list)
    """Of each answer to whoever sent it."""


@dataclass
class Decision:
    """An accepted status or owner, and the ticket as the answer shows it."""

    ticket_id: str
    field: str
    value: str | None
    version: int
    status: str
    owner_id: str | None


@dataclass
class Bulk:
    """One change of many tickets."""

    ticket_ids: list[str]
    category: str
    """Which each of them gets. Of each change, different."""
    job_ids: set[str] = field(default_factory=set)
    """Of each answer to its idempotency key."""


@dataclass
class Report:
    """What the app said of a reply that it had received, and the desk accepted."""

    message_id: str
    status: str


@dataclass
class Switch:
    """The app's account was switched off or on."""

    active: bool
    began: datetime
    """When the first request was sent."""
    ended: datetime
    """When the desk answered that it is so."""


@dataclass
class Move:
    """A group of Telegram became a supergroup, and the desk has been told."""

    before: int
    after: int
    replies: int
    """How many replies were made before it."""


@dataclass(frozen=True)
class Member:
    """An accepted message of an album."""

    album: str
    number: str
    message_id: str


@dataclass(frozen=True)
class Press:
    """An accepted press of a button."""

    id: str
    message_id: str


@dataclass(frozen=True)
class Reach:
    """An accepted report on whether the bot may write in a chat."""

    chat: int
    at: int
    is_blocked: bool
    raw: str


@dataclass(frozen=True)
class Place:
    """An accepted position of a live location."""

    at: int
    latitude: float
    raw: str


@dataclass
class History:
    """What the outside knows at the end."""

    accepted: list[Acceptance] = field(default_factory=list)
    replies: list[Reply] = field(default_factory=list)
    notes: list[WrittenNote] = field(default_factory=list)
    drafts: list[SavedDraft] = field(default_factory=list)
    changes: list[str] = field(default_factory=list)
    """The ids of accepted changes."""
    due: dict[str, datetime] = field(default_factory=dict)
    """When accepted replies are due, by their ids."""
    cancelled: list[str] = field(default_factory=list)
    retried: list[str] = field(default_factory=list)
    """The ids of messages of which the desk has answered that it is so."""
    decisions: list[Decision] = field(default_factory=list)
    bulks: list[Bulk] = field(default_factory=list)
    moving_jobs: set[str] = field(default_factory=set)
    """Those that move the tickets of deleted statuses."""
    reports: list[Report] = field(default_factory=list)
    switches: list[Switch] = field(default_factory=list)
    moves: list[Move] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)
    """What Telegram reported that nobody wrote, as the timeline shows it."""
    not_understood: list[str] = field(default_factory=list)
    """Accepted updates that nobody can read."""
    members: list[Member] = field(default_factory=list)
    presses: list[Press] = field(default_factory=list)
    reaches: list[Reach] = field(default_factory=list)
    places: list[Place] = field(default_factory=list)
    shared: list[str] = field(default_factory=list)
    """The ids of accepted messages that share a place."""
    chats: set[str] = field(default_factory=set)
    """Telegram's."""
    unanswered: list[str] = field(default_factory=list)
