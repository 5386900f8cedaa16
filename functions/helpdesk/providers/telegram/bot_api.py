"""Calls methods of the Bot API, with JSON or, where files are sent, with a form, and reads what it answers
(core.telegram.org/bots/api#making-requests)."""

import json
from collections.abc import Mapping

from helpdesk.messaging.outcomes import MAYBE_SENT, PermanentFailure, TemporaryFailure
from helpdesk.platform.errors import Unavailable
from helpdesk.platform.multipart import Form, FormFile
from helpdesk.platform.outbound_http import AddressRefused, Body, HttpPoster, HttpResponse, NoResponse, NotReached
from helpdesk.platform.text import excerpt, storable
from helpdesk.providers.models import Access, Json, OutgoingFile, Step
from helpdesk.providers.telegram.answers import Answer

_NO_CREDENTIALS = PermanentFailure("no_credentials", "The bot's token is missing. Ask an administrator to enter it.")
_LATE = TemporaryFailure(
    "not_reached", "Telegram could not be reached: it did not respond in time.", is_of_receiver=True
)
_MAYBE_SENT = PermanentFailure(
    MAYBE_SENT,
    "Telegram did not respond in time: the message may have arrived. Check before you send it again.",
    is_of_receiver=True,
)
_SAID_CHARACTERS = 200


class BotApi:
    def __init__(self, http: HttpPoster) -> None:
        self._http = http

    def call(
        self, access: Access, step: Step, *, repeatable: bool = False
    ) -> Answer | TemporaryFailure | PermanentFailure:
        """Telegram's answer, or why there is none. `repeatable`: performing it twice does no harm."""
        if not access.credentials:
            return _NO_CREDENTIALS
        # The URL contains the bot's token: it is never logged, and never part of a reason.
        url = f"{str(access.address).rstrip('/')}/bot{access.credentials}/{step.method}"
        content_type, body = _body(step)
        try:
            response = self._http.post(url, {"content-type": content_type}, body)
        except AddressRefused:
            return PermanentFailure("address_refused", "The URL of Telegram's API is not allowed.")
        except NotReached:
            return TemporaryFailure("not_reached", "Telegram could not be reached.", is_of_receiver=True)
        except Unavailable:
            return TemporaryFailure("file_not_read", "A file of this message could not be read from the file store.")
        except NoResponse:
            return _LATE if repeatable else _MAYBE_SENT
        return _answer(response, access.credentials)


def _answer(response: HttpResponse, token: str) -> Answer:
    try:
        found = json.loads(response.body.replace(token.encode(), b"(the bot's token)"))
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict) or "ok" not in found:
        return Answer(response.status)
    said, parameters = found.get("description"), found.get("parameters")
    return Answer(
        response.status,
        is_readable=True,
        is_ok=found["ok"] is True,
        result=found.get("result"),
        said=excerpt(storable(said), _SAID_CHARACTERS) if isinstance(said, str) else "",
        parameters=parameters if isinstance(parameters, dict) else {},
    )


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
