"""Notes, in the table `conversations`, beside the messages and events of their conversation."""

from dataclasses import replace

from helpdesk.conversations import items
from helpdesk.conversations.notes import Note, NoteReference
from helpdesk.platform.dynamodb import ConditionFailed, Table, Write


class NoteRepository:
    def __init__(self, table: Table) -> None:
        self._table = table

    def get(self, reference: NoteReference) -> Note | None:
        """Strongly consistent."""
        item = self._table.get(items.note_key(reference), consistent=True)
        return items.note_from(item) if item else None

    def writing(self, note: Note) -> Write:
        """A new one."""
        return self._table.putting(items.note_key(note.reference), items.note_item(note))

    def replace(self, before: Note, after: Note) -> Note | None:
        """With its next version; None if somebody has changed it since `before` was read."""
        after = replace(after, version=before.version + 1)
        write = self._table.putting(
            items.note_key(after.reference), items.note_item(after), "#version = :known", {"known": before.version}
        )
        try:
            self._table.write(write)
        except ConditionFailed:
            return None
        return after
