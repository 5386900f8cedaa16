"""The interface of a provider: its definition, its inbound and outbound gateways, its source of files. Pure."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import field, replace
from datetime import datetime
from typing import Any, Protocol, Self

from helpdesk.files.locating import NotLocated
from helpdesk.files.models import FileUsage
from helpdesk.messaging.addresses import DeliveryIdentifier
from helpdesk.messaging.capabilities import Capabilities
from helpdesk.messaging.messages import ContentKind, InboundBatch
from helpdesk.messaging.outcomes import ChatMoved, FormRefused, Outcome, PermanentFailure, TextPart
from helpdesk.platform.frozen import frozen
from helpdesk.platform.outbound_address import AddressRule

Credentials = Mapping[str, Any]
Json = Mapping[str, Any]


@frozen
class AccountSettings:
    """What an account needs to use the service, derived from the credentials that an administrator entered."""

    delivery_url: str
    """Where replies are sent."""
    delivery_identifier: DeliveryIdentifier | None = None
    """The account's own address on the service, which can be connected once."""
    credentials: bytes | None = None
    """What is encrypted and passed to the outbound gateway; None if sending needs no credentials."""
    service_settings: Json = field(default_factory=dict)
    """Those of the values that are not secret and that its connector needs later."""


@frozen
class Provider:
    """The definition of a messaging service with built-in support."""

    id: str
    """The `kind` of its accounts, and its id in the catalogue. It must never change."""
    name: str
    description: str
    capabilities: Capabilities
    credential_fields: Json
    """The fields that an administrator enters, as JSON Schema."""
    check: Callable[[Credentials, AddressRule], None]
    """Validation beyond the schema, with the rule for URLs that will be called. Raises InvalidRequest that names the
    field."""
    settings_from: Callable[[Credentials], AccountSettings]
    """From credentials that were validated."""
    new_signing_secret: Callable[[], str]
    """Generates the secret that the service's webhooks are verified with."""
    account_noun: str = "delivery identifier"
    """What error messages call its accounts."""
    connects: bool = False
    """Whether it has a connector: the desk itself has the service deliver."""


@frozen
class AccountContext:
    """The account that receives an inbound message."""

    id: str
    app_id: str | None = None
    """The app that owns the files of the attachments."""


class Inbound(Protocol):
    """From the service to Kanaal. A module with these two functions implements it."""

    def is_genuine(self, headers: Mapping[str, str], body: bytes, secrets: Sequence[str], now: datetime) -> bool:
        """Whether the request comes from the service. `headers` have names in lower case; `secrets` are the live ones.
        Every secret is compared, in constant time."""

    def parse(self, body: bytes, account: AccountContext) -> InboundBatch:
        """For a service that fixes rejected requests, raises InvalidRequest that names the field; for a service that
        only retries them, the batch contains what could not be processed."""


@frozen
class OutgoingFile:
    name: str
    content_type: str
    size: int
    """Bytes."""
    usage: FileUsage
    read: Callable[[], Iterator[bytes]]
    """Its bytes, in pieces. Raises Unavailable, also in the middle."""
    sent_as: str | None = None
    """What the service calls it, if this account has sent it before, in the provider's form."""
    remember: Callable[[str | None], None] = lambda _: None
    """Keeps what the service calls it now, or that it does not know it. It never raises."""


@frozen
class OutgoingContent:
    text: str
    rich_text: str | None = None
    """Sanitised HTML."""
    parts: tuple[Json, ...] = ()
    """Attachments, as the channel contract writes them."""
    files: Mapping[int, OutgoingFile] = field(default_factory=dict)
    """By the position of their part."""
    message_id: str = ""
    """Of the message that has this content."""


@frozen
class ChangedMessage:
    """What an edit, a deletion or a reaction refers to."""

    content: OutgoingContent
    """As it was sent."""
    external_ids: tuple[str, ...]
    """The service's ids: a message of the desk may be several of the service. Empty if they are not known, or are of
    a former conversation."""
    texts: tuple[TextPart, ...] = ()
    """Which of them have its text, if an edit has added or deleted some."""
    reaction: str | None = None
    """The desk's."""

    def with_sent(self, ids: Sequence[str]) -> Self:
        """With further messages of the service that have its text."""
        if not ids:
            return self
        texts = (*self.texts, *(TextPart(each) for each in ids))
        return replace(self, external_ids=(*self.external_ids, *ids), texts=texts)


@frozen
class Access:
    """What a call of the service needs."""

    address: str | None
    """The URL that the account delivers to."""
    credentials: str | None


@frozen
class OutgoingMessage:
    """An outgoing message, with everything that sending it needs."""

    id: str
    """The same on every attempt."""
    content: OutgoingContent
    """For a reaction, the text is the reaction."""
    thread_key: str
    """The service's id of the conversation."""
    reply_to: str | None
    """The service's id of the message that is replied to."""
    access: Access
    signing_secrets: tuple[str, ...]
    """The live secrets, newest first."""
    event: Callable[[], Json]
    """The message as a webhook event of the channel contract."""
    is_registered: bool = False
    """Whether it goes to the app of a registered channel, which may expect HubSpot's signature."""
    kind: ContentKind = ContentKind.TEXT
    changed: ChangedMessage | None = None
    """For a change."""


@frozen
class Step:
    """One call of the service. Most messages need one; a long text, or files of different kinds, need several."""

    method: str
    parameters: Json
    files: Mapping[str, OutgoingFile] = field(default_factory=dict)
    """By the name under which the parameters refer to them."""
    messages: int = 1
    """How many messages of the service it sends: each gets an id."""
    is_repeatable: bool = False
    """Whether performing it twice does no harm."""
    other_form: "Step | None" = None
    """The same content, for a service that refuses this form of it."""
    leaves: ChangedMessage | None = None
    """Of a change: the changed message afterwards, if the service has other messages of it then. What the step sends
    is added to it."""


@frozen
class WantedChange:
    """A change that somebody at the desk asks for."""

    kind: ContentKind
    text: str
    """Of the message that is to be changed."""
    parts: tuple[Json, ...]
    thread_key: str


@frozen
class Chat:
    id: str
    is_group: bool = False


@frozen
class Pace:
    """How often the service lets an account send."""

    a_second: int
    """In all chats together; in one chat, once."""
    a_minute_in_a_group: int


class Outbound(Protocol):
    """From Kanaal to the service."""

    idempotent: bool
    """Whether the receiver recognises a duplicate message. If not, a lost response is not retried."""
    pace: Pace | None
    """None if the receiver limits itself."""

    def steps(self, outgoing: OutgoingMessage) -> Sequence[Step] | PermanentFailure:
        """The same ones on every attempt, performed in this order; none if there is nothing to do. Those of a change
        keep their places when its earlier ones are done."""

    def perform(self, outgoing: OutgoingMessage, step: Step) -> Outcome | ChatMoved | FormRefused:
        """`FormRefused` only for a step that has another form, or files that the service was said to have."""

    def refusal(self, wanted: "WantedChange") -> PermanentFailure | None:
        """Why a change can never be sent, as far as that is known without the service."""

    def chat(self, thread_key: str) -> Chat:
        """Which chat a conversation is a part of: a pace counts chats."""

    def acknowledge(self, access: Access, press: str) -> None:
        """That the press of a button arrived. Best effort: it never raises."""

    def show_typing(self, access: Access, thread_key: str) -> None:
        """Shows the customer for some seconds that somebody writes. Best effort: it never raises."""


class FileSource(Protocol):
    """Where the service has the files that its messages name by ids of its own."""

    def locate(self, provider_file: str, access: Access) -> str | NotLocated:
        """As `Locator.locate`."""
