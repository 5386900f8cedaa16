"""Reads a conversation, in both directions."""

from collections.abc import Iterable, Mapping

from helpdesk.conversations.models import Message, TimelineEntry
from helpdesk.conversations.notes import Note
from helpdesk.conversations.references import ConversationReference
from helpdesk.conversations.repository import ConversationRepository
from helpdesk.files.models import File
from helpdesk.files.service import MessageFiles
from helpdesk.platform.cursor import Cursors
from helpdesk.platform.errors import NotFound
from helpdesk.platform.frozen import frozen

_OLDER = "older"
_NEWER = "newer"


@frozen
class TimelinePage:
    entries: list[TimelineEntry]
    """Oldest first, in both directions."""
    older: str | None
    """Cursor to earlier entries; None at the beginning."""
    newer: str | None
    """Cursor to later entries; at the end, it returns new entries when there are some."""
    files: Mapping[str, File]
    """The files of its messages and notes, by id; files that were not fetched yet are not included."""


class Timeline:
    def __init__(self, repository: ConversationRepository, files: MessageFiles, cursors: Cursors) -> None:
        self._repository = repository
        self._files = files
        self._cursors = cursors

    def page(self, reference: ConversationReference, *, limit: int, cursor: str | None) -> TimelinePage:
        """Without a cursor: the newest entries. Raises NotFound, InvalidRequest."""
        bound = self._cursors.of(f"timeline/{reference.conversation_id}")
        way, start = bound.read(cursor, parts=2) if cursor else (_OLDER, None)
        if self._repository.conversation(reference) is None:
            raise NotFound(f"There is no conversation {reference.conversation_id!r}.", code="conversation_not_found")
        older_way = way == _OLDER
        placed, more = self._repository.entries(reference, start=start, newest_first=older_way, limit=limit)
        if older_way:
            placed.reverse()
        first = placed[0][0] if placed else start
        last = placed[-1][0] if placed else start
        has_older = more if older_way else True
        return TimelinePage(
            entries=[entry for _, entry in placed],
            older=bound.write(_OLDER, first) if first and has_older else None,
            newer=bound.write(_NEWER, last) if last else None,
            files=self.files_of(entry for _, entry in placed),
        )

    def files_of(self, entries: Iterable[TimelineEntry]) -> Mapping[str, File]:
        return self._files.of([(entry.id, entry.parts) for entry in entries if isinstance(entry, Message | Note)])
