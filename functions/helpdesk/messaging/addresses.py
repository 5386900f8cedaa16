"""Addresses on messaging services. Pure."""

from collections.abc import Callable, Mapping
from contextlib import suppress
from enum import StrEnum
from typing import Any

from helpdesk.messaging.normal_form import normalised_email, normalised_phone
from helpdesk.platform.frozen import frozen


class DeliveryIdentifierType(StrEnum):
    HS_EMAIL_ADDRESS = "HS_EMAIL_ADDRESS"
    HS_PHONE_NUMBER = "HS_PHONE_NUMBER"
    HS_SHORT_CODE = "HS_SHORT_CODE"
    CHANNEL_SPECIFIC_OPAQUE_ID = "CHANNEL_SPECIFIC_OPAQUE_ID"


@frozen
class DeliveryIdentifier:
    """An address on a messaging service: a customer's, or one of the help desk's accounts."""

    type: DeliveryIdentifierType
    value: str
    """As written."""

    def check(self) -> None:
        """Raises ValueError, with the form that is wanted, for an e-mail address or a phone number that is none."""
        _NORMAL.get(self.type, str)(self.value)

    @property
    def normal(self) -> "DeliveryIdentifier":
        """As it is compared: two spellings of one e-mail address or phone number are equal."""
        with suppress(ValueError):
            return DeliveryIdentifier(self.type, _NORMAL.get(self.type, str)(self.value))
        return self


_NORMAL: Mapping[DeliveryIdentifierType, Callable[[str], str]] = {
    DeliveryIdentifierType.HS_EMAIL_ADDRESS: normalised_email,
    DeliveryIdentifierType.HS_PHONE_NUMBER: normalised_phone,
}


def of_its_type(value: str, given: Mapping[str, Any]) -> str:
    """For the field `value` of a request, after its `type`. Raises ValueError."""
    if kind := given.get("type"):
        DeliveryIdentifier(kind, value).check()
    return value
