"""Use cases of internal notes."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any, Protocol

from helpdesk.content.draft import Draft
from helpdesk.content.files import Files
from helpdesk.conversations.note_repository import NoteRepository
from helpdesk.conversations.notes import Note, NoteReference, no_note
from helpdesk.conversations.references import ConversationReference
from helpdesk.conversations.repository import Claim, ConversationRepository, Head, claim_from
from helpdesk.people.actors import Actor
from helpdesk.platform.clock import Clock, to_text
from helpdesk.platform.collection import check_version
from helpdesk.platform.dynamodb import TransactionFailed
from helpdesk.platform.errors import Conflict, HelpdeskError, NotFound
from helpdesk.platform.frozen import frozen
from helpdesk.platform.idempotency import WINDOW
from helpdesk.platform.ids import NewId
from helpdesk.platform.optimistic import until_written

_CLAIM = 2


class Agents(Protocol):
    def check_users(self, agent_ids: Sequence[str], field: str) -> None: ...


@frozen
class NoteContent:
    draft: Draft
    mentions: tuple[str, ...] = ()


Patch = Callable[[Note], NoteContent]
"""What a note says after a change."""


class Notes:
    def __init__(
        self,
        conversations: ConversationRepository,
        repository: NoteRepository,
        files: Files,
        agents: Agents,
        now: Clock,
        new_id: NewId,
    ) -> None:
        self._conversations = conversations
        self._repository = repository
        self._files = files
        self._agents = agents
        self._now = now
        self._new_id = new_id

    def add(
        self, reference: ConversationReference, content: NoteContent, actor: Actor, idempotency_key: str | None
    ) -> Note:
        """The stored note; the same one for the same key of the same actor within 24 hours. Raises NotFound, and
        InvalidRequest that names what does not exist."""
        key = f"note/{actor.id}/{idempotency_key}" if idempotency_key else None
        try:
            said = self._checked(content)
        except HelpdeskError:
            # A file or an agent may be gone since the first request, whose note is stored.
            earlier = self._earlier(reference, key) if key else None
            if earlier is None:
                raise
            return _same(earlier, content)
        return until_written(lambda: self._add(reference, said, actor, key), "this conversation")

    def get(self, reference: NoteReference) -> Note:
        note = self._repository.get(reference)
        if note is None:
            raise no_note(reference.note_id)
        return note

    def change(self, reference: NoteReference, patch: Patch, actor: Actor, *, if_match: int | None) -> Note:
        """Raises NotFound, PreconditionFailed, InvalidRequest; Conflict if it is deleted, or somebody else's."""

        def attempt() -> Note:
            before = self._own(reference, actor, if_match)
            if before.deleted_at:
                raise Conflict("This note is deleted. Write another one.", code="note_deleted")
            after = replace(before, **_fields(self._checked(patch(before))))
            if after == before:
                return before
            now = to_text(self._now())
            edited = replace(after.remembering(before, now), edited_at=now, changed_by=actor.named)
            return self._repository.replace(before, edited)

        return until_written(attempt, "this note")

    def delete(self, reference: NoteReference, actor: Actor, *, if_match: int | None) -> Note:
        """That it was there remains, and nothing of what it said. Raises NotFound, PreconditionFailed;
        Conflict if it is somebody else's."""

        def attempt() -> Note:
            before = self._own(reference, actor, if_match)
            if before.deleted_at:
                return before
            nothing = _fields(NoteContent(Draft("")))
            now = to_text(self._now())
            after = replace(before, **nothing, mentioned_at={}, deleted_at=now, changed_by=actor.named)
            return self._repository.replace(before, after)

        return until_written(attempt, "this note")

    def _own(self, reference: NoteReference, actor: Actor, if_match: int | None) -> Note:
        note = self.get(reference)
        if not note.is_by(actor):
            raise Conflict("Only its author can change or delete a note.", code="not_the_author")
        check_version(note, if_match)
        return note

    def _checked(self, content: NoteContent) -> NoteContent:
        """With the names of its files."""
        wanted = list(dict.fromkeys(content.draft.file_ids.values()))
        draft = content.draft.with_files(self._files.usable(wanted) if wanted else {})
        self._agents.check_users(content.mentions, "mentions")
        return NoteContent(draft, tuple(dict.fromkeys(content.mentions)))

    def _add(
        self, reference: ConversationReference, content: NoteContent, actor: Actor, key: str | None
    ) -> Note | None:
        """None if something else was written at the same time."""
        head = self._head(reference)
        now = self._now()
        place = NoteReference(reference, head.newest_sequence, self._new_id())
        note = Note(place, actor, to_text(now), **_fields(content))
        # As for every event: whoever waits at the newest message must see it.
        writes = [
            self._repository.writing(note),
            self._conversations.nothing_after(reference, head.newest_sequence),
        ]
        if key:
            expires_at = int((now + WINDOW).timestamp())
            claim = Claim(reference, place.after_sequence, expires_at=expires_at, entry_id=place.ulid)
            writes.append(self._conversations.claiming(reference.conversation_id, key, claim, now=now))
        writes += self._repository.mentioning(reference, (), content.mentions)
        try:
            self._conversations.transact(writes)
        except TransactionFailed as failure:
            if key and _CLAIM in failure.failed:
                return _same(self._of(claim_from(failure.failed[_CLAIM])), content)
            return None
        return note

    def _head(self, reference: ConversationReference) -> Head:
        head = self._conversations.head(reference)
        if head is None:
            raise NotFound(f"There is no conversation {reference.conversation_id!r}.", code="conversation_not_found")
        return head

    def _earlier(self, reference: ConversationReference, key: str) -> Note | None:
        claim = self._conversations.existing_claim(reference.conversation_id, key)
        return None if claim is None or claim.has_expired(self._now()) else self._of(claim)

    def _of(self, claim: Claim) -> Note:
        return self.get(NoteReference(claim.reference, claim.after_sequence, str(claim.entry_id)))


def _fields(content: NoteContent) -> Mapping[str, Any]:
    draft = content.draft
    return {
        "text": draft.text,
        "rich_text": draft.rich_text,
        "parts": draft.parts,
        "mentions": content.mentions,
    }


def _same(stored: Note, content: NoteContent) -> Note:
    """A key that is used again must come with the same note. What its author has changed since is not compared."""
    says = (stored.text, stored.rich_text, stored.mentions)
    draft, mentions = content.draft, tuple(dict.fromkeys(content.mentions))
    differs = says != (draft.text, draft.rich_text, mentions) or not draft.has_parts_of(stored.parts)
    if stored.version == 1 and differs:
        raise Conflict(
            "This Idempotency-Key was used for another note. Use a new key for a new note.",
            code="idempotency_key_reused",
        )
    return stored
