"""Responses of the Bot API as outcomes (core.telegram.org/bots/api#making-requests)."""

import json
from typing import Any

from helpdesk.messaging.outcomes import Outcome, PermanentFailure, Sent, TemporaryFailure
from helpdesk.platform.outbound_http import HttpResponse
from helpdesk.platform.text import storable

_REASONS = {
    401: ("bot_unauthorized", "Telegram no longer accepts the bot's token. Ask an administrator to replace it."),
    403: ("blocked", "The customer has blocked the bot, or removed it from the chat."),
    404: ("bot_unauthorized", "Telegram does not know the bot's token. Ask an administrator to replace it."),
}
_UNREADABLE = PermanentFailure(
    "maybe_sent",
    "Telegram's response could not be read: the message may have arrived. Check before you send it again.",
)
_NOT_MODIFIED = "message is not modified"
"""An edit that changes nothing is a failure for Telegram, not for the agent."""


def outcome(response: HttpResponse) -> Outcome:
    try:
        parsed = json.loads(response.body)
        if parsed["ok"]:
            return Sent.as_messages(_message_ids(parsed))
        said = description(response)
        retry_after = (parsed.get("parameters") or {}).get("retry_after")
    except (ValueError, KeyError, TypeError, AttributeError, OverflowError, RecursionError):
        if response.status != 429 and not 400 <= response.status < 500:
            return _UNREADABLE  # not from Telegram's API itself, or incomplete: the result is not known
        said, retry_after = "", None
    return _failure(response.status, said, retry_after if isinstance(retry_after, int) else None)


def _failure(status: int, said: str, retry_after: int | None) -> Outcome:
    if status == 429 or status >= 500:
        return TemporaryFailure(f"status_{status}", f"Telegram responded with status {status}.", retry_after)
    if status == 400 and _NOT_MODIFIED in said:
        return Sent(None)
    code, reason = _REASONS.get(status, (f"status_{status}", f"Telegram rejected the message: {said}"))
    return PermanentFailure(code, reason)


def description(response: HttpResponse) -> str:
    """Why Telegram rejected the call, in its own words."""
    found = _at(response, "description")
    return storable(found)[:200] if isinstance(found, str) else ""


def moved_to(response: HttpResponse) -> int | None:
    """The chat that this group has become."""
    chat = _at(response, "parameters", "migrate_to_chat_id")
    return chat if isinstance(chat, int) else None


def _at(response: HttpResponse, *path: str) -> Any:
    try:
        found = json.loads(response.body)
        for name in path:
            found = found[name]
    except (ValueError, KeyError, TypeError, RecursionError):
        return None
    return found


def _message_ids(parsed: dict[str, Any]) -> list[str]:
    """Of one message, or of an album. Calls that send nothing have none."""
    result: Any = parsed.get("result")
    try:
        return [str(int(each["message_id"])) for each in (result if isinstance(result, list) else [result])]
    except (KeyError, TypeError, ValueError, OverflowError):
        return []  # the message was sent anyway
