"""Webhook subscriptions in the API's format."""

from typing import Annotated, Self

from pydantic import Field, StrictBool

from helpdesk.conversations.schemas import FailureOut
from helpdesk.delivery.deliveries import LogPage
from helpdesk.delivery.schemas import AttemptOut
from helpdesk.feed.models import ChangeType
from helpdesk.platform.schemas import ChangeModel, Name, RequestModel, ResponseModel, Time
from helpdesk.subscriptions.models import DisabledReason, Subscription, SubscriptionState
from helpdesk.subscriptions.service import WantedSubscription

_Url = Annotated[str, Field(min_length=1, max_length=2048)]
_Types = Annotated[list[ChangeType], Field(max_length=50, description="Only these; without one, all.")]
_NotBy = Annotated[
    list[Annotated[str, Field(min_length=1, max_length=128)]],
    Field(max_length=20, description="Nothing that these users or API tokens have caused: your own, by your id."),
]


class WebhookSubscriptionIn(RequestModel):
    name: Name
    url: Annotated[_Url, Field(description="Where events are posted: https, and public.")]
    types: _Types = Field(default=[])
    not_by: _NotBy = Field(default=[])

    def wanted(self) -> WantedSubscription:
        return WantedSubscription(self.name, self.url, self.types, self.not_by)


class WebhookSubscriptionPatchIn(ChangeModel):
    name: Name | None = None
    url: _Url | None = None
    types: _Types | None = None
    not_by: _NotBy | None = None
    active: Annotated[
        StrictBool | None, Field(description="Enabled again, it is told what it has missed, as far as that is kept.")
    ] = None

    def wanted(self) -> WantedSubscription:
        return WantedSubscription(self.name, self.url, self.types, self.not_by, self.active)


class WebhookSubscriptionOut(ResponseModel):
    id: str
    version: int
    name: str
    url: str
    types: Annotated[list[str], Field(examples=[["ticket.created", "ticket.changed"]])]
    not_by: list[str]
    owner_id: Annotated[str, Field(description="The user who sees what it is told: it ends with them.")]
    scopes: list[str]
    state: SubscriptionState
    disabled_reason: DisabledReason | None
    disabled_at: Time | None
    failing_since: Annotated[Time | None, Field(description="Nothing has arrived since then.")]
    will_be_disabled_at: Annotated[Time | None, Field(description="If nothing arrives until then.")]
    failure: Annotated[FailureOut | None, Field(description="Of the last attempt, if that failed.")]
    created_at: Time

    @classmethod
    def of(cls, subscription: Subscription) -> Self:
        own = {"disabled_reason", "failure"}
        values = {name: getattr(subscription, name) for name in WebhookSubscriptionOut.model_fields if name not in own}
        code, reason = subscription.failure_code, subscription.failure_reason
        values["failure"] = FailureOut(code=code, reason=reason or "") if code else None
        return cls.model_validate(values | {"disabled_reason": subscription.disabled})


class NewWebhookSubscriptionOut(WebhookSubscriptionOut):
    secret: Annotated[str, Field(description="Shown this once: what events are signed with.")]

    @classmethod
    def with_secret(cls, subscription: Subscription, secret: str) -> Self:
        return cls(**WebhookSubscriptionOut.of(subscription).model_dump(), secret=secret)


class WebhookSubscriptionListOut(ResponseModel):
    webhook_subscriptions: list[WebhookSubscriptionOut]


class SecretRotationIn(RequestModel):
    overlap_hours: Annotated[
        int, Field(ge=0, le=168, description="How long events are signed with the previous secrets too.")
    ] = 24


class SecretRotationOut(ResponseModel):
    secret: Annotated[str, Field(description="Shown this once: it cannot be read again.")]
    previous_expires_at: Time


class TestEventOut(ResponseModel):
    event_id: Annotated[str, Field(description="The `webhook-id` of the event, and its id in the log.")]


class WebhookDeliveryOut(AttemptOut):
    """One attempt to send a webhook to the subscription's address."""


class WebhookDeliveryListOut(ResponseModel):
    deliveries: list[WebhookDeliveryOut]
    next_cursor: str | None

    @classmethod
    def of(cls, page: LogPage) -> Self:
        return cls(deliveries=[WebhookDeliveryOut.of(each) for each in page.attempts], next_cursor=page.next_cursor)
