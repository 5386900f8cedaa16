"""What a Telegram message says, in the desk's own form (core.telegram.org/bots/api#message). Pure."""

import json
from collections.abc import Callable, Mapping
from typing import Any

from helpdesk.messaging.messages import ContentKind, Json
from helpdesk.platform.frozen import frozen
from helpdesk.platform.ids import digest
from helpdesk.platform.text import excerpt, storable
from helpdesk.providers.telegram.inbound import kinds, media, wording
from helpdesk.providers.telegram.inbound.formatting import MOST_BYTES, formatted
from helpdesk.providers.telegram.inbound.rich_messages import rich_message
from helpdesk.providers.telegram.inbound.shown import Shown
from helpdesk.providers.telegram.values import MALFORMED, name_of

_CAPTION = 4096  # four times Telegram's limit: the raw update must fit into one item with it
_BESIDE_CONTENT = {
    *("business_connection_id", "chat", "date", "direct_messages_topic", "edit_date", "from", "is_topic_message"),
    *("media_group_id", "message_id", "message_thread_id", "sender_chat"),
}
"""What the conversation shows of a message beside its content."""
_LABEL = 120
_OF_A_CAPTION = {"caption", "caption_entities", "show_caption_above_media"}
_NOT_CONTENT = {
    *("chat", "date", "edit_date", "from", "media_group_id", "message_id", "reply_to_message", "sender_chat", "via_bot")
}


@frozen
class Content:
    kind: ContentKind
    text: str
    rich_text: str | None = None
    label: str | None = None
    parts: tuple[Json, ...] = ()
    is_whole: bool = True
    """Whether the other fields show all that the message says."""
    phone: str | None = None
    """The sender's own, if they shared it."""
    digest: str | None = None
    """Equal for equal content, where the other fields do not have all of it."""


Show = Callable[[Any, Json, str], Shown]
"""From the field, the whole message, and the account's id."""


@frozen
class _Kind:
    label: kinds.Label
    show: Show | None = None
    """None if nothing of it is shown: the label says what came."""
    also: tuple[str, ...] = ()
    """Fields that say the same again, for older bots."""


def _of(show: Callable[[Any], Shown]) -> Show:
    return lambda content, _message, _account: show(content)


def _with_files(show: Callable[[Any, str], Shown]) -> Show:
    return lambda content, _message, account: show(content, account)


def _sticker(content: Any) -> str:
    return f"Sticker {kinds.named(content, 'emoji', default='')}".strip()


# The first that a message has: an animation comes with a document, a venue with a location.
_KINDS: Mapping[str, _Kind] = {
    "animation": _Kind("GIF", _with_files(media.animation), also=("document",)),
    "audio": _Kind("Audio", _with_files(media.audio)),
    "chat_shared": _Kind("Shared chat", _of(wording.chat)),
    "checklist": _Kind("Checklist", _of(wording.checklist)),
    "contact": _Kind(
        lambda content: name_of(content) or kinds.named(content, "phone_number", default="Contact"),
        _of(media.contact),
    ),
    "dice": _Kind("Dice", _of(wording.dice)),
    "document": _Kind("File", _with_files(media.document)),
    "game": _Kind("Game", _with_files(wording.game)),
    "giveaway": _Kind("Giveaway", _of(wording.giveaway)),
    "giveaway_winners": _Kind("Winners of a giveaway", _of(wording.giveaway_winners)),
    "invoice": _Kind("Invoice", _of(wording.invoice)),
    "live_photo": _Kind(
        "Live photo", lambda c, message, account: media.live_photo(c, account, message.get("photo")), also=("photo",)
    ),
    "paid_media": _Kind("Paid media", _of(wording.paid_media)),
    "passport_data": _Kind("Passport data"),
    "photo": _Kind("Photo", _with_files(media.photo)),
    "poll": _Kind("Poll", _of(wording.poll)),
    "rich_message": _Kind("Formatted message", _with_files(rich_message)),
    "sticker": _Kind(_sticker, _with_files(media.sticker)),
    "story": _Kind(lambda content: f"Story of {name_of(content.get('chat')) or 'somebody'}"),
    "user_shared": _Kind("Shared contact", _of(wording.users)),
    "users_shared": _Kind("Shared contacts", _of(wording.users)),
    "venue": _Kind(
        lambda content: kinds.named(content, "title", "address", default="Location"),
        lambda content, _message, _account: media.venue(content),
        also=("location",),
    ),
    "video": _Kind("Video", _with_files(media.video)),
    "video_note": _Kind("Video message", _with_files(media.video)),
    "voice": _Kind("Voice message", _with_files(media.voice)),
    "web_app_data": _Kind(
        lambda content: kinds.named(content, "button_text", default="Data of a web app"), _of(wording.web_app_data)
    ),
    "location": _Kind("Location", _of(media.location)),
}


def content_of(message: Json, account_id: str) -> Content:
    """Content that cannot be shown has the kind UNSUPPORTED, and its label says what came."""
    text = message.get("text")
    if isinstance(text, str):
        return _of_text(message, storable(text))
    field, shown = _shown(message, account_id)
    written = storable(str(message.get("caption") or ""))
    caption = written[:_CAPTION]
    format_ = formatted(caption, message.get("caption_entities") or [])
    html = shown.html if shown.html and len(shown.html.encode()) <= MOST_BYTES else None
    is_whole = shown.is_shown and shown.is_whole and html == shown.html and format_.is_complete and caption == written
    # Content with a text of its own has no place for a caption. Telegram sends none with it.
    is_whole = is_whole and not (shown.text and caption)
    known = _BESIDE_CONTENT | _OF_A_CAPTION | {field, *(_KINDS[field].also if field in _KINDS else ())}
    return Content(
        kind=ContentKind.TEXT if shown.is_shown else ContentKind.UNSUPPORTED,
        text=shown.text or caption,
        rich_text=html or format_.html,
        label=excerpt(shown.label, _LABEL) if shown.label else content_label(message),
        parts=_headers(message) + shown.parts,
        is_whole=is_whole and _has_only(message, known),
        phone=media.own_phone(message),
        digest=_digest(message),
    )


def _of_text(message: Json, text: str) -> Content:
    format_ = formatted(text, message.get("entities") or [])
    is_whole = format_.is_complete and _has_only(message, _BESIDE_CONTENT | {"text", "entities"})
    return Content(ContentKind.TEXT, text, format_.html, parts=_headers(message), is_whole=is_whole)


def content_label(message: Json) -> str | None:
    """`Photo`, `Story of Ada`, …; None for content that this page does not know, or that is malformed."""
    field = _field(message)
    try:
        label = kinds.written(_KINDS[field].label, message[field]) if field else None
    except MALFORMED:
        return None
    return excerpt(label, _LABEL) if label else None


def _field(message: Json) -> str:
    return next((field for field in _KINDS if field in message), "")


def _shown(message: Json, account_id: str) -> tuple[str, Shown]:
    field = _field(message)
    show = _KINDS[field].show if field else None
    try:
        if show:
            return field, show(message[field], message, account_id)
    except MALFORMED:
        pass
    return field, Shown(is_shown=False, is_whole=False)


def _headers(message: Json) -> tuple[Json, ...]:
    return tuple({"type": "MESSAGE_HEADER", "text": line} for line in kinds.headers(message))


def _has_only(message: Json, known: set[str]) -> bool:
    """In a private chat, the message that is replied to went through the desk; in a group, it may be older than the
    bot."""
    shown = known | ({"reply_to_message"} if message["chat"].get("type") == "private" else set())
    return message.keys() <= shown


def _digest(message: Json) -> str:
    """Telegram's ids of one file differ, except its `file_unique_id`."""
    content = {name: value for name, value in message.items() if name not in _NOT_CONTENT}
    return digest(json.dumps(_without_file_ids(content), sort_keys=True))


def _without_file_ids(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _without_file_ids(inner) for name, inner in value.items() if name != "file_id"}
    return [_without_file_ids(inner) for inner in value] if isinstance(value, list) else value
