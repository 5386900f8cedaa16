"""The contract's webhooks. Pure."""

from typing import Any

from helpdesk.channels.models import ChannelAccount
from helpdesk.contract import rendering
from helpdesk.conversations.models import Conversation, Message


def outgoing_message(
    message: Message, conversation: Conversation, account: ChannelAccount, portal_id: int
) -> dict[str, Any]:
    """The same on every try, so that a receiver may compare."""
    return {
        "type": f"OUTGOING_CHANNEL_MESSAGE_{'CHANGED' if message.is_change else 'CREATED'}",
        "portalId": portal_id,
        "channelId": rendering.channel_id(account),
        "eventId": message.id,
        "eventTimestamp": message.created_at,
        "channelIntegrationThreadIds": [conversation.thread_key],
        "message": rendering.message(message, account, conversation.recipient),
    }
