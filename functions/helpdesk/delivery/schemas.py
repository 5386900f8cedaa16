"""The delivery log in the desk API's format."""

from typing import Annotated, Self

from pydantic import Field, StrictBool

from helpdesk.accounts.models import ChannelAccount
from helpdesk.accounts.schemas import AccountOut
from helpdesk.channels.schemas import LogoUrls
from helpdesk.conversations.schemas import FailureOut
from helpdesk.delivery.deliveries import LogPage
from helpdesk.delivery.models import LoggedAttempt, Result
from helpdesk.platform.schemas import RequestModel, ResponseModel, Time


class RetryIn(RequestModel):
    even_if_it_may_have_arrived: Annotated[
        StrictBool, Field(description="Sends it although the customer may have it already: then they get it twice.")
    ] = False


class AttemptOut(ResponseModel):
    """One attempt to send a webhook."""

    id: str
    event_id: Annotated[str, Field(description="The same in each attempt; for a reply, the message's id.")]
    type: Annotated[str, Field(description="The type of the webhook.")]
    result: Result
    attempt: int
    replay: Annotated[bool, Field(description="Whether somebody asked for it.")]
    attempted_at: Time
    duration_ms: int
    next_attempt_at: Time | None
    failure: FailureOut | None

    @classmethod
    def of(cls, attempt: LoggedAttempt) -> Self:
        own = {"event_id", "type", "failure"}
        values = {name: getattr(attempt, name) for name in cls.model_fields if name not in own}
        code, reason = attempt.failure_code, attempt.failure_reason
        values["failure"] = FailureOut(code=code, reason=reason or "") if code else None
        return cls.model_validate(values | {"event_id": attempt.task.event_id, "type": attempt.task.type})


class DeliveryOut(AttemptOut):
    """One attempt to send a webhook to the app of the account's channel."""

    account_id: str


class DeliveryListOut(ResponseModel):
    deliveries: list[DeliveryOut]
    next_cursor: str | None

    @classmethod
    def of(cls, page: LogPage) -> Self:
        return cls(deliveries=[DeliveryOut.of(attempt) for attempt in page.attempts], next_cursor=page.next_cursor)


class LastDeliveryOut(ResponseModel):
    at: Time
    result: Result
    code: Annotated[str | None, Field(description="Why it failed: see *Delivery failures*.")]
    reason: Annotated[str | None, Field(description="Why it failed, in words.")]

    @classmethod
    def of(cls, attempt: LoggedAttempt) -> Self:
        return cls(
            at=attempt.attempted_at, result=attempt.result, code=attempt.failure_code, reason=attempt.failure_reason
        )


class AccountDetailsOut(AccountOut):
    last_message_at: Annotated[
        Time | None,
        Field(
            description="When a customer wrote last; what was started at the desk counts too. Null also while there is "
            "no index."
        ),
    ]
    last_delivery: Annotated[
        LastDeliveryOut | None, Field(description="The account's newest attempt in the delivery log, if it has one.")
    ]
    last_delivery_known: Annotated[
        bool,
        Field(
            description="False if `last_delivery` is null because the channel's newest 25 attempts are all of other "
            "accounts. The list of the account's deliveries goes further back."
        ),
    ]

    @classmethod
    def with_activity(
        cls,
        account: ChannelAccount,
        logos: LogoUrls,
        last_message_at: str | None,
        newest: tuple[LoggedAttempt | None, bool],
    ) -> Self:
        last_delivery, is_known = newest
        return cls(
            **AccountOut.of(account, logos).model_dump(),
            last_message_at=last_message_at,
            last_delivery=LastDeliveryOut.of(last_delivery) if last_delivery else None,
            last_delivery_known=is_known,
        )
