"""What is shown of a message that is several messages of its service, or that shares a place that moves. Pure."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from helpdesk.conversations.models import AlbumMember, Message, Position
from helpdesk.platform.frozen import frozen
from helpdesk.platform.text import without_markup

MOST_MEMBERS = 20
"""Twice as many as services allow today. What comes after that is a message of its own."""
_MEMBER_RAW = 15_000
"""All members together must fit into one item."""
_MEMBER_TEXT = 4096


@frozen
class Joined:
    """A message, and the member of its album that was added to it."""

    message: Message
    member: AlbumMember
    before: Message
    """The message without this member."""


def fits(member: AlbumMember) -> bool:
    return len(member.text) <= _MEMBER_TEXT and len(str(member.parts)) <= _MEMBER_RAW


def shown(message: Message) -> Message:
    """With all members of its album, and at its newest position."""
    if message.album:
        message = replace(message, **_together([message.album[number] for number in sorted(message.album, key=int)]))
    if message.position:
        message = replace(message, parts=_moved(message.parts, message.position, message.position_at))
    return message


def joined(message: Message, number: str) -> Joined:
    others = {other: said for other, said in message.album.items() if other != number}
    return Joined(message, message.album[number], shown(replace(message, album=others)))


def member_label(message: Message, number: str) -> str | None:
    """`Photo (2 of 3)`: which member of its album that is; None if it is none."""
    if number not in message.album:
        return None
    place = sorted(message.album, key=int).index(number) + 1
    return f"{message.album[number].label or 'Message'} ({place} of {len(message.album)})"


def _together(members: Sequence[AlbumMember]) -> dict[str, Any]:
    written = [member for member in members if member.text]
    formatted = any(member.rich_text for member in written)
    return {
        "text": "\n\n".join(member.text for member in written),
        "rich_text": "<br><br>".join(map(_html, written)) if formatted else None,
        "label": _label(members),
        "parts": tuple(part for member in members for part in member.parts),
        "raw": "\n".join(filter(None, (member.raw for member in members))) or None,
    }


def _label(members: Sequence[AlbumMember]) -> str | None:
    """`Photo (2), Video`"""
    counts = Counter(member.label for member in members if member.label)
    return ", ".join(f"{label} ({count})" if count > 1 else label for label, count in counts.items()) or None


def _html(member: AlbumMember) -> str:
    return member.rich_text or without_markup(member.text).replace("\n", "<br>")


def _moved(parts: Sequence[Mapping[str, Any]], position: Position, at: str | None) -> tuple[dict[str, Any], ...]:
    place = {"latitude": position.latitude, "longitude": position.longitude, "positionAt": at}
    if position.until:
        place["sharedUntil"] = position.until
    return tuple({**part, **place} if part.get("type") == "LOCATION" else dict(part) for part in parts)
