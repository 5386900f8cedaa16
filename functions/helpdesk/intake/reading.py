"""Messages of a channel, by id."""

from helpdesk.accounts.channel_accounts import ChannelAccounts
from helpdesk.accounts.models import ChannelAccount
from helpdesk.channels.models import Channel
from helpdesk.conversations.models import Conversation, Message
from helpdesk.conversations.references import MessageReference
from helpdesk.conversations.repository import ConversationRepository
from helpdesk.platform.errors import NotFound
from helpdesk.platform.frozen import frozen


@frozen
class FoundMessage:
    message: Message
    conversation: Conversation
    account: ChannelAccount


class ChannelMessages:
    def __init__(self, accounts: ChannelAccounts, conversations: ConversationRepository) -> None:
        self._accounts = accounts
        self._conversations = conversations

    def get(self, channel: Channel, message_id: str) -> FoundMessage:
        """A message of another channel is NotFound."""
        reference = MessageReference.from_message_id(message_id)
        conversation = self._conversations.conversation(reference.conversation, consistent=True)
        account = self._accounts.find_recent(channel, conversation.account_id) if conversation else None
        if conversation is None or account is None:
            thread = reference.conversation.conversation_id
            raise NotFound(f"There is no thread {thread!r} in this channel.", code="thread_not_found")
        return FoundMessage(self._conversations.named_message(reference), conversation, account)
