"""Sends through Telegram's Bot API: sendMessage (core.telegram.org/bots/api#sendmessage)."""

import json
from dataclasses import replace
from typing import Any

from helpdesk.messaging.outcomes import Outcome, PermanentFailure, Sent, TemporaryFailure
from helpdesk.platform.outbound_http import AddressRefused, HttpPoster, HttpResponse, NoResponse, NotReached
from helpdesk.platform.text import storable
from helpdesk.providers.models import OutgoingMessage
from helpdesk.providers.telegram.addresses import DIRECT

_REASONS = {
    401: ("bot_unauthorized", "Telegram no longer accepts the bot's token. Ask an administrator to replace it."),
    403: ("blocked", "The customer has blocked the bot, or removed it from the chat."),
    404: ("bot_unauthorized", "Telegram does not know the bot's token. Ask an administrator to replace it."),
}


class TelegramOutbound:
    idempotent = False  # the Bot API has no idempotency key

    def __init__(self, http: HttpPoster) -> None:
        self._http = http

    def send(self, outgoing: OutgoingMessage) -> Outcome:
        if not outgoing.credentials:
            return PermanentFailure("no_credentials", "The bot's token is missing. Ask an administrator to enter it.")
        wanted = request(outgoing)
        sent = self._post(outgoing.address, outgoing.credentials, wanted)
        if isinstance(sent, HttpResponse) and (supergroup := _moved_to(sent)):
            # The group became a supergroup, and its own update has not told us yet. Numbers of messages are new there.
            wanted = {name: value for name, value in wanted.items() if name != "reply_parameters"}
            sent = self._post(outgoing.address, outgoing.credentials, wanted | {"chat_id": supergroup})
        return _outcome(sent) if isinstance(sent, HttpResponse) else sent

    def _post(self, address: str | None, token: str, wanted: dict[str, Any]) -> HttpResponse | Outcome:
        """Telegram's response, without the bot's token; or why there is none."""
        # The URL contains the bot's token: it is never logged, and never part of a reason.
        url = f"{str(address).rstrip('/')}/bot{token}/sendMessage"
        body = json.dumps(wanted, ensure_ascii=False).encode()
        try:
            response = self._http.post(url, {"content-type": "application/json"}, body)
        except AddressRefused:
            return PermanentFailure("address_refused", "The URL of Telegram's API is not allowed.")
        except NotReached:
            return TemporaryFailure("not_reached", "Telegram could not be reached.")
        except NoResponse:
            return PermanentFailure(
                "maybe_sent",
                "Telegram did not respond in time: the message may have arrived. Check before you send it again.",
            )
        return replace(response, body=response.body.replace(token.encode(), b"(the bot's token)"))


def request(outgoing: OutgoingMessage) -> dict[str, Any]:
    chat, _, rest = outgoing.thread_key.partition("/")
    topic, _, business = rest.partition("/")
    sent: dict[str, Any] = {"chat_id": int(chat), "text": outgoing.text}
    if topic.startswith(DIRECT):
        sent["direct_messages_topic_id"] = int(topic.removeprefix(DIRECT))
    elif topic:
        sent["message_thread_id"] = int(topic)
    if business:
        sent["business_connection_id"] = business
    reply_to = outgoing.reply_to
    if reply_to and reply_to != "0":
        # The customer may have deleted the message that is answered: the reply must arrive anyway.
        sent["reply_parameters"] = {"message_id": int(reply_to), "allow_sending_without_reply": True}
    return sent


def _moved_to(response: HttpResponse) -> int | None:
    try:
        chat = json.loads(response.body)["parameters"]["migrate_to_chat_id"]
    except (ValueError, KeyError, TypeError, RecursionError):
        return None
    return chat if isinstance(chat, int) else None


def _outcome(response: HttpResponse) -> Outcome:
    try:
        parsed = json.loads(response.body)
        if parsed["ok"]:
            return Sent(external_id=_message_id(parsed))
        description = storable(str(parsed.get("description", "")))[:200]
        retry_after = (parsed.get("parameters") or {}).get("retry_after")
    except (ValueError, KeyError, TypeError, AttributeError, OverflowError, RecursionError):
        if response.status != 429 and not 400 <= response.status < 500:
            # Not from Telegram's API itself, or incomplete: the result is not known.
            return PermanentFailure(
                "maybe_sent",
                "Telegram's response could not be read: the message may have arrived. Check before you send it again.",
            )
        description, retry_after = "", None
    if response.status == 429 or response.status >= 500:
        return TemporaryFailure(
            f"status_{response.status}",
            f"Telegram responded with status {response.status}.",
            retry_after if isinstance(retry_after, int) else None,
        )
    code, reason = _REASONS.get(
        response.status, (f"status_{response.status}", f"Telegram rejected the message: {description}")
    )
    return PermanentFailure(code, reason)


def _message_id(parsed: dict[str, Any]) -> str | None:
    try:
        return str(int(parsed["result"]["message_id"]))
    except (KeyError, TypeError, ValueError, OverflowError):
        return None  # the message was sent anyway
