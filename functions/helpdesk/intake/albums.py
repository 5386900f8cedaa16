"""Albums: several messages of a service that are one message of ours, however and whenever they come.

The first to come makes the message, under the album's key. Each other one adds itself to it, in one update.
"""

from dataclasses import replace

from helpdesk.conversations.albums import fits
from helpdesk.conversations.models import Message
from helpdesk.conversations.references import ConversationReference
from helpdesk.conversations.repository import ConversationRepository
from helpdesk.intake.arrival import Arrival
from helpdesk.messaging.messages import InboundMessage


class Albums:
    def __init__(self, repository: ConversationRepository) -> None:
        self._repository = repository

    def join(self, reference: ConversationReference, sequence: int, arrival: Arrival) -> Message | None:
        """The album, if it is the message there, with this member. None if it is not, or has no room."""
        number = arrival.inbound.album
        if number is None or not fits(arrival.member):
            return None
        keys = sorted(key for _, key in arrival.names)
        return self._repository.extensions.join(reference, sequence, keys, number, arrival.member)

    def has(self, message: Message, arrival: Arrival) -> bool:
        """Whether the member is in the stored message of its album, now at the latest."""
        number = arrival.inbound.album
        is_there = number is None or number in message.album
        return is_there or self.join(message.reference, message.sequence, arrival) is not None


def as_own_message(inbound: InboundMessage) -> InboundMessage:
    """A member for which the album has no room is a message of its own."""
    return replace(inbound, key=f"{inbound.key}/{inbound.album}", album=None)
