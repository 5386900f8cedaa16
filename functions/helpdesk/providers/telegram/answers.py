"""What Telegram answers when a message is sent, as an outcome (core.telegram.org/bots/api#making-requests). Pure."""

from collections.abc import Mapping
from dataclasses import field
from typing import Any

from helpdesk.messaging.outcomes import MAYBE_SENT, Outcome, PermanentFailure, Sent, TemporaryFailure
from helpdesk.platform.frozen import frozen

_LONGEST_PAUSE = 24 * 60 * 60
_BLOCKED = 403
_REASONS = {
    401: ("bot_unauthorized", "Telegram no longer accepts the bot's token. Ask an administrator to replace it."),
    _BLOCKED: ("blocked", "The customer has blocked the bot, or removed it from the chat."),
    404: ("bot_unauthorized", "Telegram does not know the bot's token. Ask an administrator to replace it."),
}
_UNREADABLE = PermanentFailure(
    MAYBE_SENT,
    "Telegram's response could not be read: the message may have arrived. Check before you send it again.",
    is_of_receiver=True,
)
_NOT_MODIFIED = "message is not modified"
"""An edit that changes nothing is a failure for Telegram, not for the agent."""


@frozen
class Answer:
    status: int
    is_readable: bool = False
    """Whether Telegram's API answered, not something between it and the desk, and the whole answer arrived."""
    is_ok: bool = False
    result: Any = None
    """Of a call that succeeded. Of any type: nothing checked it."""
    said: str = ""
    """Why Telegram rejected the call, in its own words: one line, without the bot's token."""
    parameters: Mapping[str, Any] = field(default_factory=dict)

    @property
    def retry_after(self) -> int | None:
        """Seconds, at most a day."""
        asked = self._number("retry_after", above=0)
        return None if asked is None else min(asked, _LONGEST_PAUSE)

    @property
    def moved_to(self) -> int | None:
        """The chat that this group has become."""
        return self._number("migrate_to_chat_id")

    def _number(self, name: str, above: int | None = None) -> int | None:
        found = self.parameters.get(name)
        return found if type(found) is int and (above is None or found > above) else None


def outcome(answer: Answer) -> Outcome:
    if answer.is_ok:
        return Sent.as_messages(_message_ids(answer.result))
    if not answer.is_readable and not 400 <= answer.status < 500:
        return _UNREADABLE  # not from Telegram's API itself, or incomplete: the result is not known
    if answer.status == 429 or answer.status >= 500:
        reason = f"Telegram responded with status {answer.status}."
        is_of_receiver = answer.status >= 500 or answer.retry_after is None
        return TemporaryFailure(f"status_{answer.status}", reason, answer.retry_after, is_of_receiver=is_of_receiver)
    if answer.status == 400 and _NOT_MODIFIED in answer.said:
        return Sent(None)
    rejected = (f"status_{answer.status}", f"Telegram rejected the message: {answer.said}")
    return PermanentFailure(*_REASONS.get(answer.status, rejected), is_of_conversation=answer.status == _BLOCKED)


def _message_ids(result: Any) -> list[str]:
    """Of one message, or of an album. Calls that send nothing have none."""
    try:
        return [str(int(each["message_id"])) for each in (result if isinstance(result, list) else [result])]
    except (KeyError, TypeError, ValueError, OverflowError):
        return []  # the message was sent anyway
