"""Everything that one try to send needs, brought together."""

from helpdesk.accounts.models import ChannelAccount
from helpdesk.accounts.service import AccountSecrets
from helpdesk.channels.service import OutgoingRule
from helpdesk.conversations.models import Conversation, Message
from helpdesk.delivery.channel import Delivery
from helpdesk.files.service import MessageFiles
from helpdesk.platform.clock import Clock


class Preparation:
    def __init__(self, secrets: AccountSecrets, outgoing: OutgoingRule, files: MessageFiles, now: Clock) -> None:
        self._secrets = secrets
        self._outgoing = outgoing
        self._files = files
        self._now = now

    def delivery(self, message: Message, conversation: Conversation, account: ChannelAccount) -> Delivery:
        """Raises Conflict where the account's channel does not send; Conflict or Forbidden where a file that the
        message carries may not be served."""
        return Delivery(
            message=message,
            conversation=conversation,
            account=account,
            channel=self._outgoing.channel_of(account),
            signing_secrets=self._secrets.live(account, self._now()),
            credentials=self._secrets.credentials(account),
            files=self._files.sent(message.id, message.parts),
        )
