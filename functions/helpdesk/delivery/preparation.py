"""Collects the inputs of one delivery attempt for the message's provider."""

from functools import partial

from helpdesk.accounts.models import ChannelAccount
from helpdesk.accounts.outgoing import OutgoingRule
from helpdesk.accounts.secrets import AccountSecrets
from helpdesk.contract.events import outgoing_message
from helpdesk.conversations.models import Conversation, Message
from helpdesk.conversations.references import MessageReference
from helpdesk.files.service import MessageFiles
from helpdesk.platform.clock import Clock
from helpdesk.providers.models import OutgoingMessage


class Preparation:
    def __init__(
        self, secrets: AccountSecrets, outgoing: OutgoingRule, files: MessageFiles, portal_id: int, now: Clock
    ) -> None:
        self._secrets = secrets
        self._outgoing = outgoing
        self._files = files
        self._portal_id = portal_id
        self._now = now

    def outgoing(self, message: Message, conversation: Conversation, account: ChannelAccount) -> OutgoingMessage:
        """Raises Conflict if the account's channel cannot send; Conflict or Forbidden if a file of the message may not
        be served."""
        channel = self._outgoing.channel_of(account)
        return OutgoingMessage(
            id=message.id,
            text=message.text,
            thread_key=conversation.thread_key,
            reply_to=None if _is_former(message.reply_to, conversation) else message.reply_to_external_id,
            # A registered channel has one URL for all its accounts.
            address=channel.webhook_url if channel else account.delivery_url,
            signing_secrets=self._secrets.live(account, self._now()),
            credentials=self._secrets.credentials(account),
            event=partial(
                outgoing_message,
                message,
                conversation,
                account,
                self._portal_id,
                thread_ids=channel is None or channel.capabilities.has_thread_ids,
                files=self._files.sent(message.id, message.parts),
            ),
            is_registered=channel is not None,
        )


def _is_former(reply_to: str | None, conversation: Conversation) -> bool:
    """The service may use the same id for another message, since the conversation has another thread key."""
    if reply_to is None or conversation.moved_after is None:
        return False
    answered = MessageReference.from_message_id(reply_to)
    return answered.conversation != conversation.reference or answered.sequence <= conversation.moved_after
