"""What a Telegram message is, in words: whose it is, or what happened that nobody wrote (Bot API 10.3;
core.telegram.org/bots/api#message). Pure."""

from collections.abc import Callable, Mapping
from typing import Any

from helpdesk.messaging.messages import Json
from helpdesk.platform.text import excerpt, shortened, storable, visible
from helpdesk.providers.telegram.inbound.money import money
from helpdesk.providers.telegram.values import MALFORMED, integer, name_of

_SAID = 300
_QUOTED = 1200


def named(content: Any, *fields: str, default: str) -> str:
    """The first of these fields that says something."""
    for field in fields:
        value = content.get(field) if isinstance(content, dict) else None
        if isinstance(value, str) and visible(value):
            return value
    return default


def _amount(payment: Any) -> str:
    try:
        return f": {money(payment['total_amount'], payment['currency'])}"
    except MALFORMED:
        return ""


Label = str | Callable[[Any], str]
"""A few words, or what says them from the content."""

_SERVICE: Mapping[str, Label] = {
    "boost_added": "The chat was boosted",
    "channel_chat_created": "The channel was created",
    "chat_background_set": "The chat has a new background",
    "chat_owner_changed": "The chat has a new owner",
    "chat_owner_left": "The owner left the chat",
    "checklist_tasks_added": "Tasks were added to a checklist",
    "checklist_tasks_done": "Tasks of a checklist were changed",
    "community_chat_added": "The chat was added to a community",
    "community_chat_joined": "The community was joined",
    "community_chat_removed": "The chat was removed from a community",
    "connected_website": lambda content: f"Logged in to {content}",
    "delete_chat_photo": "The photo of the chat was deleted",
    "direct_message_price_changed": "The price of messages was changed",
    "forum_topic_closed": "The topic was closed",
    "forum_topic_created": lambda content: f"The topic was created: {named(content, 'name', default='…')}",
    "forum_topic_edited": lambda content: f"The topic was changed: {named(content, 'name', default='…')}",
    "forum_topic_reopened": "The topic was opened again",
    "general_forum_topic_hidden": "The general topic was hidden",
    "general_forum_topic_unhidden": "The general topic is shown again",
    "gift": "A gift was sent",
    "gift_upgrade_sent": "A gift was upgraded",
    "giveaway_completed": "A giveaway ended",
    "giveaway_created": "A giveaway was started",
    "group_chat_created": "The group was created",
    "left_chat_member": lambda content: f"{name_of(content) or 'Somebody'} left the chat",
    "managed_bot_created": "A bot was created",
    "message_auto_delete_timer_changed": lambda content: (
        f"Messages are now deleted after {integer(content['message_auto_delete_time'])} seconds"
        if content.get("message_auto_delete_time")
        else "Messages are no longer deleted automatically"
    ),
    "migrate_from_chat_id": "The group became a supergroup",
    "migrate_to_chat_id": "The group became a supergroup",
    "new_chat_members": lambda content: (
        f"{', '.join(name_of(person) or 'Somebody' for person in content)} joined the chat"
    ),
    "new_chat_photo": "The chat has a new photo",
    "new_chat_title": lambda content: f"The chat is now called {content}",
    "paid_message_price_changed": "The price of messages was changed",
    "pinned_message": lambda content: f"A message was pinned: {named(content, 'text', 'caption', default='…')}",
    "poll_option_added": "An answer was added to a poll",
    "poll_option_deleted": "An answer was removed from a poll",
    "proximity_alert_triggered": "Somebody is close to a shared location",
    "refunded_payment": lambda content: f"A payment was refunded{_amount(content)}",
    "successful_payment": lambda content: f"A payment was made{_amount(content)}",
    "suggested_post_approval_failed": "A suggested post could not be approved",
    "suggested_post_approved": "A suggested post was approved",
    "suggested_post_declined": "A suggested post was declined",
    "suggested_post_paid": "A suggested post was paid",
    "suggested_post_refunded": "A suggested post was refunded",
    "supergroup_chat_created": "The supergroup was created",
    "unique_gift": "A gift was sent",
    "video_chat_ended": "The video chat ended",
    "video_chat_participants_invited": "People were invited to the video chat",
    "video_chat_scheduled": "A video chat was scheduled",
    "video_chat_started": "The video chat started",
    "write_access_allowed": "The bot was allowed to write",
}


def service_text(message: Json) -> str | None:
    """What happened, if this is a service message: nobody wrote it."""
    for key, label in _SERVICE.items():
        if key in message:
            text = written(label, message[key])
            return excerpt(text, _SAID) if text else None
    return None


def written(label: Label, content: Any) -> str:
    return storable(label if isinstance(label, str) else label(content))


def headers(message: Json) -> list[str]:
    """What belongs to a message beside its content: where it was forwarded from, what it quotes, the bot behind it."""
    lines = []
    if "forward_origin" in message:
        lines.append(f"Forwarded from {_origin(message['forward_origin'])}")
    if "external_reply" in message:
        lines.append(f"Reply to a message of {_origin(message['external_reply'].get('origin') or {})}")
    if "reply_to_story" in message:
        lines.append(f"Reply to a story of {name_of(message['reply_to_story'].get('chat')) or 'somebody'}")
    if "quote" in message:
        lines.append(f"Quote: {excerpt(str(message['quote']['text']), 1100)}")
    if "via_bot" in message:
        lines.append(f"Via {name_of(message['via_bot']) or 'a bot'}")
    return [shortened(storable(line), _QUOTED) for line in lines]


def _origin(origin: Json) -> str:
    hidden = origin.get("sender_user_name")
    someone = origin.get("sender_user") or origin.get("sender_chat") or origin.get("chat")
    return name_of(someone) or (visible(str(hidden)) if hidden else None) or "somebody"
