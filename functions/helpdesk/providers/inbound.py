"""The inbound gateway of each provider, by the kind of the account."""

from collections.abc import Mapping

from helpdesk.providers.models import Inbound
from helpdesk.providers.telegram.inbound import parsing as telegram
from helpdesk.providers.webhook import inbound as webhook

INBOUND: Mapping[str, Inbound] = {"custom": webhook, "telegram": telegram}
