"""Channel accounts as the API gives and takes them. Secrets are never given."""

from typing import Annotated, Self

from pydantic import Field, HttpUrl

from helpdesk.accounts.handling_schemas import RoutingRuleOut
from helpdesk.accounts.models import ChannelAccount, ChannelKind, DeliveryIdentifierType, WhenOff
from helpdesk.platform.schemas import RequestModel, ResponseModel


class DeliveryIdentifierOut(ResponseModel):
    type: DeliveryIdentifierType
    value: str


class AccountOut(ResponseModel):
    id: str
    kind: ChannelKind
    channel_id: str | None
    inbox_id: str
    name: str
    active: bool
    when_off: WhenOff
    authorized: bool
    archived_at: str | None
    delivery_url: str
    delivery_identifier: DeliveryIdentifierOut | None
    ticket_properties: dict[str, str | int | float | bool]
    routing: RoutingRuleOut
    reopen_hours: int
    created_at: str
    version: int

    @classmethod
    def of(cls, account: ChannelAccount) -> Self:
        return cls.model_validate(account)


class AccountListOut(ResponseModel):
    accounts: list[AccountOut]


class DeliveryUrlIn(RequestModel):
    delivery_url: Annotated[
        HttpUrl, Field(description="Where replies are sent to; HTTPS, and not into a private network.")
    ]
