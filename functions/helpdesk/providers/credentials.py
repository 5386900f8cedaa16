"""The credentials of a provider's accounts, as an administrator or an operator enters them."""

from typing import Any

from helpdesk.fields.checking import packed, validated
from helpdesk.providers.models import Credentials, Provider


def checked_credentials(provider: Provider, credentials: Credentials, *, allow_loopback: bool) -> dict[str, Any]:
    """The credentials as the definition types them. Raises InvalidRequest that names the field."""
    checked = validated(provider.credential_fields, credentials)
    packed(checked)  # raises if they are too large to be stored
    provider.check(checked, allow_loopback=allow_loopback)
    return checked
