"""What a channel reports of a message after it was sent: delivered, read, failed."""

from helpdesk.conversations.models import DeliveryStatus, Direction, Failure, Message
from helpdesk.delivery.repository import DeliveryRepository
from helpdesk.platform.clock import Clock, to_text
from helpdesk.platform.errors import InvalidRequest

_NO_REASON = "The messaging service did not say why."


class StatusReports:
    def __init__(self, deliveries: DeliveryRepository, now: Clock) -> None:
        self._deliveries = deliveries
        self._now = now

    def report(self, message: Message, status: DeliveryStatus, reason: str | None) -> Message:
        """Twice, late and out of order are fine: the message as it stands is the answer."""
        if message.direction is not Direction.OUT:
            raise InvalidRequest("A message of the customer has no delivery status.", code="not_outgoing")
        failed = status is DeliveryStatus.FAILED
        failure = Failure.reported(reason or _NO_REASON) if failed else None
        return self._deliveries.report(message, status, failure, to_text(self._now()))
