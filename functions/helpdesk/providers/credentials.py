"""The credentials of a provider's accounts, as an administrator or an operator enters them."""

from typing import Any

from helpdesk.fields.checking import validated
from helpdesk.platform.outbound_address import AddressRule
from helpdesk.providers.models import Credentials, Provider


def checked_credentials(provider: Provider, credentials: Credentials, addresses: AddressRule) -> dict[str, Any]:
    """The credentials as the definition types them. Raises InvalidRequest that names the field."""
    checked = validated(provider.credential_fields, credentials)
    provider.check(checked, addresses)
    return checked
