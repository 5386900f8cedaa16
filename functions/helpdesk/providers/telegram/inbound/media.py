"""Files, places and contacts in a Telegram message, as parts (core.telegram.org/bots/api#available-types). Pure."""

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from helpdesk.files.models import FileUsage
from helpdesk.files.parts import ProviderFile, by_provider
from helpdesk.messaging.messages import Json
from helpdesk.platform.text import visible
from helpdesk.providers.telegram.inbound.shown import Shown
from helpdesk.providers.telegram.values import (
    MOST_BYTES,
    TOO_LARGE,
    degrees,
    has_only,
    identifier,
    number,
    optional_number,
    words,
)

_TYPE = re.compile(r"[a-z0-9!#$&^_.+-]{1,127}/[a-z0-9!#$&^_.+-]{1,127}")
_OF_A_FILE = (
    *("file_id", "file_unique_id", "file_size", "file_name", "mime_type", "duration", "thumbnail", "thumb"),
    *("width", "height", "length"),
)
"""A thumbnail shows what the file shows."""
_CARD = 250
NO_END = 0x7FFFFFFF
"""A live location that is shared until its sender stops it."""


def photo(sizes: Sequence[Json], account_id: str) -> Shown:
    """Telegram sends several sizes of one photo: the largest that a bot can fetch."""
    fetched = [size for size in sizes if number(size.get("file_size", 0)) <= MOST_BYTES] or sizes
    best = max(fetched, key=lambda size: number(size["width"]) * number(size["height"]))
    return Shown(parts=(_file(best, account_id, FileUsage.IMAGE, "image/jpeg"),))


def video(content: Json, account_id: str) -> Shown:
    return _shown(content, _file(content, account_id, FileUsage.VIDEO, "video/mp4"))


def animation(content: Json, account_id: str) -> Shown:
    """A film without sound, or a GIF as it was uploaded."""
    part = _file(content, account_id, FileUsage.VIDEO, "video/mp4")
    usage = FileUsage.IMAGE if part.get("contentType") == "image/gif" else FileUsage.VIDEO
    return _shown(content, part | {"fileUsageType": usage.value})


def voice(content: Json, account_id: str) -> Shown:
    return _shown(content, _file(content, account_id, FileUsage.VOICE_RECORDING, "audio/ogg"))


def audio(content: Json, account_id: str) -> Shown:
    shown = _shown(content, _file(content, account_id, FileUsage.AUDIO), shown=("title", "performer"))
    names = [words(content[field]) for field in ("performer", "title") if content.get(field)]
    return replace(shown, label=", ".join(names) or shown.parts[0].get("name"))


def document(content: Json, account_id: str) -> Shown:
    """The label is its name, as the file has it."""
    part = _file(content, account_id, None)
    return replace(_shown(content, part), label=part.get("name"))


def live_photo(content: Json, account_id: str, sizes: Sequence[Json] | None) -> Shown:
    """The photo, and the film around it."""
    still = photo(content.get("photo") or sizes or (), account_id)
    return _shown(content, *still.parts, _file(content, account_id, FileUsage.VIDEO, "video/mp4"), shown=("photo",))


def sticker(content: Json, account_id: str) -> Shown:
    """Browsers do not show the animated ones (.tgs): its picture, else its emoji."""
    fields = ("type", "is_animated", "is_video", "emoji")
    if not content.get("is_animated"):
        content_type = "video/webm" if content.get("is_video") else "image/webp"
        return _shown(content, _file(content, account_id, FileUsage.STICKER, content_type), shown=fields)
    picture = content.get("thumbnail") or content.get("thumb")
    if picture:
        return Shown(parts=(_file(picture, account_id, FileUsage.STICKER, "image/webp"),), is_whole=False)
    emoji = words(content.get("emoji", ""))
    return Shown(text=emoji, is_shown=bool(emoji), is_whole=False)


def location(content: Json) -> Shown:
    seconds = number(content.get("live_period") or 0)
    label = "Live location" if seconds else None
    if 0 < seconds < NO_END:
        minutes = max(seconds // 60, 1)
        label = f"Live location for {minutes} {'minute' if minutes == 1 else 'minutes'}"
    whole = has_only(content, "latitude", "longitude", "live_period")
    return Shown(parts=(_place(content),), label=label, is_whole=whole)


def venue(content: Json) -> Shown:
    place = content["location"]
    named = {"name": words(content["title"])[:_CARD], "address": words(content["address"])[:_CARD]}
    part = _place(place) | {name: value for name, value in named.items() if visible(value)}
    whole = has_only(content, "location", "title", "address") and has_only(place, "latitude", "longitude")
    return Shown(parts=(part,), is_whole=whole)


def contact(content: Json) -> Shown:
    names = {"firstName": content.get("first_name"), "lastName": content.get("last_name")}
    name = {key: words(value)[:_CARD] for key, value in names.items() if value}
    profile: dict[str, Any] = {"phones": [{"phone": words(content["phone_number"])[:_CARD]}]}
    if name:
        profile["name"] = name
    whole = has_only(content, "phone_number", "first_name", "last_name", "user_id")
    return Shown(parts=({"type": "CONTACT", "contactProfile": profile},), is_whole=whole)


def own_phone(message: Json) -> str | None:
    """The sender's, if they shared their own contact: Telegram has verified it, and leaves the plus out."""
    content, person = message.get("contact"), message.get("from")
    if not isinstance(content, dict) or not isinstance(person, dict) or content.get("user_id") is None:
        return None
    digits = str(content.get("phone_number", "")).removeprefix("+")
    is_theirs = content["user_id"] == person.get("id") and digits.isascii() and digits.isdigit()
    return f"+{digits}" if is_theirs and len(digits) <= 15 else None


def _place(content: Json) -> dict[str, Any]:
    latitude, longitude = degrees(content["latitude"], 90), degrees(content["longitude"], 180)
    return {"type": "LOCATION", "latitude": latitude, "longitude": longitude}


def _shown(content: Json, *parts: Json, shown: Sequence[str] = ()) -> Shown:
    return Shown(parts=parts, is_whole=has_only(content, *_OF_A_FILE, *shown))


def _file(content: Json, account_id: str, usage: FileUsage | None, usual_type: str | None = None) -> Json:
    size, diameter = optional_number(content.get("file_size")), content.get("length")
    return by_provider(
        ProviderFile(
            account_id,
            id=identifier(content["file_id"]),
            unique_id=identifier(content["file_unique_id"]),
            usage=usage,
            name=words(content.get("file_name") or ""),
            content_type=_type(content.get("mime_type")) or usual_type,
            size=size,
            duration_seconds=optional_number(content.get("duration")),
            width=optional_number(content.get("width", diameter)),
            height=optional_number(content.get("height", diameter)),
            unfetched=TOO_LARGE if size is not None and size > MOST_BYTES else None,
        )
    )


def _type(given: Any) -> str | None:
    """Senders choose it."""
    lower = given.lower() if isinstance(given, str) else ""
    return lower if _TYPE.fullmatch(lower) else None
