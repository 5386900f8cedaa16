"""Albums: several messages of a service that are one message of ours, however and whenever they come.

The first to come makes the message, under the album's key. Each other one adds itself to it, in one update.
"""

from dataclasses import replace

from helpdesk.conversations.albums import fits
from helpdesk.conversations.extending import MessageExtensions, Result
from helpdesk.conversations.models import Message
from helpdesk.intake.arrival import Arrival
from helpdesk.messaging.messages import InboundMessage


def joined(extensions: MessageExtensions, message: Message, arrival: Arrival) -> bool:
    """Whether the stored message of the album has this member. It may be there: then nothing is written."""
    number = str(arrival.inbound.album)
    if number in message.album:
        return True
    return fits(arrival.member) and extensions.join(message, number, arrival.member) is not Result.REFUSED


def apart(inbound: InboundMessage) -> InboundMessage:
    """A member for which the album has no room is a message of its own."""
    return replace(inbound, key=f"{inbound.key}/{inbound.album}", album=None)
