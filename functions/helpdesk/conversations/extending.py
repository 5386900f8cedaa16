"""Adds to a stored message what its service reports later: a member of an album, a newer position. One update each."""

from enum import Enum, auto

from helpdesk.conversations import items
from helpdesk.conversations.albums import MOST_MEMBERS
from helpdesk.conversations.models import AlbumMember, Message, Position
from helpdesk.conversations.references import ConversationReference
from helpdesk.platform.dynamodb import ConditionFailed, Table
from helpdesk.platform.errors import TooLarge
from helpdesk.platform.records import dump


class Result(Enum):
    WRITTEN = auto()
    KNOWN = auto()
    """It was there already, or is older than what is stored."""
    REFUSED = auto()
    """There is another message at this position, or no room in it."""


class MessageExtensions:
    def __init__(self, table: Table) -> None:
        self._table = table

    def join(self, message: Message, number: str, member: AlbumMember) -> Result:
        """Adds a member to an album. The stream shows the change to the fan-out, because `album_added` is set."""
        name = f"#album.#{number}"
        write = self._table.changing(
            items.message_key(message.reference, message.sequence),
            f"attribute_exists(#album) AND attribute_not_exists({name}) AND size(#album) < :most",
            {items.ADDED: number},
            {"most": MOST_MEMBERS},
            once={name.replace("#", ""): dump(member)},
        )
        try:
            self._table.write(write)
        except ConditionFailed as failure:
            album = (failure.existing or {}).get("album", {})
            return Result.KNOWN if number in album else Result.REFUSED
        except TooLarge:
            return Result.REFUSED
        return Result.WRITTEN

    def place(self, reference: ConversationReference, sequence: int, key: str, position: Position, at: str) -> Result:
        """The message there shares a place, if its key is this one: it has moved."""
        becomes = items.position_attributes(position, at)
        condition = "#key = :key AND (attribute_not_exists(#position_at) OR #position_at < :position_at)"
        write = self._table.changing(items.message_key(reference, sequence), condition, becomes, {"key": key})
        try:
            self._table.write(write)
        except ConditionFailed as failure:
            existing = failure.existing or {}
            return Result.KNOWN if existing.get("key") == key else Result.REFUSED
        return Result.WRITTEN
