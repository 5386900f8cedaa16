"""Parts that several bodies of the channel contract share."""

from typing import Annotated

from pydantic import StringConstraints

from helpdesk.messaging.addresses import DeliveryIdentifier, DeliveryIdentifierType
from helpdesk.platform.lenient import ContractModel


class DeliveryIdentifierIn(ContractModel):
    type: DeliveryIdentifierType
    value: Annotated[str, StringConstraints(min_length=1, max_length=512)]

    def identifier(self) -> DeliveryIdentifier:
        return DeliveryIdentifier(self.type, self.value)
