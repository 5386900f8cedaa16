"""Telegram's updates, exactly as Telegram sends them (Bot API 10.3; core.telegram.org/bots/api#update). Pure.

It reads only what is used, and requires nothing that Telegram does not guarantee: the fields change every few
months. What a message says beyond that is kept raw.
"""

import hmac
import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime

from helpdesk.messaging.messages import (
    ContentKind,
    InboundBatch,
    InboundMessage,
    InboundNotice,
    Json,
    Sender,
    UnhandledUpdate,
)
from helpdesk.platform.clock import to_text
from helpdesk.platform.ids import digest
from helpdesk.platform.text import cut, shortened, storable
from helpdesk.providers.models import AccountContext
from helpdesk.providers.telegram import kinds
from helpdesk.providers.telegram.addresses import DIRECT
from helpdesk.providers.telegram.content import Content, content_of

SECRET_HEADER = "x-telegram-bot-api-secret-token"  # noqa: S105 - the header's name
_RAW_BYTES = 300_000  # an item holds 400 KB; only bytes that are not UTF-8 grow beyond the body limit
_CONNECTION = 256
_NEW = ("message", "business_message")
_EDITED = ("edited_message", "edited_business_message")
_ITEM_BYTES = 380_000
_NOTICE = 1000
_NOTICE_BYTES = 190_000  # it is stored as JSON text, where each quote takes two bytes


def is_genuine(headers: Mapping[str, str], body: bytes, secrets: Sequence[str], now: datetime) -> bool:
    """Telegram sends the secret that was given to `setWebhook` in a header; compared in constant time with every live
    one."""
    offered = headers.get(SECRET_HEADER, "").encode("utf-8", "surrogatepass")
    genuine = False
    for secret in secrets:
        genuine |= hmac.compare_digest(secret.encode(), offered)
    return genuine


def parse(body: bytes, account: AccountContext) -> InboundBatch:
    """Never raises: an update that cannot be processed is kept, because Telegram would retry a rejected update for a
    day."""
    raw = cut(storable(body.decode("utf-8", "replace")), _RAW_BYTES)
    try:
        return _parse(json.loads(body), raw, account)
    except Exception as error:  # noqa: BLE001 - no message may be lost because of its format
        reason = f"not understood: {type(error).__name__}"
        return InboundBatch(unhandled=(UnhandledUpdate(f"raw:{digest(raw)}", reason, raw),))


def _parse(update: Json, raw: str, account: AccountContext) -> InboundBatch:
    for name in (*_NEW, *_EDITED):
        if name in update:
            message = update[name]
            if _is_the_owners_own(name, message):
                return _without_use(update, "written by the account's owner", raw)
            if name in _EDITED and "location" in message:
                return _without_use(update, "a position of a live location", raw)
            if notice := _notice(update, message, raw, edited=name in _EDITED):
                return InboundBatch(notices=(notice,))
            return InboundBatch(messages=(_message(update, message, raw, account, edited=name in _EDITED),))
    others = sorted(set(update) - {"update_id"}) or ["nothing"]
    return _without_use(update, f"no message: {storable(others[0])[:64]}", raw)


def _without_use(update: Json, reason: str, raw: str) -> InboundBatch:
    key = f"update:{int(update['update_id'])}:{digest(raw)}"
    return InboundBatch(unhandled=(UnhandledUpdate(key, reason, raw, understood=True),))


def _is_the_owners_own(name: str, message: Json) -> bool:
    """A business connection delivers both sides: in a private chat, the customer is the person whom the chat is named
    after. In the direct messages of a channel, its administrators write as the channel."""
    chat, person = message["chat"], message.get("from") or {}
    if "direct_messages_topic" in message:
        return "sender_chat" in message
    return "business" in name and chat.get("type") == "private" and person.get("id") not in {None, chat["id"]}


def _notice(update: Json, message: Json, raw: str, *, edited: bool) -> InboundNotice | None:
    """What no person wrote: service messages, bots, posts of a channel that Telegram copies into its group."""
    text = kinds.service_text(message) or _by_a_program(message)
    if text is None:
        return None
    thread_key, moved_to = _thread_key(message), None
    key = _key(update, message, edited=edited)
    if "migrate_to_chat_id" in message:
        moved_to = str(int(message["migrate_to_chat_id"]))
    elif "migrate_from_chat_id" in message:
        thread_key, moved_to = str(int(message["migrate_from_chat_id"])), thread_key
    if moved_to:
        key = f"{thread_key}/moved/{moved_to}"  # both chats say it
    return InboundNotice(key, thread_key, text, cut(raw, _NOTICE_BYTES), moved_to)


def _by_a_program(message: Json) -> str | None:
    bot = message.get("from") or {}
    if message.get("is_automatic_forward"):
        author = f"Post of {kinds.name_of(message.get('sender_chat')) or 'a channel'}"
    # Whoever writes as a group or a channel has a bot as a stand-in.
    elif bot.get("is_bot") is True and "sender_chat" not in message:
        author = kinds.name_of(bot) or "A bot"
    else:
        return None
    written = str(message.get("text") or message.get("caption") or kinds.content_label(message) or "")
    return shortened(storable(f"{author}: {written}"), _NOTICE)


def _key(update: Json, message: Json, *, edited: bool) -> str:
    """Message numbers are not unique across topics and business connections, so the thread is part of the key."""
    external_id = str(int(message["message_id"]))
    key = f"{_thread_key(message)}/{external_id}" if external_id != "0" else f"update/{int(update['update_id'])}"
    return f"{key}/edit/{int(update['update_id'])}" if edited else key


def _message(update: Json, message: Json, raw: str, account: AccountContext, *, edited: bool) -> InboundMessage:
    external_id, thread_key = str(int(message["message_id"])), _thread_key(message)
    content = content_of(message, account.id)
    replied_to = message.get("reply_to_message")
    reply_to = str(int(replied_to["message_id"])) if replied_to else None
    return InboundMessage(
        key=_key(update, message, edited=edited),
        thread_key=thread_key,
        sender=replace(_sender(message), phone=content.phone),
        kind=ContentKind.EDITED if edited else content.kind,
        text=content.text,
        rich_text=content.rich_text,
        label=content.label,
        parts=content.parts,
        external_id=external_id,
        sent_at=to_text(datetime.fromtimestamp(int(message.get("edit_date") or message["date"]), UTC)),
        refers_to_external_id=external_id if edited else None,
        refers_to_key=f"{thread_key}/{external_id}" if edited else None,
        reply_to_external_id=reply_to,
        reply_to_key=f"{thread_key}/{reply_to}" if reply_to else None,
        raw=None if content.is_whole else _kept(raw, content),
        content_digest=content.digest,
    )


def _kept(raw: str, content: Content) -> str:
    """Only content that is far beyond Telegram's limits leaves too little room for it."""
    shown = f"{content.text}{content.rich_text or ''}{json.dumps(content.parts)}"
    return cut(raw, max(_ITEM_BYTES - len(shown.encode()), 0))


def _thread_key(message: Json) -> str:
    """`chat`, `chat/topic` or `chat/topic/business connection`; the address of a reply. A topic of direct messages to
    a channel is written `direct-7`."""
    topic = str(int(message["message_thread_id"])) if message.get("is_topic_message") else ""
    if "direct_messages_topic" in message:
        topic = DIRECT + str(int(message["direct_messages_topic"]["topic_id"]))
    connection = storable(str(message.get("business_connection_id") or ""))
    if len(connection) > _CONNECTION:
        raise ValueError("the name of the business connection is too long")
    parts = [str(int(message["chat"]["id"])), topic, connection]
    return "/".join(parts).rstrip("/")


def _sender(message: Json) -> Sender:
    """Who writes as a group or a channel has one account of Telegram as a stand-in in `from`, for all of them."""
    sender = message.get("sender_chat") or message.get("from") or message["chat"]
    return Sender(identifier=str(int(sender["id"])), name=kinds.name_of(sender))
