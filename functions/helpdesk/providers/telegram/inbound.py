"""Telegram's updates, exactly as Telegram sends them (Bot API 10.3; core.telegram.org/bots/api#update). Pure.

It reads only what is used, and requires nothing that Telegram does not guarantee: the fields change every few
months.
"""

import hmac
import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from helpdesk.messaging.messages import ContentKind, InboundBatch, InboundMessage, Json, Sender, UnhandledUpdate
from helpdesk.platform.clock import to_text
from helpdesk.platform.ids import digest
from helpdesk.platform.text import cut, storable

SECRET_HEADER = "x-telegram-bot-api-secret-token"  # noqa: S105 - the header's name
_CAPTION = 4096  # four times Telegram's limit: the raw update must fit into one item with it
_RAW_BYTES = 300_000  # an item holds 400 KB; only bytes that are not UTF-8 grow beyond the body limit
_CONNECTION = 256
_NEW = ("message", "business_message")
_EDITED = ("edited_message", "edited_business_message")


def is_genuine(headers: Mapping[str, str], body: bytes, secrets: Sequence[str], now: datetime) -> bool:
    """Telegram sends the secret that was given to `setWebhook` in a header; compared in constant time with every live
    one."""
    offered = headers.get(SECRET_HEADER, "").encode("utf-8", "surrogatepass")
    genuine = False
    for secret in secrets:
        genuine |= hmac.compare_digest(secret.encode(), offered)
    return genuine


def parse(body: bytes, app_id: str | None) -> InboundBatch:
    """Never raises: an update that cannot be processed is kept, because Telegram would retry a rejected update for a
    day."""
    raw = cut(storable(body.decode("utf-8", "replace")), _RAW_BYTES)
    try:
        return _parse(json.loads(body), raw)
    except Exception as error:  # noqa: BLE001 - no message may be lost because of its format
        reason = f"not understood: {type(error).__name__}"
        return InboundBatch(unhandled=(UnhandledUpdate(f"raw:{digest(raw)}", reason, raw),))


def _parse(update: Json, raw: str) -> InboundBatch:
    for name in (*_NEW, *_EDITED):
        if name in update:
            if _is_the_owners_own(name, update[name]):
                return _without_use(update, "written by the account's owner", raw)
            return InboundBatch(messages=(_message(update, update[name], raw, edited=name in _EDITED),))
    kinds = sorted(set(update) - {"update_id"}) or ["nothing"]
    return _without_use(update, f"no message: {storable(kinds[0])[:64]}", raw)


def _without_use(update: Json, reason: str, raw: str) -> InboundBatch:
    key = f"update:{int(update['update_id'])}:{digest(raw)}"
    return InboundBatch(unhandled=(UnhandledUpdate(key, reason, raw, understood=True),))


def _is_the_owners_own(name: str, message: Json) -> bool:
    """A business connection delivers both sides: in a private chat, the customer is the person whom the chat is named
    after."""
    chat, person = message["chat"], message.get("from") or {}
    return "business" in name and chat.get("type") == "private" and person.get("id") not in {None, chat["id"]}


def _message(update: Json, message: Json, raw: str, *, edited: bool) -> InboundMessage:
    chat = message["chat"]
    external_id = str(int(message["message_id"]))
    thread_key = _thread_key(message, chat)
    # Message numbers are not unique across topics and business connections, so the thread is part of the key.
    key = f"{thread_key}/{external_id}" if external_id != "0" else f"update/{int(update['update_id'])}"
    if edited:
        key += f"/edit/{int(update['update_id'])}"
    text = message.get("text")
    kind = ContentKind.TEXT if isinstance(text, str) else ContentKind.UNSUPPORTED
    if edited:
        kind = ContentKind.EDITED
    replied_to = message.get("reply_to_message")
    return InboundMessage(
        key=key,
        thread_key=thread_key,
        sender=_sender(message, chat),
        kind=kind,
        text=storable(text if isinstance(text, str) else str(message.get("caption") or "")[:_CAPTION]),
        external_id=external_id,
        sent_at=to_text(datetime.fromtimestamp(int(message.get("edit_date") or message["date"]), UTC)),
        refers_to_external_id=external_id if edited else None,
        reply_to_external_id=str(int(replied_to["message_id"])) if replied_to else None,
        raw=None if isinstance(text, str) else raw,
    )


def _thread_key(message: Json, chat: Json) -> str:
    """`chat`, `chat/topic` or `chat/topic/business connection`; the address of a reply."""
    topic = str(int(message["message_thread_id"])) if message.get("is_topic_message") else ""
    connection = storable(str(message.get("business_connection_id") or ""))
    if len(connection) > _CONNECTION:
        raise ValueError("the name of the business connection is too long")
    parts = [str(int(chat["id"])), topic, connection]
    return "/".join(parts).rstrip("/")


def _sender(message: Json, chat: Json) -> Sender:
    person = message.get("from") or message.get("sender_chat") or chat
    names = (person.get("first_name"), person.get("last_name"))
    name = " ".join(str(part) for part in names if part) or person.get("title") or person.get("username")
    return Sender(identifier=str(int(person["id"])), name=storable(str(name))[:256] if name else None)
