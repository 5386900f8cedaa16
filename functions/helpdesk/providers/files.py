"""The source of files of each provider that has one, by the kind of the account."""

from collections.abc import Mapping

from helpdesk.platform.outbound_http import HttpPoster
from helpdesk.providers.models import FileSource
from helpdesk.providers.telegram.files import TelegramFiles


def sources(http: HttpPoster) -> Mapping[str, FileSource]:
    return {"telegram": TelegramFiles(http)}
