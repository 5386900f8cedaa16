"""A channel account: one connection between a messaging service and the desk. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Annotated

from helpdesk.inboxes.models import HELP_DESK_INBOX
from helpdesk.messaging.addresses import DeliveryIdentifier
from helpdesk.platform.records import AS_TEXT
from helpdesk.platform.stored_secret import StoredSecret, live

REOPEN_HOURS = 72
"""So long after its closing a ticket opens again when the customer writes, where an account says nothing else."""

TicketProperties = Mapping[str, str | int | float | bool]
"""What every new ticket of an account begins with: pipeline, status, priority, team, or whatever the desk names."""


DELETED = "account_deleted"
"""The code under which everything about a deleted account is refused."""


class WhenOff(StrEnum):
    """What an account that is switched off tells who sends to it."""

    RETRY = "retry"
    STOP = "stop"


class AssignTo(StrEnum):
    NO_ONE = "no_one"
    AGENTS_AND_TEAMS = "agents_and_teams"
    CONTACT_OWNER = "contact_owner"


@dataclass(frozen=True, slots=True)
class RoutingRule:
    """Who gets a new ticket of an account."""

    automatic_assignment: bool = False
    assign_to: AssignTo = AssignTo.NO_ONE
    agent_ids: tuple[str, ...] = ()
    team_ids: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Suspension:
    """Why nothing goes in or out through an account."""

    code: str
    reason: str


@dataclass(frozen=True, slots=True)
class ChannelAccount:
    id: str
    kind: str
    """The id of its provider."""
    name: str
    created_at: str
    signing_secrets: tuple[StoredSecret, ...]
    """What inbound webhooks are verified with, and what ours are signed with: the newest one first."""
    delivery_url: str
    """Where replies go: the integrator's webhook, or the address of the service's API."""
    credentials: StoredSecret | None = None
    """What sending to the service takes: as its provider needs it; what a registered channel asks for, as JSON."""
    former_credentials: tuple[StoredSecret, ...] = ()
    """Those that were replaced, newest first, each good until it expires."""
    active: bool = True
    activity_shards: int = 1
    """In how many partitions this account's tickets are listed; each takes about 500 messages a second."""
    version: int = 1
    channel_id: str | None = None
    """The registered channel that it belongs to; None for an account of a built-in channel."""
    app_id: str | None = None
    """The app whose channel it is: its secrets sign, replies go to the channel's webhook."""
    inbox_id: str = HELP_DESK_INBOX
    delivery_identifier: DeliveryIdentifier | None = None
    authorized: bool = True
    """The integrator's switch; `active` is the administrator's."""
    when_off: WhenOff = WhenOff.RETRY
    archived_at: str | None = None
    """When it was deleted: what it held stays readable."""
    ticket_properties: Annotated[TicketProperties, AS_TEXT] = field(default_factory=dict)
    routing: RoutingRule = RoutingRule()
    reopen_hours: int = REOPEN_HOURS
    """A message that comes later begins a new conversation with a ticket of its own."""

    @property
    def suspended(self) -> Suspension | None:
        """None while messages may pass."""
        if self.archived_at is not None:
            return Suspension(DELETED, "This channel account was deleted.")
        if not self.active:
            return Suspension("account_inactive", "This channel account is switched off.")
        if not self.authorized:
            return Suspension(
                "account_unauthorized", "This channel account is not authorized: its service must be renewed."
            )
        return None

    @property
    def secret_owner(self) -> str:
        return secret_owner(self.id)

    def live_signing_secrets(self, now: str) -> tuple[StoredSecret, ...]:
        return live(self.signing_secrets, now)

    def live_credentials(self, now: str) -> tuple[StoredSecret, ...]:
        """The newest first."""
        return live((*((self.credentials,) if self.credentials else ()), *self.former_credentials), now)


def secret_owner(account_id: str) -> str:
    """Under whose name an account's secrets are sealed."""
    return f"account/{account_id}"
