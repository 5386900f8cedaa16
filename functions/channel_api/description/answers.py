"""The responses of the channel API: the contract's types. A field that is not required is absent if it has no value;
only one field is null instead, as in the contract."""

from datetime import datetime
from typing import Annotated, Any, Literal, NotRequired
from uuid import UUID

from pydantic import ConfigDict, Field, with_config
from pydantic.alias_generators import to_camel
from typing_extensions import TypedDict

from helpdesk.channels.models import ThreadEvent as Subscription
from helpdesk.content.attachments import (
    ContactIn,
    LocationIn,
    QuickRepliesIn,
    SocialMediaIn,
    UnsupportedContentIn,
)
from helpdesk.contract.channels import CapabilitiesIn
from helpdesk.delivery.models import Result
from helpdesk.fields.definitions import CredentialFieldsIn
from helpdesk.files.models import FileState, Scan
from helpdesk.messaging.addresses import DeliveryIdentifierType

CAMEL = ConfigDict(alias_generator=to_camel)
Number = Annotated[str, Field(pattern="^[1-9][0-9]{0,18}$")]
Int32 = Annotated[int, Field(ge=1, lt=2**31, json_schema_extra={"format": "int32"})]
ActorId = Annotated[str, Field(pattern="^[AVISB]-")]
Category = Literal[
    "VALIDATION_ERROR",
    "INVALID_AUTHENTICATION",
    "MISSING_SCOPES",
    "OBJECT_NOT_FOUND",
    "CONFLICT",
    "RATE_LIMITS",
    "INTERNAL_ERROR",
]


class DeliveryIdentifier(TypedDict):
    type: DeliveryIdentifierType
    value: str


@with_config(CAMEL)
class Channel(TypedDict):
    id: Number
    name: str
    capabilities: CapabilitiesIn
    created_at: datetime
    channel_account_connection_redirect_url: str | None
    webhook_url: NotRequired[str]
    channel_description: NotRequired[str]
    channel_logo_url: NotRequired[str]
    credential_fields: NotRequired[CredentialFieldsIn]
    credential_check_url: NotRequired[str]
    event_subscriptions: NotRequired[list[Subscription]]
    ignored_capabilities: NotRequired[list[str]]
    """In the answer to a request that names capabilities which do not exist here."""


@with_config(CAMEL)
class ChannelAccount(TypedDict):
    id: Number
    channel_id: Number
    inbox_id: str
    name: str
    active: bool
    authorized: bool
    archived: bool
    created_at: datetime
    delivery_identifier: NotRequired[DeliveryIdentifier]
    archived_at: NotRequired[datetime]


@with_config(CAMEL)
class FinishedConnection(TypedDict):
    account_token: str
    created_at: datetime
    generic_channel_id: Int32
    inbox_id: Annotated[int, Field(ge=1, json_schema_extra={"format": "int64"})]
    user_id: Int32
    user_actor_id: ActorId
    account_name: str
    channel_account_id: Number
    delivery_identifier: NotRequired[DeliveryIdentifier]


@with_config(CAMEL)
class AccountCredentials(TypedDict):
    id: str
    credentials: dict[str, Any]
    created_at: datetime
    expires_at: NotRequired[datetime]


class AccountCredentialsList(TypedDict):
    """Newest first: during a replacement, two are valid."""

    results: list[AccountCredentials]


class After(TypedDict):
    after: str


class Before(TypedDict):
    before: str


class PageLinks(TypedDict):
    """Absent on the last page; `prev` is absent on the first."""

    next: After
    prev: NotRequired[Before]


class ChannelPage(TypedDict):
    results: list[Channel]
    total: int
    paging: NotRequired[PageLinks]


class ChannelAccountPage(TypedDict):
    results: list[ChannelAccount]
    total: int
    paging: NotRequired[PageLinks]


@with_config(CAMEL)
class Sender(TypedDict):
    actor_id: NotRequired[ActorId]
    name: NotRequired[str]
    delivery_identifier: NotRequired[DeliveryIdentifier]


@with_config(CAMEL)
class Recipient(TypedDict):
    delivery_identifier: DeliveryIdentifier
    actor_id: NotRequired[ActorId]
    name: NotRequired[str]


@with_config(CAMEL)
class WebhookFailure(TypedDict):
    code: str
    error_message: str


@with_config(CAMEL)
class WebhookDelivery(TypedDict):
    """An attempt to post a webhook: an extension of the contract. `eventId` is that of the webhook, the same on every
    attempt."""

    id: str
    event_id: str
    type: str
    channel_account_id: Number
    result: Result
    attempt: int
    replay: bool
    attempted_at: datetime
    duration_ms: int
    failure_details: NotRequired[WebhookFailure]
    next_attempt_at: NotRequired[datetime]


class NextPage(TypedDict):
    next: After


class WebhookDeliveryPage(TypedDict):
    results: list[WebhookDelivery]
    paging: NotRequired[NextPage]


@with_config(CAMEL)
class Client(TypedDict):
    client_type: Literal["HUBSPOT", "INTEGRATION", "SYSTEM", "UNKNOWN"]
    integration_app_id: NotRequired[Int32]


@with_config(CAMEL)
class FailureDetails(TypedDict):
    error_message_tokens: dict[str, Any]
    error_message: NotRequired[str]


@with_config(CAMEL)
class MessageStatus(TypedDict):
    status_type: Literal["SENT", "DELIVERED", "READ", "FAILED", "RECEIVED"]
    failure_details: NotRequired[FailureDetails]


@with_config(CAMEL)
class File(TypedDict):
    """An image of the rich text is listed with its URL; no file has its id."""

    type: Literal["FILE"]
    file_usage_type: Literal["AUDIO", "IMAGE", "OTHER", "STICKER", "VOICE_RECORDING"]
    name: str
    file_id: str
    url: NotRequired[str]


@with_config(CAMEL)
class MessageHeader(TypedDict):
    type: Literal["MESSAGE_HEADER"]
    text: NotRequired[str]
    header_file_id: NotRequired[str]
    name: NotRequired[str]
    url: NotRequired[str]


@with_config(CAMEL)
class FileFailure(TypedDict):
    code: str
    error_message: str


@with_config(CAMEL)
class StoredFile(TypedDict):
    """A file that an app uploaded: an extension of the contract."""

    id: str
    name: str
    content_type: str
    file_usage_type: Literal["AUDIO", "IMAGE", "OTHER", "STICKER", "VOICE_RECORDING"]
    state: FileState
    scan: Scan
    created_at: datetime
    size: NotRequired[int]
    failure_details: NotRequired[FileFailure]


@with_config(CAMEL)
class Upload(TypedDict):
    """Where to POST, as multipart/form-data: these fields first, and last the field `file`."""

    url: str
    fields: dict[str, str]
    expires_at: datetime


@with_config(CAMEL)
class NewFile(StoredFile):
    upload: Upload


Attachment = Annotated[
    File | LocationIn | ContactIn | QuickRepliesIn | MessageHeader | SocialMediaIn | UnsupportedContentIn,
    Field(discriminator="type"),
]


@with_config(CAMEL)
class Message(TypedDict):
    id: str
    type: Literal["MESSAGE", "MESSAGE_CHANGE"]
    conversations_thread_id: str
    channel_id: str
    channel_account_id: Number
    direction: Literal["INCOMING", "OUTGOING"]
    text: str
    senders: list[Sender]
    recipients: list[Recipient]
    attachments: list[Attachment]
    client: Client
    created_by: ActorId
    created_at: datetime
    archived: bool
    status: MessageStatus
    truncation_status: Literal["NOT_TRUNCATED", "TRUNCATED", "TRUNCATED_TO_MOST_RECENT_REPLY"]
    rich_text: NotRequired[str]
    updated_at: NotRequired[datetime]
    in_reply_to_id: NotRequired[str]
    in_reply_to_integration_id: NotRequired[str]
    change_type: NotRequired[Literal["EDIT", "DELETE", "REACTION_ADDED", "REACTION_REMOVED"]]
    changed_message_id: NotRequired[str]
    changed_integration_id: NotRequired[str]
    reaction: NotRequired[str]


ErrorDetail = TypedDict("ErrorDetail", {"message": str, "code": str, "in": str})


@with_config(CAMEL)
class Error(TypedDict):
    status: Literal["error"]
    category: Category
    message: str
    correlation_id: UUID
    context: dict[str, list[str]]
    errors: list[ErrorDetail]
    sub_category: NotRequired[str]


class GatewayRefusal(TypedDict):
    """The gateway's response before the API is called. It cannot be changed there."""

    message: str
