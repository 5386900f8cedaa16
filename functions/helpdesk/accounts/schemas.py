"""Channel accounts in the API's format. Secrets are never returned."""

from typing import Annotated, Self

from pydantic import Field, HttpUrl, StrictBool, StringConstraints

from helpdesk.accounts.circuit import DeliveryState
from helpdesk.accounts.handling_schemas import (
    DefaultRegion,
    ReopenHours,
    RetryHours,
    RoutingRuleIn,
    RoutingRuleOut,
    SendsPerSecond,
    TicketPropertiesIn,
)
from helpdesk.accounts.health import Health, HealthStatus
from helpdesk.accounts.listing import AccountPage
from helpdesk.accounts.managing import AccountPatch, OpenConversations
from helpdesk.accounts.models import REOPEN_HOURS, RETRY_HOURS, ChannelAccount, ConnectionState, WhenDisabled
from helpdesk.channels.schemas import LogoUrl, LogoUrls
from helpdesk.messaging.addresses import DeliveryIdentifierType
from helpdesk.platform.errors import InvalidRequest
from helpdesk.platform.schemas import ChangeModel, Name, RequestModel, ResponseModel, Time
from helpdesk.properties.schemas import PropertyValue
from helpdesk.providers.catalogue import PROVIDERS


class DeliveryIdentifierOut(ResponseModel):
    type: DeliveryIdentifierType
    value: str


class ServiceConnectionOut(ResponseModel):
    """How the service was last asked to deliver to the desk."""

    state: ConnectionState
    since: Time
    code: str | None
    reason: Annotated[str | None, Field(description="What went wrong and what to do.")]


class DeliveryHealthOut(ResponseModel):
    """Whether replies get through."""

    state: Annotated[
        DeliveryState,
        Field(
            description="`failing`: its receiver has failed since its last success. Once three conversations "
            "have failed, nothing is sent except a probe, until one gets through."
        ),
    ]
    failing_since: Time | None
    next_probe_at: Annotated[Time | None, Field(description="Null while what waits is being sent.")]
    waiting_replies: int


class AccountOut(ResponseModel):
    id: str
    kind: Annotated[str, Field(description="The id of its provider.", json_schema_extra={"enum": list(PROVIDERS)})]
    channel_id: str | None
    logo_url: LogoUrl
    inbox_id: str
    name: str
    active: bool
    when_off: WhenDisabled
    authorized: bool
    archived_at: Time | None
    delivery_url: str
    delivery_identifier: DeliveryIdentifierOut | None
    ticket_properties: dict[str, PropertyValue]
    routing: RoutingRuleOut
    reopen_hours: int
    retry_hours: Annotated[int, Field(description="For how long a reply or webhook is tried.")]
    sends_per_second: Annotated[float | None, Field(description="Null: as fast as its service allows.")]
    default_region: Annotated[
        str | None, Field(description="Of phone numbers without a country's code. Null: they are refused.")
    ]
    delivery: DeliveryHealthOut
    handle: Annotated[str | None, Field(description="Its public name on the service.")]
    service_settings: Annotated[
        dict[str, str | int | float | bool],
        Field(description="What was chosen for the service when it was connected, by the names of its fields."),
    ]
    connection: Annotated[
        ServiceConnectionOut | None,
        Field(description="Null if somebody else configured the service."),
    ]
    created_at: Time
    version: int

    @classmethod
    def of(cls, account: ChannelAccount, logos: LogoUrls) -> Self:
        values = {name: getattr(account, name) for name in cls.model_fields if name != "logo_url"}
        return cls(**values, logo_url=logos.get(account.channel_id))


class AccountListOut(ResponseModel):
    accounts: list[AccountOut]
    next_cursor: str | None

    @classmethod
    def of(cls, page: AccountPage, logos: LogoUrls) -> Self:
        return cls(accounts=[AccountOut.of(account, logos) for account in page.accounts], next_cursor=page.next_cursor)


class DeliveryUrlIn(RequestModel):
    delivery_url: Annotated[HttpUrl, Field(description="Where replies are sent; HTTPS, and not in a private network.")]


_FIELDS = (
    *("name", "active", "when_off", "inbox_id", "ticket_properties", "routing", "reopen_hours"),
    *("retry_hours", "sends_per_second", "default_region"),
)


class AccountPatchIn(ChangeModel):
    """Fields that are left out keep their values; only `sends_per_second` and `default_region` can be null."""

    name: Name = ""
    active: Annotated[StrictBool, Field(description="Whether the account accepts and sends messages.")] = True
    when_off: Annotated[
        WhenDisabled,
        Field(description="The response to callers while the account is disabled: retry (503), or stop (409)."),
    ] = WhenDisabled.RETRY
    inbox_id: Annotated[str, StringConstraints(min_length=1, max_length=64)] = ""
    ticket_properties: Annotated[TicketPropertiesIn, Field(default_factory=dict)]
    routing: Annotated[RoutingRuleIn, Field(description="Who gets new tickets. The caller needs a service seat.")] = (
        RoutingRuleIn(automatic=False)
    )
    reopen_hours: ReopenHours = REOPEN_HOURS
    retry_hours: RetryHours = RETRY_HOURS
    sends_per_second: SendsPerSecond = None
    default_region: DefaultRegion = None
    open_conversations: Annotated[
        OpenConversations | None,
        Field(description="With another inbox_id: whether open tickets move too, or stay."),
    ] = None
    version: Annotated[
        int | None, Field(ge=1, description="The version that you read: 409 if the account has changed since.")
    ] = None

    def patch(self) -> AccountPatch:
        """Raises InvalidRequest if no field is given."""
        values = {name: getattr(self, name) for name in _FIELDS if name in self.model_fields_set}
        if "routing" in values:
            values["routing"] = self.routing.rule()
        if not values:
            raise InvalidRequest(
                f"These fields of an account can be changed: {', '.join(_FIELDS)}.", code="empty_update"
            )
        return AccountPatch(values, self.open_conversations, self.version)


class RotationIn(RequestModel):
    overlap_hours: Annotated[
        int,
        Field(ge=0, le=168, description="How long the previous secrets stay valid, while the other side switches."),
    ] = 24


class SigningSecretOut(ResponseModel):
    secret: Annotated[str, Field(description="Shown once: it cannot be read again.")]
    previous_expires_at: Time
    connection: Annotated[
        ServiceConnectionOut | None,
        Field(description="Whether the service was given the new secret, where the desk does that."),
    ]


class LastErrorOut(ResponseModel):
    at: Time
    reason: str


class HealthOut(ResponseModel):
    status: HealthStatus
    problem: Annotated[str | None, Field(description="What is wrong and what to do; null if nothing is.")]
    delivers_here: Annotated[
        bool | None, Field(description="Whether the service delivers to this desk; null: unknown.")
    ]
    waiting: Annotated[int | None, Field(description="How many updates wait at the service.")]
    last_error: Annotated[
        LastErrorOut | None, Field(description="The service's last delivery that failed, even if later ones succeeded.")
    ]
    checked_at: Time

    @classmethod
    def of(cls, health: Health) -> Self:
        return cls.model_validate(health)
