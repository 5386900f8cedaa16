"""A ticket: the desk's work on one conversation. Pure."""

import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Annotated

from helpdesk.conversations.references import ConversationReference
from helpdesk.inboxes.models import HELP_DESK_INBOX
from helpdesk.platform.records import AS_TEXT


class TicketState(StrEnum):
    OPEN = "open"
    CLOSED = "closed"


class ReplyState(StrEnum):
    """Of the newest reply."""

    NONE = "none"
    """Nothing to do: it was sent, or will be, or there is none."""
    FAILED = "failed"


class RoutingReason(StrEnum):
    """Why a ticket was routed as it was. Clients have their own text for each."""

    ASSIGNMENT_OFF = "assignment_off"
    HAD_OWNER = "had_owner"


@dataclass(frozen=True, slots=True)
class RoutingDecision:
    """The router's decision, and its reason."""

    decision: str
    reason: str
    at: str
    code: RoutingReason | None = None
    """None for decisions that were stored before they had one."""


@dataclass(frozen=True, slots=True)
class Ticket:
    reference: ConversationReference
    account_id: str
    contact_id: str
    contact_name: str
    state: TicketState
    opened_at: str
    last_activity_at: str
    """When the customer last wrote: the sort key of the list."""
    last_sequence: int
    """The newest message that this summary includes; it follows the conversation within moments."""
    last_direction: str
    preview: str
    subject: str | None = None
    """The customer's first words that say something, or what somebody called it."""
    placeholder: str | None = None
    """What came first, shown until there is a subject."""
    inbox_id: str = HELP_DESK_INBOX
    version: int = 1
    """Changes with every decision about the ticket (owner, state, routing), not with every message."""
    owner_id: str | None = None
    closed_at: str | None = None
    closed_after: int = 0
    """The newest message when the ticket was closed last: only what came after it opens the ticket again."""
    last_reply: int | None = None
    """The newest reply; like the summary, it follows the conversation within moments."""
    failed_reply: int | None = None
    """The newest reply that could not be delivered. A later reply replaces it."""
    routing: RoutingDecision | None = None
    properties: Annotated[Mapping[str, str | int | float | bool], AS_TEXT] = field(default_factory=dict)
    """The properties that the channel account gave it when it was opened."""

    @property
    def id(self) -> str:
        return self.reference.ticket_id

    @property
    def title(self) -> str:
        return self.subject or self.placeholder or ""

    @property
    def conversation_id(self) -> str:
        return self.reference.conversation_id

    @property
    def previous_conversation_id(self) -> str | None:
        """The previous conversation of the thread, which this one continues."""
        previous = self.reference.previous
        return previous.conversation_id if previous else None

    @property
    def previous_ticket_id(self) -> str | None:
        previous = self.reference.previous
        return previous.ticket_id if previous else None

    @property
    def reply_state(self) -> ReplyState:
        failed = self.failed_reply is not None and self.failed_reply >= (self.last_reply or 0)
        return ReplyState.FAILED if failed else ReplyState.NONE

    @property
    def owner_sort_at(self) -> str:
        """An owner's open tickets are few and sorted on read: their index entries need not move with each message."""
        return self.opened_at if self.state is TicketState.OPEN else self.last_activity_at


def activity_shard(reference: ConversationReference, shards: int) -> int:
    return zlib.crc32(reference.ticket_id.encode()) % shards
