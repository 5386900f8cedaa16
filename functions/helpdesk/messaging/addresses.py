"""Addresses on messaging services. Pure."""

from dataclasses import dataclass
from enum import StrEnum


class DeliveryIdentifierType(StrEnum):
    HS_EMAIL_ADDRESS = "HS_EMAIL_ADDRESS"
    HS_PHONE_NUMBER = "HS_PHONE_NUMBER"
    HS_SHORT_CODE = "HS_SHORT_CODE"
    CHANNEL_SPECIFIC_OPAQUE_ID = "CHANNEL_SPECIFIC_OPAQUE_ID"


@dataclass(frozen=True, slots=True)
class DeliveryIdentifier:
    """An address on a messaging service: a customer's, or one of the help desk's accounts."""

    type: DeliveryIdentifierType
    value: str
