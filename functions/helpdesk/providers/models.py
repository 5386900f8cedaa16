"""What a messaging service is to the desk: its definition, and the two directions of its gateway. Pure."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from helpdesk.messaging.addresses import DeliveryIdentifier
from helpdesk.messaging.capabilities import Capabilities
from helpdesk.messaging.messages import InboundBatch
from helpdesk.messaging.outcomes import Outcome

Credentials = Mapping[str, Any]
Json = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Equipment:
    """What an account needs to work with the service, made from the credentials that an administrator entered."""

    delivery_url: str
    """Where replies go."""
    delivery_identifier: DeliveryIdentifier | None = None
    """The account's own address at the service: it is connected once."""
    credentials: bytes | None = None
    """What is sealed and handed to the outbound direction; None where sending takes none."""


class Check(Protocol):
    def __call__(self, credentials: Credentials, *, allow_loopback: bool) -> None:
        """Raises InvalidRequest that names the field. `allow_loopback`: the desk runs on one machine."""


@dataclass(frozen=True, slots=True)
class Provider:
    """A messaging service that the desk speaks to itself."""

    id: str
    """The `kind` of its accounts, and its id in the catalogue. For ever."""
    name: str
    description: str
    capabilities: Capabilities
    credential_fields: Json
    """As JSON Schema: what an administrator is asked for."""
    check: Check
    """What the schema cannot say."""
    equip: Callable[[Credentials], Equipment]
    """Of credentials that were checked."""
    new_signing_secret: Callable[[], str]
    """What the service proves itself with on its webhooks."""
    logo_url: str | None = None
    account_noun: str = "delivery identifier"
    """What its accounts are called in messages to people."""


class Inbound(Protocol):
    """From the service to the desk. A module with these two functions is one."""

    def is_genuine(self, headers: Mapping[str, str], body: bytes, secrets: Sequence[str], now: datetime) -> bool:
        """Whether the request comes from the service. `headers` have names in lower case; `secrets` are the live ones.
        Every secret is compared, in constant time."""

    def parse(self, body: bytes, app_id: str | None) -> InboundBatch:
        """`app_id`: the app whose files the attachments become. Raises InvalidRequest that names the field, where the
        service fixes and retries what is refused; where it would only retry, what is not understood is in the batch."""


@dataclass(frozen=True, slots=True)
class OutgoingMessage:
    """A message on its way out, with all that a service must be told of it."""

    id: str
    """The same on every attempt."""
    text: str
    thread_key: str
    """What the service calls the conversation."""
    reply_to: str | None
    """What the service calls the message that is answered."""
    address: str | None
    """Where the account delivers to."""
    credentials: str | None
    signing_secrets: tuple[str, ...]
    """The live ones, newest first."""
    event: Callable[[], Json]
    """The same as a webhook event of the channel contract."""
    is_registered: bool = False
    """Whether it goes to the app of a registered channel, which may expect HubSpot's signature."""


class Outbound(Protocol):
    """From the desk to the service."""

    idempotent: bool
    """Whether the receiver recognises a message that it gets twice. If not, a lost answer is not retried."""

    def send(self, outgoing: OutgoingMessage) -> Outcome: ...
