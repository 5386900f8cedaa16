"""How a thread key names a chat, for both directions. Pure."""

from typing import Any

DIRECT = "direct-"
"""Prefix of a topic of direct messages to a channel."""


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
