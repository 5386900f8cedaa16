"""Notes, in the table `conversations`, beside the messages and events of their conversation."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from helpdesk.conversations import items
from helpdesk.conversations.notes import Note, NoteReference
from helpdesk.conversations.references import ConversationReference
from helpdesk.platform.dynamodb import Table, Write
from helpdesk.platform.optimistic import write_all

_MENTIONED = "mentioned"


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

    def mentioning(self, reference: ConversationReference, before: Sequence[str], after: Sequence[str]) -> list[Write]:
        """For the write of a note that mentions others than before: its ticket counts for each of them in how many
        notes they are mentioned, so that lists of tickets know it. It fails if another note has changed that meanwhile.
        A note that mentions nobody costs nothing."""
        begin, end = set(after) - set(before), set(before) - set(after)
        if not begin and not end:
            return []
        key = items.ticket_key(reference)
        known: Mapping[str, int] = (self._table.get(key, consistent=True) or {}).get(_MENTIONED) or {}
        steps = dict.fromkeys(begin, 1) | dict.fromkeys(end, -1)
        counts = {user_id: known.get(user_id, 0) + steps.get(user_id, 0) for user_id in {*known, *steps}}
        mentioned = {user_id: count for user_id, count in sorted(counts.items()) if count > 0}
        condition = (
            f"#{_MENTIONED} = :known" if known else f"attribute_exists(#pk) AND attribute_not_exists(#{_MENTIONED})"
        )
        values = {"known": known} if known else {}
        return [self._table.changing(key, condition, {_MENTIONED: mentioned or None}, values)]

    def replace(self, before: Note, after: Note) -> Note:
        """With its next version. Raises TransactionFailed if somebody has changed it since `before` was read."""
        after = replace(after, version=before.version + 1)
        write = self._table.putting(
            items.note_key(after.reference), items.note_item(after), "#version = :known", {"known": before.version}
        )
        mentioning = self.mentioning(after.reference.conversation, before.mentions, after.mentions)
        write_all(self._table, [write, *mentioning])
        return after
