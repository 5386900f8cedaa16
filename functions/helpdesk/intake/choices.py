"""A customer chose one of our quick replies: which message offered it, and what it says."""

from dataclasses import replace

from helpdesk.accounts.models import ChannelAccount
from helpdesk.conversations.models import Conversation, Direction, Message
from helpdesk.conversations.references import MessageReference, thread_of
from helpdesk.conversations.repository import ConversationRepository
from helpdesk.messaging.messages import InboundMessage
from helpdesk.platform.text import visible


class Choices:
    def __init__(self, repository: ConversationRepository) -> None:
        self._repository = repository

    def named(self, account: ChannelAccount, inbound: InboundMessage) -> InboundMessage:
        """As the answer to the message that offered the choice, in its conversation, with the choice as its text. A
        service returns what a button contains, and a customer's own program may send anything: what is not found in
        this chat stays as it came."""
        if inbound.choice is None:
            return inbound
        reference = MessageReference.from_message_id(inbound.choice.message_id)
        message = self._repository.message(reference)
        conversation = self._repository.conversation(reference.conversation) if message else None
        text = _offered(message)[inbound.choice.at : inbound.choice.at + 1] if message else []
        if not (message and conversation and text and _is_in_chat(conversation, account, inbound)):
            return inbound
        return replace(inbound, thread_key=conversation.thread_key, text=text[0], reply_to=message.id)


def _offered(message: Message) -> list[str]:
    """What the customer has read on each button."""
    if message.direction is Direction.IN:
        return []
    offered = [each for part in message.parts for each in part.get("quickReplies") or ()]
    return [visible(each.get("label")) or each["value"] for each in offered]


def _is_in_chat(conversation: Conversation, account: ChannelAccount, inbound: InboundMessage) -> bool:
    """In this chat, in one of its topics, or where the chat was before it moved."""
    key, chat = conversation.thread_key, inbound.thread_key
    is_here = key == chat or key.startswith(f"{chat}/")
    before = thread_of(account.id, chat) == conversation.reference.thread
    return conversation.account_id == account.id and (is_here or before)
