"""What every way of sending has in common."""

from dataclasses import dataclass
from typing import Protocol

from helpdesk.channels.models import ChannelAccount
from helpdesk.conversations.models import Conversation, Message
from helpdesk.delivery.models import Outcome
from helpdesk.registry.models import Channel


@dataclass(frozen=True, slots=True)
class Delivery:
    message: Message
    conversation: Conversation
    account: ChannelAccount
    signing_secrets: tuple[str, ...]
    credentials: str | None
    channel: Channel | None = None
    """The registered channel that the account belongs to."""


class OutboundChannel(Protocol):
    idempotent: bool
    """Whether the receiver recognises a message that it gets twice. Where it does not, a lost answer is not retried."""

    def send(self, delivery: Delivery) -> Outcome: ...
