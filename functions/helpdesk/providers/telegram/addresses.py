"""How a thread key names a chat, for both directions; and who wrote. Pure."""

from typing import Any

from helpdesk.messaging.messages import Json, Sender
from helpdesk.platform.text import storable
from helpdesk.providers.telegram.values import integer, name_of

DIRECT = "direct-"
"""Prefix of a topic of direct messages to a channel."""
_CONNECTION = 256


def place_of(thread_key: str) -> dict[str, Any]:
    """The parameters that name the chat, its topic and the business connection."""
    chat, _, rest = thread_key.partition("/")
    topic, _, business = rest.partition("/")
    place: dict[str, Any] = {"chat_id": int(chat)}
    if topic.startswith(DIRECT):
        place["direct_messages_topic_id"] = int(topic.removeprefix(DIRECT))
    elif topic:
        place["message_thread_id"] = int(topic)
    if business:
        place["business_connection_id"] = business
    return place


def moved(thread_key: str, chat_id: int) -> str:
    """The same place in the chat that this one has become."""
    _, *rest = thread_key.split("/", 1)
    return "/".join([str(chat_id), *rest])


def thread_key(message: Json) -> str:
    """`chat`, `chat/topic` or `chat/topic/business connection`; the address of a reply. A topic of direct messages to
    a channel is written `direct-7`."""
    topic = str(integer(message["message_thread_id"])) if message.get("is_topic_message") else ""
    if "direct_messages_topic" in message:
        topic = DIRECT + str(integer(message["direct_messages_topic"]["topic_id"]))
    connection = storable(str(message.get("business_connection_id") or ""))
    if len(connection) > _CONNECTION:
        raise ValueError("the name of the business connection is too long")
    parts = [str(integer(message["chat"]["id"])), topic, connection]
    return "/".join(parts).rstrip("/")


def message_key(message: Json) -> str:
    """Message numbers are not unique across topics and business connections, so the thread is part of the key. All
    members of an album have the same."""
    if number := album_of(message):
        return f"{thread_key(message)}/album/{number}"
    return f"{thread_key(message)}/{integer(message['message_id'])}"


def album_of(message: Json) -> str | None:
    number = message.get("media_group_id")
    if not number or integer(message["message_id"]) <= 0:
        return None
    if not isinstance(number, str) or len(number) > _CONNECTION:
        raise ValueError("not the id of an album")
    return storable(number)


def sender_of(message: Json) -> Sender:
    """Who writes as a group or a channel has one account of Telegram as a stand-in in `from`, for all of them."""
    return person(message.get("sender_chat") or message.get("from") or message["chat"])


def person(somebody: Json) -> Sender:
    """A user, or a chat."""
    return Sender(identifier=str(integer(somebody["id"])), name=name_of(somebody))
