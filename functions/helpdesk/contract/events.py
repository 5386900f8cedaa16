"""The contract's webhooks. Pure."""

from collections.abc import Mapping
from typing import Any

from helpdesk.channels.models import ChannelAccount
from helpdesk.contract import rendering
from helpdesk.conversations.models import Conversation, Message
from helpdesk.files.models import LinkedFile


def outgoing_message(
    message: Message,
    conversation: Conversation,
    account: ChannelAccount,
    portal_id: int,
    files: Mapping[str, LinkedFile] | None = None,
) -> dict[str, Any]:
    """The same on every try, so that a receiver may compare; links to files are new each time."""
    return {
        "type": "OUTGOING_CHANNEL_MESSAGE_CREATED",
        "portalId": portal_id,
        "channelId": rendering.channel_id(account),
        "eventId": message.id,
        "eventTimestamp": message.created_at,
        "channelIntegrationThreadIds": [conversation.thread_key],
        "message": rendering.message(message, account, conversation.recipient, files),
    }
