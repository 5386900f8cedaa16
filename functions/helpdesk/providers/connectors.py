"""The connector of each provider that has one, by the kind of the account."""

from collections.abc import Mapping

from helpdesk.platform.outbound_http import HttpPoster
from helpdesk.providers.connector import Connector
from helpdesk.providers.telegram.connector import TelegramConnector


def connectors(http: HttpPoster) -> Mapping[str, Connector]:
    return {"telegram": TelegramConnector(http)}
