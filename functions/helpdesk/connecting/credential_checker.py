"""Credentials as they were entered, checked: against the definition of their fields, then by the channel's service."""

from collections.abc import Mapping
from typing import Any

from helpdesk.connecting.channel_checks import NO_CHECK, Check, CredentialChecks, check_of
from helpdesk.connecting.models import Connectable
from helpdesk.fields.checking import validated
from helpdesk.platform.errors import InvalidRequest
from helpdesk.platform.frozen import frozen
from helpdesk.platform.outbound_address import AddressRule
from helpdesk.providers.connector import Connector, Failure, Identity
from helpdesk.providers.credentials import checked_credentials
from helpdesk.providers.models import Access, Provider


@frozen
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
        return checked_by_service(connectable.provider, credentials, self._connectors, self._addresses, address)

    def accepted(
        self, connectable: Connectable, credentials: Mapping[str, Any], address: str | None = None
    ) -> CheckedCredentials:
        """As `check`, and raises InvalidRequest if the service rejects them."""
        checked = self.check(connectable, credentials, address)
        checked.check.require()
        return checked


def checked_by_service(
    provider: Provider,
    credentials: Mapping[str, Any],
    connectors: Mapping[str, Connector],
    addresses: AddressRule,
    address: str | None = None,
) -> CheckedCredentials:
    """Of a built-in channel, whose service is asked if there is a connector. Raises InvalidRequest that names the
    field."""
    fitting, connector = checked_credentials(provider, credentials, addresses), connectors.get(provider.id)
    if connector is None:
        return CheckedCredentials(fitting, NO_CHECK)
    settings = provider.settings_from(fitting)
    found = connector.identify(Access(address or settings.delivery_url, (settings.credentials or b"").decode()))
    check = check_of(provider, found)
    if isinstance(found, Identity):
        return CheckedCredentials(fitting, check, found)
    return CheckedCredentials(fitting, check, failure=found)
