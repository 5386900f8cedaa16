"""The contract's webhooks. Pure."""

from typing import Any

from helpdesk.channels.models import ChannelAccount
from helpdesk.contract import rendering
from helpdesk.conversations.models import Conversation, Message


def outgoing_message(
    message: Message, conversation: Conversation, account: ChannelAccount, portal_id: int, now: str
) -> dict[str, Any]:
    """`eventId` is the same on every try."""
    return {
        "type": "OUTGOING_CHANNEL_MESSAGE_CREATED",
        "portalId": portal_id,
        "channelId": rendering.channel_id(account),
        "eventId": message.id,
        "eventTimestamp": now,
        "channelIntegrationThreadIds": [conversation.thread_key],
        "message": rendering.message(message, account, conversation.recipient),
    }
