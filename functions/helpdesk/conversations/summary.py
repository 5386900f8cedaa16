"""What a message says, in one line. Pure."""

import re
from collections.abc import Callable, Mapping
from typing import Any

from helpdesk.conversations.models import Message
from helpdesk.files.names import of_address
from helpdesk.files.parts import given_name
from helpdesk.messaging.messages import ContentKind, Json
from helpdesk.platform.text import visible

_COMMAND = re.compile(r"/[A-Za-z0-9_]{1,32}(@[A-Za-z0-9_]{1,64})?|/start(@[A-Za-z0-9_]{1,64})? \S{1,64}")
_USAGES = {
    "AUDIO": "Audio",
    "IMAGE": "Photo",
    "STICKER": "Sticker",
    "VIDEO": "Video",
    "VOICE_RECORDING": "Voice message",
}
_HEADER = "MESSAGE_HEADER"
_CONTENT = {ContentKind.TEXT: "(no visible text)"}


def words(message: Message) -> str | None:
    """The words that can name a ticket: a command to a bot, such as `/start`, says nothing."""
    text = visible(message.text)
    return None if text is None or _COMMAND.fullmatch(text.strip()) else text


def summary(message: Message) -> str:
    """What came: the words, else what the service says of it, else what the parts are."""
    parts = [part for part in message.parts if not message.label or part.get("type") == _HEADER]
    content = visible(message.text) or ", ".join(filter(None, (message.label, *map(_part, parts))))
    return content or _CONTENT.get(message.kind, f"({message.kind.value})")


def _part(part: Json) -> str | None:
    say = _PARTS.get(part.get("type", ""))
    return say(part) if say else None


def _file(part: Json) -> str:
    """The sender's name of it, else what it is, else its name as the timeline shows it. The address of a picture
    or a recording without a name was made by a machine."""
    kind = str(part.get("contentType") or "").partition("/")[0].upper()
    usage = _USAGES.get(str(part.get("fileUsageType")), _USAGES.get(kind))
    return given_name(part.get("name")) or usage or of_address(str(part.get("source") or "")) or "File"


def _contact(part: Json) -> str:
    profile = part.get("contactProfile") or {}
    name = profile.get("name") or {}
    names = (name.get(field) for field in ("prefix", "firstName", "middleName", "lastName", "suffix"))
    organisation = (profile.get("org") or {}).get("company")
    reached = [*(each.get("phone") for each in profile.get("phones", ())), *_emails(profile)]
    candidates = (" ".join(filter(None, map(visible, names))), organisation, *reached)
    return next((each for each in candidates if visible(each)), "Contact")


def _emails(profile: Mapping[str, Any]) -> list[str]:
    return [each["email"] for each in profile.get("emails", ())]


def _first(*fields: str, default: str) -> Callable[[Json], str]:
    return lambda part: next((part[field] for field in fields if visible(part.get(field))), default)


_post = _first("mediaTitle", "description", default="Post")

_PARTS: Mapping[str, Callable[[Json], str]] = {
    "CONTACT": _contact,
    "FILE": _file,
    "LOCATION": _first("name", "address", default="Location"),
    _HEADER: _first("text", default="File"),
    "QUICK_REPLIES": lambda _: "Quick replies",
    "SOCIAL_MEDIA_METADATA": lambda part: _post(part.get("socialMetadata") or {}),
    "UNSUPPORTED_CONTENT": lambda _: "Unsupported content",
}
