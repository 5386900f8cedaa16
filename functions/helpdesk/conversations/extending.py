"""Adds to a stored message what its service reports later: a member of an album, a newer position. One update each."""

from collections.abc import Sequence
from enum import Enum, auto

from helpdesk.conversations import items
from helpdesk.conversations.albums import MOST_MEMBERS
from helpdesk.conversations.models import AlbumMember, Message, Position
from helpdesk.conversations.references import ConversationReference
from helpdesk.platform.dynamodb import ConditionFailed, Table
from helpdesk.platform.errors import TooLarge


class Placed(Enum):
    WRITTEN = auto()
    OLDER = auto()
    """Than the position that is stored."""
    ELSEWHERE = auto()
    """Another message is there."""


class MessageExtensions:
    def __init__(self, table: Table) -> None:
        self._table = table

    def join(
        self, reference: ConversationReference, sequence: int, keys: Sequence[str], number: str, member: AlbumMember
    ) -> Message | None:
        """The album with this member, if the message there has one of these two keys, and room. The stream shows the
        change to the fan-out, because `album_added` is set."""
        name = f"#album.#{number}"
        write = self._table.changing(
            items.message_key(reference, sequence),
            f"(#key = :key OR #key = :other) AND attribute_not_exists({name}) AND size(#album) < :most",
            {items.ADDED: number},
            {"most": MOST_MEMBERS, "key": keys[0], "other": keys[-1]},
            once={name.replace("#", ""): items.packed(member)},
        )
        try:
            return items.message_from(self._table.update(write))
        except ConditionFailed as failure:
            existing = failure.existing or {}
            is_there = existing.get("key") in keys and number in existing.get("album", {})
            return items.message_from(existing) if is_there else None
        except TooLarge:
            return None

    def place(self, reference: ConversationReference, sequence: int, key: str, position: Position, at: str) -> Placed:
        """The message there shares a place, if its key is this one: it has moved."""
        becomes = items.position_attributes(position, at)
        condition = "#key = :key AND (attribute_not_exists(#position_at) OR #position_at <= :position_at)"
        write = self._table.changing(items.message_key(reference, sequence), condition, becomes, {"key": key})
        try:
            self._table.write(write)
        except ConditionFailed as failure:
            existing = failure.existing or {}
            return Placed.OLDER if existing.get("key") == key else Placed.ELSEWHERE
        return Placed.WRITTEN
