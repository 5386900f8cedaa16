"""A press of one of our buttons is an answer of the customer (core.telegram.org/bots/api#callbackquery). Pure."""

import re

from helpdesk.messaging.messages import Choice, ContentKind, InboundBatch, InboundMessage, Json
from helpdesk.platform.text import storable, visible
from helpdesk.providers.telegram.addresses import person, thread_key
from helpdesk.providers.telegram.inbound.updates import Update
from helpdesk.providers.telegram.values import identifier, integer, words

_RAW = 100_000
_CHOICE = re.compile("(msg_[a-z2-7]{26}_[1-9][0-9]{0,4}_[1-9][0-9]{0,9})/([0-9]{1,4})")
"""As `keyboards` writes it."""


def pressed(update: Update) -> InboundBatch:
    query = update.content
    message, data = query.get("message"), query.get("data")
    if not isinstance(message, dict) or data is None:
        return update.kept("a press of a button that is in no chat, or starts a game")
    value, press = words(data), identifier(query["id"])
    label, buttons = _label(message, value), str(integer(message["message_id"]))
    chosen = _CHOICE.fullmatch(value)
    answer = InboundMessage(
        key=f"callback/{press}",
        thread_key=thread_key(message),
        sender=person(query["from"]),
        kind=ContentKind.TEXT,
        text=label or value,
        # A press has no id in the chat: who answers it, answers the message with the buttons.
        external_id=buttons,
        reply_to_external_id=buttons,
        raw=None if label in {None, value} or chosen else update.raw[:_RAW],
        acknowledge=press,
        choice=Choice(chosen[1], int(chosen[2])) if chosen else None,
    )
    return InboundBatch(messages=(answer,))


def _label(message: Json, value: str) -> str | None:
    """The message may be too old: then Telegram does not send it."""
    rows = (message.get("reply_markup") or {}).get("inline_keyboard") or []
    texts = (button.get("text") for row in rows for button in row if button.get("callback_data") == value)
    return next((storable(text) for text in texts if isinstance(text, str) and visible(text)), None)
