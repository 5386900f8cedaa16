"""The definitions of all providers, in the order in which the catalogue shows them."""

from collections.abc import Mapping

from helpdesk.providers.models import Provider
from helpdesk.providers.telegram.definition import TELEGRAM
from helpdesk.providers.webhook.definition import WEBHOOK

PROVIDERS: Mapping[str, Provider] = {provider.id: provider for provider in (WEBHOOK, TELEGRAM)}
REGISTERED = WEBHOOK.id
"""The kind of the accounts of channels that apps register."""
