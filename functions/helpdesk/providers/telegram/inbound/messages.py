"""Messages and posts, new and edited (core.telegram.org/bots/api#message). Pure."""

from dataclasses import replace

from helpdesk.messaging.messages import (
    ContentKind,
    InboundBatch,
    InboundMessage,
    InboundNotice,
    InboundPosition,
    Json,
)
from helpdesk.providers.telegram.addresses import album_of, message_key, sender_of, thread_key
from helpdesk.providers.telegram.inbound import kinds
from helpdesk.providers.telegram.inbound.content import content_label, content_of
from helpdesk.providers.telegram.inbound.media import NO_END
from helpdesk.providers.telegram.inbound.updates import Update, moment
from helpdesk.providers.telegram.values import degrees, integer, name_of, number


def new(update: Update) -> InboundBatch:
    return _batch(update, edited=False)


def edited(update: Update) -> InboundBatch:
    return _batch(update, edited=True)


def _batch(update: Update, *, edited: bool) -> InboundBatch:
    message = update.content
    if "sender_business_bot" in message:
        return update.kept("sent by the desk itself, or another bot, for the account's owner")
    if edited and "location" in message:
        return InboundBatch(positions=(_position(update, message),))
    if notice := _notice(update, message, edited=edited):
        return InboundBatch(notices=(notice,))
    inbound = _message(update, message, edited=edited)
    if _is_from_our_side(update.kind, message):
        # The desk has nothing to answer: without a conversation, there is nobody who asked.
        inbound = replace(
            inbound, is_from_our_side=True, kept_instead=update.unhandled("written by the account's owner")
        )
    return InboundBatch(messages=(inbound,))


def _is_from_our_side(kind: str, message: Json) -> bool:
    """A business connection delivers both sides: in a private chat, the customer is the person whom the chat is named
    after. In the direct messages of a channel, its administrators write as the channel."""
    chat, person = message["chat"], message.get("from") or {}
    if "direct_messages_topic" in message:
        return "sender_chat" in message
    return "business" in kind and chat.get("type") == "private" and person.get("id") not in {None, chat["id"]}


def _position(update: Update, message: Json) -> InboundPosition:
    """Without a period, the location is no longer shared."""
    place, at = message["location"], moment(message.get("edit_date") or message["date"])
    period, until = number(place.get("live_period") or 0), at
    if period:
        until = moment(integer(message["date"]) + period)
    return InboundPosition(
        refers_to_key=message_key(message),
        latitude=degrees(place["latitude"], 90),
        longitude=degrees(place["longitude"], 180),
        at=at,
        until=None if period == NO_END else until,
        kept_instead=update.unhandled("a position of a live location that is not known"),
    )


def _notice(update: Update, message: Json, *, edited: bool) -> InboundNotice | None:
    """What no person wrote: service messages, bots, posts of a channel that Telegram copies into its group."""
    text = kinds.service_text(message) or _by_a_program(message)
    if text is None:
        return None
    thread, moved_to = thread_key(message), None
    key = _key(update, message, edited=edited)
    if "migrate_to_chat_id" in message:
        moved_to = str(integer(message["migrate_to_chat_id"]))
    elif "migrate_from_chat_id" in message:
        thread, moved_to = str(integer(message["migrate_from_chat_id"])), thread
    if moved_to:
        key = f"{thread}/moved/{moved_to}"  # both chats say it
    return update.report(key, thread, text, moved_to=moved_to)


def _by_a_program(message: Json) -> str | None:
    bot = message.get("from") or {}
    if message.get("is_automatic_forward"):
        author = f"Post of {name_of(message.get('sender_chat')) or 'a channel'}"
    # Whoever writes as a group or a channel has a bot as a stand-in.
    elif bot.get("is_bot") is True and "sender_chat" not in message:
        author = name_of(bot) or "A bot"
    else:
        return None
    written = str(message.get("text") or message.get("caption") or content_label(message) or "")
    return f"{author}: {written}"


def _key(update: Update, message: Json, *, edited: bool) -> str:
    key = message_key(message) if integer(message["message_id"]) else f"update/{update.id}"
    return f"{key}/edit/{update.id}" if edited else key


def _message(update: Update, message: Json, *, edited: bool) -> InboundMessage:
    external_id = str(integer(message["message_id"]))
    content = content_of(message, update.account.id)
    album = None if edited else album_of(message)
    raw = None if content.is_whole else update.beside_album() if album else update.beside(content)
    replied_to = message.get("reply_to_message")
    return InboundMessage(
        key=_key(update, message, edited=edited),
        thread_key=thread_key(message),
        sender=replace(sender_of(message), phone=content.phone),
        kind=ContentKind.EDITED if edited else content.kind,
        text=content.text,
        rich_text=content.rich_text,
        label=content.label,
        parts=content.parts,
        external_id=external_id,
        sent_at=moment(message.get("edit_date") or message["date"]),
        refers_to_external_id=external_id if edited else None,
        refers_to_key=message_key(message) if edited else None,
        reply_to_external_id=str(integer(replied_to["message_id"])) if replied_to else None,
        # Telegram leaves out what names the topic or the connection of the message that is answered.
        reply_to_key=message_key(_in_thread_of(message, replied_to)) if replied_to else None,
        raw=raw,
        content_digest=content.digest,
        album=external_id if album else None,
    )


def _in_thread_of(message: Json, other: Json) -> Json:
    names = ("chat", "is_topic_message", "message_thread_id", "direct_messages_topic", "business_connection_id")
    return {name: message[name] for name in names if name in message} | {
        name: other[name] for name in ("message_id", "media_group_id") if name in other
    }
