"""The credentials of a provider's accounts, as an administrator or an operator enters them."""

from typing import Any

from helpdesk.fields.checking import validated
from helpdesk.providers.models import Credentials, Provider


def checked_credentials(provider: Provider, credentials: Credentials, *, allow_loopback: bool) -> dict[str, Any]:
    """The credentials as the definition types them. Raises InvalidRequest that names the field."""
    checked = validated(provider.credential_fields, credentials)
    provider.check(checked, allow_loopback=allow_loopback)
    return checked
