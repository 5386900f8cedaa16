"""Calls methods of the Bot API, with JSON or, where files are sent, with a form (core.telegram.org/bots/api)."""

import json
from collections.abc import Mapping
from dataclasses import replace

from helpdesk.messaging.outcomes import PermanentFailure, TemporaryFailure
from helpdesk.platform.errors import Unavailable
from helpdesk.platform.multipart import Form, FormFile
from helpdesk.platform.outbound_http import (
    AddressRefused,
    Body,
    HttpPoster,
    HttpResponse,
    NoResponse,
    NotReached,
)
from helpdesk.providers.models import Access, Json, OutgoingFile, Step

_NO_CREDENTIALS = PermanentFailure("no_credentials", "The bot's token is missing. Ask an administrator to enter it.")


class BotApi:
    def __init__(self, http: HttpPoster) -> None:
        self._http = http

    def call(self, access: Access, step: Step) -> HttpResponse | TemporaryFailure | PermanentFailure:
        """Telegram's response, without the bot's token; or why there is none."""
        if not access.credentials:
            return _NO_CREDENTIALS
        # The URL contains the bot's token: it is never logged, and never part of a reason.
        token = access.credentials
        url = f"{str(access.address).rstrip('/')}/bot{token}/{step.method}"
        content_type, body = _body(step)
        try:
            response = self._http.post(url, {"content-type": content_type}, body)
        except AddressRefused:
            return PermanentFailure("address_refused", "The URL of Telegram's API is not allowed.")
        except NotReached:
            return TemporaryFailure("not_reached", "Telegram could not be reached.")
        except Unavailable:
            return TemporaryFailure("file_not_read", "A file of this message could not be read from the file store.")
        except NoResponse:
            return PermanentFailure(
                "maybe_sent",
                "Telegram did not respond in time: the message may have arrived. Check before you send it again.",
            )
        return replace(response, body=response.body.replace(token.encode(), b"(the bot's token)"))


def _body(step: Step) -> tuple[str, Body]:
    if not step.files:
        return "application/json", json.dumps(step.parameters, ensure_ascii=False).encode()
    form = Form(_fields(step.parameters), {name: _form_file(file) for name, file in step.files.items()})
    return form.content_type, form.body


def _fields(parameters: Json) -> Mapping[str, str]:
    return {
        name: value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
        for name, value in parameters.items()
    }


def _form_file(file: OutgoingFile) -> FormFile:
    return FormFile(file.name, file.content_type, file.size, file.read)
