"""A channel that an app has registered: what it is called, what it can carry, where its messages go. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from helpdesk.accounts.models import DeliveryIdentifierType


class RichText(StrEnum):
    HYPERLINK = "HYPERLINK"
    TEXT_ALIGNMENT = "TEXT_ALIGNMENT"
    BLOCKQUOTE = "BLOCKQUOTE"
    BOLD = "BOLD"
    ITALIC = "ITALIC"
    UNDERLINE = "UNDERLINE"
    STRIKETHROUGH = "STRIKETHROUGH"
    LISTS = "LISTS"
    TEXT_COLOR = "TEXT_COLOR"
    BACKGROUND_COLOR = "BACKGROUND_COLOR"
    FONT_SIZE = "FONT_SIZE"
    FONT_STYLE = "FONT_STYLE"


class ThreadingModel(StrEnum):
    INTEGRATION_THREAD_ID = "INTEGRATION_THREAD_ID"
    DELIVERY_IDENTIFIER = "DELIVERY_IDENTIFIER"


class ThreadEvent(StrEnum):
    """What an app may ask to be told of its threads."""

    STATUS_CHANGED = "CHANNEL_THREAD_STATUS_CHANGED"
    ASSIGNEE_CHANGED = "CHANNEL_THREAD_ASSIGNEE_CHANGED"

    @classmethod
    def of(cls, event_type: str) -> "ThreadEvent":
        """By the type of the timeline's event."""
        return _THREAD_EVENTS[event_type]


_THREAD_EVENTS = {
    "status_changed": ThreadEvent.STATUS_CHANGED,
    "owner_changed": ThreadEvent.ASSIGNEE_CHANGED,
}
TOLD_TYPES = tuple(_THREAD_EVENTS)


class AttachmentType(StrEnum):
    FILE = "FILE"
    LOCATION = "LOCATION"
    CONTACT = "CONTACT"
    QUICK_REPLIES = "QUICK_REPLIES"
    MESSAGE_HEADER = "MESSAGE_HEADER"
    SOCIAL_MEDIA_METADATA = "SOCIAL_MEDIA_METADATA"
    UNSUPPORTED_CONTENT = "UNSUPPORTED_CONTENT"


MAX_TEXT_CHARACTERS = 60_000
"""What one item of the table holds beside the rest of a message, with room."""


@dataclass(frozen=True, slots=True)
class Capabilities:
    """What a channel can carry. What was not said is the least that any service can do."""

    delivery_identifier_types: tuple[DeliveryIdentifierType, ...] = (DeliveryIdentifierType.CHANNEL_SPECIFIC_OPAQUE_ID,)
    rich_text: tuple[RichText, ...] = ()
    """Empty: plain text."""
    threading_model: ThreadingModel = ThreadingModel.DELIVERY_IDENTIFIER
    allow_inline_images: bool = False
    allow_outgoing_messages: bool = True
    allow_conversation_start: bool = False
    allow_multiple_recipients: bool = False
    outgoing_attachment_types: tuple[AttachmentType, ...] = ()
    allowed_file_attachment_mime_types: tuple[str, ...] = ()
    """None named: any."""
    max_file_attachment_count: int | None = None
    max_file_attachment_size_bytes: int | None = None
    max_total_file_attachment_size_bytes: int | None = None
    # Beyond HubSpot's contract: None, and not shown, unless an app said them.
    max_text_length: int | None = None
    """Characters."""
    allow_reactions: bool | None = None
    allow_edits: bool | None = None
    allow_deletes: bool | None = None

    @property
    def text_characters(self) -> int:
        return self.max_text_length or MAX_TEXT_CHARACTERS

    @property
    def lets_start(self) -> bool:
        """Whether the desk may write first."""
        return self.allow_conversation_start and self.allow_outgoing_messages

    @property
    def has_thread_ids(self) -> bool:
        """Whether an integrator names its threads; else they are pairs of addresses."""
        return self.threading_model is ThreadingModel.INTEGRATION_THREAD_ID


@dataclass(frozen=True, slots=True)
class Channel:
    id: str
    app_id: str
    name: str
    """Once an app, so that registering again finds it."""
    capabilities: Capabilities
    created_at: str
    webhook_url: str | None = None
    """Where what leaves the desk goes."""
    channel_account_connection_redirect_url: str | None = None
    channel_description: str | None = None
    channel_logo_url: str | None = None
    credential_fields: Mapping[str, Any] | None = None
    """Which credentials an administrator is asked for, as JSON Schema."""
    credential_check_url: str | None = None
    """Where credentials can be tested before they are kept."""
    event_subscriptions: tuple[ThreadEvent, ...] = ()
    """What it is told of its threads beside the messages."""
    archived_at: str | None = None
    version: int = 1
