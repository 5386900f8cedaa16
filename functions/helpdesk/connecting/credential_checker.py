"""Credentials as they were entered, checked: against the definition of their fields, then by the channel's service."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from helpdesk.connecting.channel_checks import Check, CredentialChecks, check_of
from helpdesk.connecting.models import Connectable
from helpdesk.fields.checking import validated
from helpdesk.platform.errors import InvalidRequest
from helpdesk.platform.outbound_address import AddressRule
from helpdesk.providers.connector import Connector, Failure, Identity
from helpdesk.providers.credentials import checked_credentials
from helpdesk.providers.models import Access, Provider


@dataclass(frozen=True, slots=True)
class CheckedCredentials:
    credentials: dict[str, Any]
    """As the definition types them."""
    check: Check
    identity: Identity | None = None
    """Whose they are, if the service said it."""
    failure: Failure | None = None
    """Why it did not: asking it more would fail too."""

    @property
    def handle(self) -> str | None:
        return self.identity.handle if self.identity else None


class CredentialChecker:
    def __init__(self, checks: CredentialChecks, connectors: Mapping[str, Connector], addresses: AddressRule) -> None:
        self._checks = checks
        self._connectors = connectors
        self._addresses = addresses

    def check(
        self, connectable: Connectable, credentials: Mapping[str, Any], address: str | None = None
    ) -> CheckedCredentials:
        """`address`: the existing account's URL of the service. Raises InvalidRequest that names the field."""
        if connectable.credential_fields is None:
            message = "This channel does not accept credentials: it is connected by redirect."
            raise InvalidRequest.at("credentials", message, code="by_redirect")
        if connectable.channel is not None:
            fitting = validated(connectable.credential_fields, credentials)
            return CheckedCredentials(fitting, self._checks.check(connectable.channel, fitting))
        provider = connectable.provider
        fitting = checked_credentials(provider, credentials, self._addresses)
        if provider.id not in self._connectors:
            return CheckedCredentials(fitting, self._checks.check(None, fitting))
        found = identified(provider, self._connectors[provider.id], fitting, address)
        if isinstance(found, Identity):
            return CheckedCredentials(fitting, check_of(provider, found), found)
        return CheckedCredentials(fitting, check_of(provider, found), failure=found)

    def accepted(
        self, connectable: Connectable, credentials: Mapping[str, Any], address: str | None = None
    ) -> CheckedCredentials:
        """As `check`, and raises InvalidRequest if the service rejects them."""
        checked = self.check(connectable, credentials, address)
        checked.check.require()
        return checked


def identified(
    provider: Provider, connector: Connector, credentials: Mapping[str, Any], address: str | None
) -> Identity | Failure:
    settings = provider.settings_from(credentials)
    return connector.identify(Access(address or settings.delivery_url, (settings.credentials or b"").decode()))
