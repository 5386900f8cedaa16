"""What every way of sending has in common."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

from helpdesk.accounts.models import ChannelAccount
from helpdesk.channels.models import Channel
from helpdesk.conversations.models import Conversation, Message
from helpdesk.delivery.models import Outcome
from helpdesk.files.models import LinkedFile


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
