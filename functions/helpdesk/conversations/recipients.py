"""Whom a message of the desk goes to."""

from helpdesk.channels.inbound import Sender
from helpdesk.channels.models import DeliveryIdentifierType
from helpdesk.platform.errors import FieldError, InvalidRequest

_OPAQUE = DeliveryIdentifierType.CHANNEL_SPECIFIC_OPAQUE_ID.value


def beside(customer: Sender, recipients: tuple[Sender, ...]) -> tuple[Sender, ...]:
    """The others, each once. Raises InvalidRequest where the customer is not among those who were named."""
    address = (customer.identifier_type or _OPAQUE, customer.identifier)
    wanted = {(one.identifier_type, one.identifier): one for one in recipients}
    if wanted and address not in wanted:
        message = f"The customer of this conversation is among the recipients: {address[0]} {address[1]!r}."
        raise InvalidRequest(message, code="customer_missing", fields=[FieldError("recipients", message)])
    return tuple(one for each, one in wanted.items() if each != address)
