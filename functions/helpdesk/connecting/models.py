"""Channels that can be connected, and connections in progress. Pure."""

from collections.abc import Mapping
from dataclasses import field
from enum import StrEnum
from typing import Any

from helpdesk.accounts.plan import AccountPlan
from helpdesk.channels.models import Channel
from helpdesk.messaging.addresses import DeliveryIdentifier
from helpdesk.messaging.capabilities import Capabilities
from helpdesk.people.actors import Actor
from helpdesk.platform.frozen import frozen
from helpdesk.providers.catalogue import PROVIDERS, REGISTERED
from helpdesk.providers.models import Provider

NO_FIELDS: Mapping[str, Any] = {"type": "object", "properties": {}}


class ConnectionMethod(StrEnum):
    """How an account of a channel is connected."""

    CREDENTIALS = "credentials"
    REDIRECT = "redirect"


@frozen
class Connectable:
    """A channel of the catalogue: built in, or registered by an app."""

    id: str
    provider: Provider
    name: str
    description: str | None
    capabilities: Capabilities
    credential_fields: Mapping[str, Any] | None
    """As JSON Schema; None if it is connected by redirect."""
    channel: Channel | None = None
    """The registered channel, if it is one."""

    @property
    def way(self) -> ConnectionMethod:
        return ConnectionMethod.REDIRECT if self.credential_fields is None else ConnectionMethod.CREDENTIALS


def registered(channel: Channel) -> Connectable:
    """A channel with credential fields is connected with credentials; one with only a redirect URL by redirect; one
    with neither needs only a name."""
    by_redirect = channel.credential_fields is None and channel.channel_account_connection_redirect_url is not None
    return Connectable(
        id=channel.id,
        provider=PROVIDERS[REGISTERED],
        name=channel.name,
        description=channel.channel_description,
        capabilities=channel.capabilities,
        credential_fields=None if by_redirect else channel.credential_fields or NO_FIELDS,
        channel=channel,
    )


def built_in(provider: Provider) -> Connectable:
    return Connectable(
        id=provider.id,
        provider=provider,
        name=provider.name,
        description=provider.description,
        capabilities=provider.capabilities,
        credential_fields=provider.credential_fields,
    )


BUILT_IN: Mapping[str, Connectable] = {provider.id: built_in(provider) for provider in PROVIDERS.values()}


@frozen
class ConnectionRequest:
    """The administrator's request; which fields are used depends on the way."""

    plan: AccountPlan
    given_fields: frozenset[str]
    """The fields of the request that have a value."""
    credentials: Mapping[str, Any] = field(default_factory=dict)
    identifier: DeliveryIdentifier | None = None
    return_url: str | None = None
    account_id: str | None = None
    """The account that is to be authorized again."""
    idempotency_key: str | None = None


class FlowStatus(StrEnum):
    PENDING = "pending"
    CONNECTED = "connected"
    ALREADY_CONNECTED = "already_connected"
    EXPIRED = "expired"


@frozen
class Flow:
    """A connection that an administrator starts here and finishes at the channel's service."""

    id: str
    token_hash: str
    state_hash: str
    channel_id: str
    started_by: Actor
    plan: AccountPlan
    created_at: str
    expires_at: str
    authorizes: str | None = None
    """The account that is authorized again; None to create one."""
    account_id: str | None = None
    """The resulting account; it is set when the token is used."""
    account_name: str | None = None
    delivery_identifier: DeliveryIdentifier | None = None
    existing_account_id: str | None = None
    """The account that already had the delivery identifier."""

    @property
    def user_id(self) -> str:
        """The administrator, even if an API client acts for them."""
        return self.started_by.on_behalf_of or self.started_by.id

    def status(self, now: str) -> FlowStatus:
        if self.account_id:
            return FlowStatus.CONNECTED
        if self.existing_account_id:
            return FlowStatus.ALREADY_CONNECTED
        return FlowStatus.EXPIRED if self.is_over(now) else FlowStatus.PENDING

    def is_over(self, now: str) -> bool:
        """The token can no longer be used."""
        return self.account_id is None and self.expires_at <= now
