"""The catalogue and connecting, in the format of the desk API."""

from typing import Annotated, Any, Self

from pydantic import Field, StringConstraints

from helpdesk.accounts.handling_schemas import ReopenHours, RoutingRuleIn, TicketPropertiesIn
from helpdesk.accounts.models import REOPEN_HOURS, ChannelAccount
from helpdesk.accounts.plan import AccountPlan
from helpdesk.accounts.routing_rules import RoutingRule
from helpdesk.accounts.schemas import AccountOut
from helpdesk.accounts.service import AT_ONCE
from helpdesk.channels.schemas import LogoUrl, LogoUrls
from helpdesk.connecting.catalogue import CataloguePage, Entry
from helpdesk.connecting.channel_checks import Check, CheckResult
from helpdesk.connecting.connections import Connected
from helpdesk.connecting.flows import RedirectStart
from helpdesk.connecting.models import Connectable, ConnectionMethod, ConnectionRequest, Flow, FlowStatus
from helpdesk.inboxes.models import HELP_DESK_INBOX
from helpdesk.messaging.addresses import DeliveryIdentifierType
from helpdesk.messaging.capabilities import AttachmentType, RichText, ThreadingModel
from helpdesk.messaging.schemas import DeliveryIdentifierIn
from helpdesk.platform.schemas import Name, RequestModel, ResponseModel, Time
from helpdesk.platform.web_addresses import WebAddress

_SCHEMA = "https://json-schema.org/draft/2020-12/schema"
_UNAUTHORIZED_SHOWN = 20
CredentialsIn = Annotated[
    dict[str, Any], Field(max_length=50, description="Values for the channel's `credential_fields`; never returned.")
]


class CapabilitySummaryOut(ResponseModel):
    threading_model: ThreadingModel
    delivery_identifier_types: list[DeliveryIdentifierType]
    outgoing_messages: bool
    conversation_start: Annotated[bool, Field(description="Whether the desk may write first through its accounts.")]
    multiple_recipients: bool
    rich_text: list[RichText]
    inline_images: bool
    attachment_types: list[AttachmentType]


class AuthorizationOut(ResponseModel):
    """An account that must be authorized again, and the call that authorizes it."""

    account_id: str
    name: str
    method: str
    path: str


class ChannelOut(ResponseModel):
    id: str
    name: str
    description: str | None
    logo_url: LogoUrl
    built_in: bool
    capabilities: CapabilitySummaryOut
    connect: ConnectionMethod
    credential_fields: Annotated[
        dict[str, Any] | None, Field(description="JSON Schema; null if the channel is connected by redirect.")
    ]
    checks_credentials: bool
    accounts: int
    authorized: bool
    unauthorized: Annotated[list[AuthorizationOut], Field(description="At most 20 of them.")]
    accounts_incomplete: Annotated[
        bool,
        Field(
            description=f"The desk has more than {AT_ONCE} accounts, and only so many were looked at: `accounts`, "
            "`authorized` and `unauthorized` may miss some. GET /v1/channel-accounts lists all of them."
        ),
    ]

    @classmethod
    def of(cls, entry: Entry) -> Self:
        connectable = entry.connectable
        return cls(
            id=connectable.id,
            name=connectable.name,
            description=connectable.description,
            logo_url=entry.logo_url,
            built_in=connectable.channel is None,
            capabilities=_summary(connectable),
            connect=connectable.way,
            credential_fields=_json_schema(connectable),
            checks_credentials=connectable.channel is not None and connectable.channel.credential_check_url is not None,
            accounts=entry.accounts,
            authorized=not entry.unauthorized,
            unauthorized=[_authorization(connectable, account) for account in entry.unauthorized[:_UNAUTHORIZED_SHOWN]],
            accounts_incomplete=entry.incomplete,
        )


class ChannelListOut(ResponseModel):
    channels: list[ChannelOut]
    next_cursor: str | None

    @classmethod
    def of(cls, page: CataloguePage) -> Self:
        return cls(channels=[ChannelOut.of(entry) for entry in page.entries], next_cursor=page.next_cursor)


class ConnectionIn(RequestModel):
    name: Annotated[
        Name | None,
        Field(
            description="Required, except with `account_id`, and where the channel's service says the account's name."
        ),
    ] = None
    inbox_id: Annotated[str, StringConstraints(min_length=1, max_length=64)] = HELP_DESK_INBOX
    credentials: CredentialsIn | None = None
    delivery_identifier: DeliveryIdentifierIn | None = None
    ticket_properties: Annotated[TicketPropertiesIn, Field(default_factory=dict)]
    routing: RoutingRuleIn | None = None
    reopen_hours: ReopenHours = REOPEN_HOURS
    return_url: Annotated[
        WebAddress | None,
        Field(description="Where the browser returns, with `state` added. Only for a connection by redirect."),
    ] = None
    account_id: Annotated[
        str | None,
        Field(max_length=19, description="An existing account to authorize again. Only for a connection by redirect."),
    ] = None

    def request(self, idempotency_key: str | None) -> ConnectionRequest:
        routing = self.routing.rule() if self.routing else RoutingRule()
        return ConnectionRequest(
            plan=AccountPlan(self.name or "", self.inbox_id, self.ticket_properties, routing, self.reopen_hours),
            given_fields=frozenset(name for name in self.model_fields_set if getattr(self, name) is not None),
            credentials=self.credentials or {},
            identifier=self.delivery_identifier.identifier() if self.delivery_identifier else None,
            return_url=self.return_url,
            account_id=self.account_id,
            idempotency_key=idempotency_key,
        )


class CredentialsCheckIn(RequestModel):
    credentials: CredentialsIn


class ReplacementIn(RequestModel):
    credentials: CredentialsIn
    overlap_hours: Annotated[int, Field(ge=0, le=168, description="How long the previous credentials stay valid.")] = 24


class CheckOut(ResponseModel):
    result: CheckResult
    message: str

    @classmethod
    def of(cls, check: Check) -> Self:
        return cls.model_validate(check)


class ConnectedOut(ResponseModel):
    account: AccountOut
    webhook_url: str
    signing_secret: Annotated[
        str | None,
        Field(description="Shown once: it cannot be read again. Null if the app's secret signs, and when repeated."),
    ]
    credentials_check: CheckOut
    repeated: Annotated[
        bool,
        Field(description="An earlier request with this `Idempotency-Key` created it; its response had the secret."),
    ]

    @classmethod
    def of(cls, connected: Connected, webhook_url: str, logos: LogoUrls) -> Self:
        return cls(
            account=AccountOut.of(connected.account, logos),
            webhook_url=f"{webhook_url}/{connected.account.id}",
            signing_secret=connected.secret,
            credentials_check=CheckOut.of(connected.check),
            repeated=connected.repeated,
        )


class RedirectOut(ResponseModel):
    redirect_url: Annotated[str, Field(description="Open it in the administrator's browser.")]
    state: str
    expires_at: Time

    @classmethod
    def of(cls, begun: RedirectStart) -> Self:
        return cls.model_validate(begun)


class ReplacedOut(ResponseModel):
    account: AccountOut
    credentials_check: CheckOut


class ConnectionOut(ResponseModel):
    status: FlowStatus
    channel_id: str
    account_id: str | None
    expires_at: Time

    @classmethod
    def of(cls, flow: Flow, status: FlowStatus) -> Self:
        account_id = flow.account_id or flow.existing_account_id
        return cls(status=status, channel_id=flow.channel_id, account_id=account_id, expires_at=flow.expires_at)


def _summary(connectable: Connectable) -> CapabilitySummaryOut:
    capabilities = connectable.capabilities
    return CapabilitySummaryOut(
        threading_model=capabilities.threading_model,
        delivery_identifier_types=list(capabilities.delivery_identifier_types),
        outgoing_messages=capabilities.allow_outgoing_messages,
        conversation_start=capabilities.can_start,
        multiple_recipients=capabilities.allow_multiple_recipients,
        rich_text=list(capabilities.rich_text),
        inline_images=capabilities.allow_inline_images,
        attachment_types=list(capabilities.outgoing_attachment_types),
    )


def _json_schema(connectable: Connectable) -> dict[str, Any] | None:
    if connectable.credential_fields is None:
        return None
    return {"$schema": _SCHEMA, **connectable.credential_fields, "additionalProperties": False}


def _authorization(connectable: Connectable, account: ChannelAccount) -> AuthorizationOut:
    by_credentials = connectable.way is ConnectionMethod.CREDENTIALS
    path = (
        f"/v1/channel-accounts/{account.id}/credentials"
        if by_credentials
        else f"/v1/channels/{connectable.id}/connections"
    )
    method = "PUT" if by_credentials else "POST"
    return AuthorizationOut(account_id=account.id, name=account.name, method=method, path=path)
