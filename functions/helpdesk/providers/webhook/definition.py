"""The definition of Kanaal's own format: for services without an app, and for registered channels."""

import os

from helpdesk.messaging.capabilities import Capabilities
from helpdesk.platform import standard_webhooks
from helpdesk.platform.outbound_address import AddressRule
from helpdesk.providers.models import AccountSettings, Credentials, Provider


def _check(credentials: Credentials, addresses: AddressRule) -> None:
    addresses.check("credentials.delivery_url", credentials["delivery_url"], code="invalid_credentials")


def _settings_from(credentials: Credentials) -> AccountSettings:
    return AccountSettings(credentials["delivery_url"])


def _new_signing_secret() -> str:
    return standard_webhooks.new_secret(os.urandom(32))


WEBHOOK = Provider(
    id="custom",
    name="Webhook",
    description="Any messaging service that uses Kanaal's own format, signed according to Standard Webhooks.",
    capabilities=Capabilities(),
    credential_fields={
        "type": "object",
        "properties": {
            "delivery_url": {
                "type": "string",
                "title": "Delivery URL",
                "description": "Where replies are sent to.",
                "format": "uri",
                "maxLength": 2048,
            }
        },
        "required": ["delivery_url"],
    },
    check=_check,
    settings_from=_settings_from,
    new_signing_secret=_new_signing_secret,
)
