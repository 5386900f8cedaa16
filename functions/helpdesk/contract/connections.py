"""The end of the connect flow, in the contract's format."""

from typing import Any

from helpdesk.connecting.credentials import Revealed
from helpdesk.connecting.models import Flow
from helpdesk.contract.base import DeliveryIdentifierIn
from helpdesk.platform.ids import number_of
from helpdesk.platform.lenient import ContractModel
from helpdesk.platform.schemas import Name

Json = dict[str, Any]


class StagingTokenIn(ContractModel):
    account_name: Name | None = None
    delivery_identifier: DeliveryIdentifierIn | None = None


def staging_token_out(flow: Flow, token: str) -> Json:
    identifier = flow.delivery_identifier
    shown: Json = {
        "accountToken": token,
        "createdAt": flow.created_at,
        "genericChannelId": int(flow.channel_id),
        "inboxId": int(flow.plan.inbox_id),
        "userId": number_of(flow.user_id),
        "accountName": flow.account_name,
    }
    if identifier:
        shown["deliveryIdentifier"] = {"type": identifier.type.value, "value": identifier.value}
    # Extensions: the id of the resulting account, and the administrator as messages and webhooks name them.
    return shown | {"channelAccountId": flow.account_id, "userActorId": f"A-{flow.user_id}"}


def credentials_out(revealed: list[Revealed]) -> Json:
    return {
        "results": [
            {"id": credential_set.id, "credentials": credential_set.credentials, "createdAt": credential_set.created_at}
            | ({"expiresAt": credential_set.expires_at} if credential_set.expires_at else {})
            for credential_set in revealed
        ]
    }
