"""The capabilities of a channel. Pure."""

from enum import StrEnum

from helpdesk.messaging.addresses import DeliveryIdentifierType
from helpdesk.platform.frozen import frozen
from helpdesk.platform.text import plain_emoji


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


class AttachmentType(StrEnum):
    FILE = "FILE"
    LOCATION = "LOCATION"
    CONTACT = "CONTACT"
    QUICK_REPLIES = "QUICK_REPLIES"
    MESSAGE_HEADER = "MESSAGE_HEADER"
    SOCIAL_MEDIA_METADATA = "SOCIAL_MEDIA_METADATA"
    UNSUPPORTED_CONTENT = "UNSUPPORTED_CONTENT"


MAX_TEXT_CHARACTERS = 60_000
"""What one item of the table can hold in addition to the rest of a message, with a margin."""


@frozen
class Capabilities:
    """The capabilities of a channel. The defaults are the minimum that any service supports."""

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
    """Empty: any type."""
    max_file_attachment_count: int | None = None
    max_file_attachment_size_bytes: int | None = None
    max_total_file_attachment_size_bytes: int | None = None
    # Extensions of HubSpot's contract: None, and not returned, unless an app set them.
    max_text_length: int | None = None
    """Characters."""
    allow_reactions: bool | None = None
    allowed_reactions: tuple[str, ...] | None = None
    """None: any."""
    allow_edits: bool | None = None
    allow_deletes: bool | None = None

    @property
    def text_characters(self) -> int:
        return self.max_text_length or MAX_TEXT_CHARACTERS

    def allows_reaction(self, reaction: str) -> bool:
        """In either spelling of an emoji."""
        known = self.allowed_reactions
        return known is None or plain_emoji(reaction) in map(plain_emoji, known)

    @property
    def can_start(self) -> bool:
        """Whether the desk may write first."""
        return self.allow_conversation_start and self.allow_outgoing_messages

    @property
    def has_thread_ids(self) -> bool:
        """Whether the integration names its threads; otherwise they are pairs of addresses."""
        return self.threading_model is ThreadingModel.INTEGRATION_THREAD_ID
