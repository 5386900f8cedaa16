"""What every way of sending has in common: all that one attempt needs, brought together."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

from helpdesk.accounts.models import ChannelAccount
from helpdesk.accounts.outgoing import OutgoingRule
from helpdesk.accounts.service import AccountSecrets
from helpdesk.channels.models import Channel
from helpdesk.conversations.models import Conversation, Message
from helpdesk.files.models import LinkedFile
from helpdesk.files.service import MessageFiles
from helpdesk.messaging.outcomes import Outcome
from helpdesk.platform.clock import Clock


@dataclass(frozen=True, slots=True)
class Delivery:
    message: Message
    conversation: Conversation
    account: ChannelAccount
    signing_secrets: tuple[str, ...]
    credentials: str | None
    channel: Channel | None = None
    """The registered channel that the account belongs to."""
    files: Mapping[str, LinkedFile] = field(default_factory=dict)
    """Those of the message, by id, each with a link."""


class OutboundChannel(Protocol):
    idempotent: bool
    """Whether the receiver recognises a message that it gets twice. Where it does not, a lost answer is not retried."""

    def send(self, delivery: Delivery) -> Outcome: ...


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
