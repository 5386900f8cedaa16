"""Connects bots: getMe, setWebhook, getWebhookInfo, getUpdates (core.telegram.org/bots/api#getting-updates)."""

import json
from collections.abc import Mapping
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

from helpdesk.messaging.outcomes import PermanentFailure, TemporaryFailure
from helpdesk.platform.clock import to_text
from helpdesk.platform.outbound_http import HttpPoster
from helpdesk.platform.text import excerpt, storable, visible
from helpdesk.providers.connector import (
    Failure,
    Identity,
    LastError,
    Polled,
    ServiceReport,
    ServiceSettings,
    Subscription,
)
from helpdesk.providers.models import Access, Json, Step
from helpdesk.providers.telegram.answers import Answer
from helpdesk.providers.telegram.bot_api import BotApi
from helpdesk.providers.telegram.commands import commands_in
from helpdesk.providers.telegram.secret_header import SECRET_HEADER

_NAME = 256
_AT_ONCE = 10
_SAID_CHARACTERS = 200
_UNAUTHORIZED_HERE = "401 Unauthorized"
"""`Wrong response from the webhook: 401 Unauthorized`"""
# Named, because by default Telegram leaves out reactions. Of other kinds, Kanaal would only keep the raw update.
_UPDATES = (
    "message",
    "edited_message",
    "business_connection",
    "business_message",
    "edited_business_message",
    "deleted_business_messages",
    "message_reaction",
    "message_reaction_count",
    "callback_query",
    "poll_answer",
    "my_chat_member",
)
_CHANNEL_POSTS = ("channel_post", "edited_channel_post")
_UNAUTHORIZED = PermanentFailure(
    "bot_unauthorized", "Telegram does not accept the bot's token. Enter the one that @BotFather shows now."
)
_UNREADABLE = TemporaryFailure("unreadable", "What responded is not Telegram's API, or the response was incomplete.")
_ANOTHER_READER = (
    "Another program fetches this bot's updates, or sets its webhook: each update reaches only one of them. Stop the "
    "other one."
)


class TelegramConnector:
    def __init__(self, http: HttpPoster) -> None:
        self._api = BotApi(http)

    def identify(self, access: Access) -> Identity | Failure:
        answer = self._call(access, "getMe")
        if not isinstance(answer, Answer):
            return answer
        bot = answer.result if isinstance(answer.result, dict) else {}
        username, first_name = _to_be_seen(bot.get("username")), _to_be_seen(bot.get("first_name"))
        handle = f"@{username}" if username else None
        name = first_name or handle
        return Identity(name, handle) if name else _UNREADABLE

    def subscribe(self, access: Access, subscription: Subscription) -> Failure | None:
        wanted = {
            "url": subscription.url,
            "secret_token": subscription.secret,
            "allowed_updates": allowed_updates(subscription.settings),
        }
        return self._do(access, "setWebhook", wanted)

    def unsubscribe(self, access: Access) -> Failure | None:
        """Updates that are waiting stay at Telegram, for a day."""
        return self._do(access, "deleteWebhook")

    def present(self, access: Access, settings: ServiceSettings) -> Failure | None:
        commands = commands_in(str(settings.get("commands", "")))
        return self._do(access, "setMyCommands", {"commands": commands}) if commands else None

    def report(self, access: Access, subscription: Subscription, *, wanted: bool) -> ServiceReport | Failure:
        answer = self._call(access, "getWebhookInfo")
        if not isinstance(answer, Answer):
            return answer
        if not isinstance(answer.result, dict):
            return _UNREADABLE
        return _report(answer.result, subscription, wanted=wanted)

    def fetch(self, access: Access, settings: ServiceSettings, after: int, seconds: int) -> list[Polled] | Failure:
        wanted = {"timeout": seconds, "limit": _AT_ONCE, "allowed_updates": allowed_updates(settings)}
        answer = self._call(access, "getUpdates", wanted | ({"offset": after + 1} if after else {}))
        if not isinstance(answer, Answer):
            return answer
        updates = answer.result if isinstance(answer.result, list) else []
        return [
            Polled(update["update_id"], _as_delivered(update))
            for update in updates
            if isinstance(update, dict) and type(update.get("update_id")) is int
        ]

    def headers(self, secret: str) -> Mapping[str, str]:
        return {SECRET_HEADER: secret}

    def _do(self, access: Access, method: str, parameters: Json | None = None) -> Failure | None:
        answer = self._call(access, method, parameters)
        return None if isinstance(answer, Answer) else answer

    def _call(self, access: Access, method: str, parameters: Json | None = None) -> Answer | Failure:
        """An answer that is ok; or why there is none."""
        answer = self._api.call(access, Step(method, parameters or {}), repeatable=True)
        return answer if not isinstance(answer, Answer) or answer.is_ok else _failure(answer)


def _to_be_seen(name: Any) -> str | None:
    """As long as names that administrators give, on one line, without characters that nobody sees."""
    return visible(excerpt(storable(name), _NAME)) if isinstance(name, str) else None


def _as_delivered(update: Json) -> bytes:
    """As compact as Telegram would deliver it: the webhook limits the bytes of a body."""
    return storable(json.dumps(update, ensure_ascii=False, separators=(",", ":"))).encode()


def allowed_updates(settings: ServiceSettings) -> list[str]:
    return [*_UPDATES, *(_CHANNEL_POSTS if settings.get("channel_posts") else ())]


def _failure(answer: Answer) -> Failure:
    if not answer.is_readable:
        return _UNREADABLE
    if answer.status in {401, 404}:
        return _UNAUTHORIZED
    if answer.status == 409:
        return PermanentFailure("another_reader", _ANOTHER_READER)
    if answer.status == 429:
        return TemporaryFailure("busy", "Telegram asks to wait before the next call.", answer.retry_after)
    if 400 <= answer.status < 500:
        return PermanentFailure("rejected", f"Telegram rejected the call: {answer.said}")
    return TemporaryFailure(f"status_{answer.status}", f"Telegram responded with status {answer.status}.")


def _report(info: dict[str, Any], subscription: Subscription, *, wanted: bool) -> ServiceReport:
    url, waiting = info.get("url"), info.get("pending_update_count")
    here = url == subscription.url
    if wanted:
        problem = _missing(info, subscription.settings) if here else _place(url)
    else:
        problem = _place(url) if url else None
    return ServiceReport(here, problem, waiting if isinstance(waiting, int) else None, _last_error(info))


def _place(url: Any) -> str:
    """Without the URL itself: another program's may contain a secret."""
    if not isinstance(url, str) or not url:
        return "Telegram delivers this bot's updates nowhere."
    host = None
    with suppress(ValueError):
        host = urlsplit(url).hostname
    return f"Telegram delivers this bot's updates to {excerpt(storable(host or 'an unknown host'), 100)}."


def _missing(info: dict[str, Any], settings: ServiceSettings) -> str | None:
    allowed = info.get("allowed_updates")
    missing = [kind for kind in allowed_updates(settings) if kind not in (allowed if isinstance(allowed, list) else ())]
    return f"Telegram does not deliver these kinds of updates: {', '.join(missing)}." if missing else None


def _last_error(info: dict[str, Any]) -> LastError | None:
    reason, at = info.get("last_error_message"), info.get("last_error_date")
    if not isinstance(reason, str) or not isinstance(at, int):
        return None
    try:
        moment = datetime.fromtimestamp(at, UTC)
    except (OverflowError, ValueError, OSError):
        return None
    said = excerpt(storable(reason), _SAID_CHARACTERS)
    return LastError(to_text(moment), said, is_unauthorized=_UNAUTHORIZED_HERE in said)
