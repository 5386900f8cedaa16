"""The outbound gateway of each provider, by the kind of the account."""

from collections.abc import Mapping

from helpdesk.platform.clock import Clock
from helpdesk.platform.outbound_http import HttpPoster
from helpdesk.providers.models import Outbound
from helpdesk.providers.telegram.outbound.sending import TelegramOutbound
from helpdesk.providers.webhook.outbound import WebhookOutbound


def outbound(http: HttpPoster, now: Clock) -> Mapping[str, Outbound]:
    return {"custom": WebhookOutbound(http, now), "telegram": TelegramOutbound(http)}
