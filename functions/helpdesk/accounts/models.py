"""A channel account: one connection between a messaging service and the desk. Pure."""

from collections.abc import Mapping
from dataclasses import field, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Annotated

from helpdesk.accounts.circuit import Circuit, DeliveryHealth, health_of
from helpdesk.accounts.routing_rules import UNROUTED, RoutingRule
from helpdesk.fields.values import Value
from helpdesk.inboxes.models import HELP_DESK_INBOX
from helpdesk.messaging.addresses import DeliveryIdentifier
from helpdesk.platform.clock import to_text
from helpdesk.platform.frozen import frozen
from helpdesk.platform.records import AS_TEXT
from helpdesk.platform.stored_secret import StoredSecret, live
from helpdesk.providers.connector import ServiceSettings
from helpdesk.providers.models import AccountContext

REOPEN_HOURS = 72
"""For how long after closing a ticket the customer's next message reopens it, if the account does not say."""

RETRY_HOURS = 72
"""For how long a delivery is tried, if the account does not say."""

TicketProperties = Mapping[str, Value]
"""Properties of every new ticket of an account: pipeline, status, priority, or whatever the desk names."""


ASKS_AT_MOST = timedelta(minutes=1)
"""No request asks a service for longer."""

DELETED = "account_deleted"
"""The code of every error about a deleted account."""


class WhenDisabled(StrEnum):
    """How a disabled account responds to callers."""

    RETRY = "retry"
    STOP = "stop"


@frozen
class Obstacle:
    """Why an account accepts and sends no messages."""

    code: str
    reason: str


class ConnectionState(StrEnum):
    """Whether the service delivers to the desk, as the desk has asked for it."""

    PENDING = "pending"
    """It is being asked. If one of those who asked was interrupted, it stays so until somebody reconnects the account:
    the service may deliver as any of them has asked it, or as before."""
    CONNECTED = "connected"
    POLLED = "polled"
    """The service cannot reach this desk: a program fetches what it would deliver."""
    FAILED = "failed"
    DISCONNECTED = "disconnected"
    """The account is disabled or deleted."""


@frozen
class Connection:
    """How the service was last asked to deliver."""

    state: ConnectionState
    since: str
    code: str | None = None
    reason: str | None = None
    """What went wrong and what to do, for an administrator."""
    asking: Mapping[str, str] = field(default_factory=dict)
    """The requests that are asking the service, and since when: nobody knows which of them it hears last."""

    def asked_by(self, request: str, now: datetime) -> "Connection":
        """While one request more asks the service."""
        asking = self._asking_at(now) | {request: to_text(now)}
        return Connection(ConnectionState.PENDING, to_text(now), asking=asking)

    def answered(self, request: str, result: "Connection", now: datetime) -> "Connection":
        """After one of them has its answer: that counts if no other asks, or has been interrupted, as its call may be
        the last one that the service heard."""
        others = {name: since for name, since in self._asking_at(now).items() if name != request}
        if others and result.state is not ConnectionState.FAILED:
            result = Connection(ConnectionState.PENDING, result.since)
        return replace(result, asking=others)

    def _asking_at(self, now: datetime) -> dict[str, str]:
        """Without those that have ended in the meantime, however they did."""
        ended = to_text(now - ASKS_AT_MOST)
        return {name: since for name, since in self.asking.items() if since > ended}


@frozen
class ChannelAccount:
    id: str
    kind: str
    """The provider's id."""
    name: str
    created_at: str
    signing_secrets: tuple[StoredSecret, ...]
    """Verify inbound webhooks and sign outbound ones; the newest first."""
    delivery_url: str
    """Where replies go: the integration's webhook, or the URL of the service's API."""
    credentials: StoredSecret | None = None
    """What is needed to send to the service, in the provider's form; the fields of a registered channel, as JSON."""
    former_credentials: tuple[StoredSecret, ...] = ()
    """The replaced ones, newest first, each valid until it expires."""
    active: bool = True
    version: int = 1
    channel_id: str | None = None
    """The registered channel of the account; None for an account of a built-in channel."""
    app_id: str | None = None
    """The app that registered the channel: its secrets sign, and replies go to the channel's webhook."""
    inbox_id: str = HELP_DESK_INBOX
    delivery_identifier: DeliveryIdentifier | None = None
    authorized: bool = True
    """Set by the integration; `active` is set by the administrator."""
    when_off: WhenDisabled = WhenDisabled.RETRY
    archived_at: str | None = None
    """When the account was deleted: its history stays readable."""
    ticket_properties: Annotated[TicketProperties, AS_TEXT] = field(default_factory=dict)
    routing: RoutingRule = UNROUTED
    reopen_hours: int = REOPEN_HOURS
    """A later message starts a new conversation with its own ticket."""
    handle: str | None = None
    """Its public name on the service, if the service said it: `@support_bot`."""
    service_settings: Annotated[ServiceSettings, AS_TEXT] = field(default_factory=dict)
    """What the administrator chose for the service, in the provider's names."""
    connection: Connection | None = None
    """None if somebody else has the service deliver: an operator, or the integration itself."""
    held_until: str | None = None
    """Nothing is sent until then: its service asked for a pause."""
    retry_hours: int = RETRY_HOURS
    """For how long a reply or webhook event is tried."""
    sends_per_second: Annotated[float | None, AS_TEXT] = None
    """None: as fast as its service allows."""
    default_region: str | None = None
    """Of phone numbers without a country's code: NL."""
    circuit: Circuit | None = None
    """None if its receiver has never failed."""
    parked: int = 0
    """How many deliveries wait for its receiver."""
    parked_replies: int = 0
    """Those of them that are replies."""

    @property
    def suspended(self) -> Obstacle | None:
        """None if messages can pass."""
        if self.archived_at is not None:
            return Obstacle(DELETED, "This channel account was deleted.")
        if not self.active:
            return Obstacle("account_inactive", "This channel account is disabled.")
        if not self.authorized:
            return Obstacle(
                "account_unauthorized",
                "This channel account is not authorized: the connection to its service must be renewed.",
            )
        return None

    @property
    def asked_for(self) -> object:
        """What the desk asks the service for, if it does: the service must be asked again whenever this changes."""
        newest = self.signing_secrets[0].id if self.signing_secrets else None
        credentials = self.credentials.id if self.credentials else None
        return self.active, newest, credentials, self.delivery_url, self.service_settings

    @property
    def delivery(self) -> DeliveryHealth:
        return health_of(self.circuit, self.id, self.parked_replies)

    @property
    def context(self) -> AccountContext:
        return AccountContext(self.id, self.app_id)

    @property
    def secret_owner(self) -> str:
        return secret_owner(self.id)

    def live_signing_secrets(self, now: str) -> tuple[StoredSecret, ...]:
        return live(self.signing_secrets, now)

    def live_credentials(self, now: str) -> tuple[StoredSecret, ...]:
        """Newest first."""
        return live((*((self.credentials,) if self.credentials else ()), *self.former_credentials), now)


@frozen
class ListedAccount:
    """What an account of a registered channel is found and sorted by in the list of its channel."""

    id: str
    name: str
    created_at: str
    archived_at: str | None
    delivery_identifier: DeliveryIdentifier | None


def secret_owner(account_id: str) -> str:
    """The owner under which an account's secrets are encrypted."""
    return f"account/{account_id}"
