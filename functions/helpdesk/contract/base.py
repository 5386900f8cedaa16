"""Parts that several bodies of the channel contract share."""

from helpdesk.messaging.schemas import IdentifierFields
from helpdesk.platform.lenient import ContractModel


class DeliveryIdentifierIn(IdentifierFields, ContractModel):
    pass
