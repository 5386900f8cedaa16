"""Whom a message of the desk goes to."""

from helpdesk.messaging.messages import Sender
from helpdesk.platform.errors import FieldError, InvalidRequest


def beside(customer: Sender, recipients: tuple[Sender, ...]) -> tuple[Sender, ...]:
    """The others, each once. Raises InvalidRequest where the customer is not among those who were named."""
    address, wanted = customer.address, {one.address: one for one in recipients}
    if wanted and address not in wanted:
        message = f"The customer of this conversation is among the recipients: {address.type} {address.value!r}."
        raise InvalidRequest(message, code="customer_missing", fields=[FieldError("recipients", message)])
    return tuple(one for each, one in wanted.items() if each != address)
