"""Delivery identifiers in request bodies, of both APIs."""

from typing import Annotated

from pydantic import BaseModel, Field, ValidationInfo, field_validator

from helpdesk.messaging.addresses import DeliveryIdentifier, DeliveryIdentifierType, of_its_type
from helpdesk.platform.schemas import RequestModel


class IdentifierFields(BaseModel):
    """Each API adds how it treats fields that it does not know."""

    type: DeliveryIdentifierType
    value: Annotated[str, Field(min_length=1, max_length=512)]

    @field_validator("value")
    @classmethod
    def _is_of_its_type(cls, value: str, given: ValidationInfo) -> str:
        return of_its_type(value, given.data)

    def identifier(self) -> DeliveryIdentifier:
        return DeliveryIdentifier(self.type, self.value)


class DeliveryIdentifierIn(IdentifierFields, RequestModel):
    pass
