"""The gate of every route that names a ticket, a conversation, a message, a file or a job in its path: whoever may not
see it is told the same as if it did not exist; and so is whoever attaches a file that they may not see. Somebody who
sees everything costs no read."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from desk_api.body_names import named_in
from helpdesk.accounts.models import ChannelAccount
from helpdesk.conversations.models import Message
from helpdesk.conversations.notes import Note, NoteReference
from helpdesk.conversations.references import ConversationReference, MessageReference
from helpdesk.conversations.repository import ConversationRepository
from helpdesk.drafts.models import StoredDraft
from helpdesk.files.parts import file_ids
from helpdesk.files.repository import FileRepository
from helpdesk.jobs.models import Job
from helpdesk.people.access import Access
from helpdesk.people.principals import Principal
from helpdesk.platform.errors import FieldError, InvalidRequest, NotFound
from helpdesk.platform.frozen import frozen
from helpdesk.tickets.repository import TicketRepository

_REFERENCES: Mapping[str, Callable[[str], ConversationReference]] = {
    "ticket_id": ConversationReference.from_ticket_id,
    "conversation_id": ConversationReference.from_conversation_id,
    "message_id": lambda text: MessageReference.from_message_id(text).conversation,
}
_NEWEST = 100
"""Entries of a conversation whose files may be attached in it again."""


@frozen
class Gate:
    tickets: TicketRepository
    conversations: ConversationRepository
    files: FileRepository
    note_of: Callable[[NoteReference], Note]
    """Raises NotFound."""
    in_library: Callable[[str], bool]
    """Whether a file is part of what everybody inserts."""
    drafts_of: Callable[[ConversationReference, str], Sequence[StoredDraft]]
    """Those of a conversation that a caller sees."""

    def check(self, principal: Principal, named: Mapping[str, Any]) -> None:
        """`named`: what the path names, the query, and the body. Raises NotFound, InvalidRequest for files."""
        access = Access.of(principal)
        if access.sees_everything:
            return
        if file_id := named.get("file_id"):
            if not self._shows(access, principal.user_id, file_id, named):
                raise _unknown("file_id", file_id)
            return
        for name, reference_of in _REFERENCES.items():
            for text in _names(name, named):
                if not self._allows(access, reference_of(text)):
                    raise _unknown(name, text)
        self._check_attached(principal, named)

    def check_job(self, principal: Principal, job: Job) -> None:
        """Its failures name tickets: whoever does not see all of them reads their own jobs."""
        if not Access.of(principal).sees_everything and job.created_by.id != principal.id:
            raise _unknown("job_id", job.id)

    def check_account(self, principal: Principal, account: ChannelAccount) -> None:
        """For what an account has of its customers beside their tickets: raw updates, and a log that names messages."""
        if not Access.of(principal).sees_all_of(account.inbox_id):
            raise _unknown("account_id", account.id)

    def _check_attached(self, principal: Principal, named: Mapping[str, Any]) -> None:
        """Attaching a file shows it, in a message of one's own: so it takes that one may see it."""
        wanted = [each for value in named.values() for each in named_in(value, "file_id")]
        foreign = {file_id for _, file_id in wanted if not self._is_own(principal.user_id, file_id)}
        if foreign:
            foreign -= set(self._files_within(principal, named))
        if refused := [(field, file_id) for field, file_id in wanted if file_id in foreign]:
            message = "The file {!r} does not exist or cannot be sent."  # as for one that does not exist
            fields = [FieldError(field, message.format(file_id)) for field, file_id in refused]
            raise InvalidRequest.among(fields, code="unknown_file")

    def _files_within(self, principal: Principal, named: Mapping[str, Any]) -> Iterable[str | None]:
        """Of the conversation that the path names: of its newest entries, of the note that is changed, and of drafts,
        which a colleague may have begun."""
        if not (conversation_id := named.get("conversation_id")):
            return
        reference = ConversationReference.from_conversation_id(conversation_id)
        if note_id := named.get("note_id"):
            yield from file_ids(note_id, self.note_of(NoteReference.within(reference, note_id)).parts)
        placed, _ = self.conversations.entries(reference, start=None, newest_first=True, limit=_NEWEST, consistent=True)
        for _, entry in placed:
            if isinstance(entry, Message | Note):
                yield from file_ids(entry.id, entry.parts)
        for draft in self.drafts_of(reference, principal.id):
            yield from (part.get("file_id") for part in draft.content.get("attachments", ()))

    def _allows(self, access: Access, reference: ConversationReference) -> bool:
        ticket = self.tickets.get(reference)
        return ticket is not None and access.allows(ticket)

    def _shows(self, access: Access, user_id: str, file_id: str, asked: Mapping[str, str | None]) -> bool:
        """A file is seen with a message or note that has it, by whoever uploaded it, and in the library."""
        if message_id := asked.get("message_id"):
            reference = MessageReference.from_message_id(message_id)
            message = self.conversations.message(reference, consistent=True)
            return message is not None and self._has(access, reference.conversation, message, file_id)
        if note_id := asked.get("note_id"):
            conversation = ConversationReference.from_conversation_id(asked.get("conversation_id") or "")
            note = self.note_of(NoteReference.within(conversation, note_id))
            return self._has(access, conversation, note, file_id)
        return self._is_own(user_id, file_id)

    def _is_own(self, user_id: str, file_id: str) -> bool:
        file = self.files.get(file_id)
        return file is not None and (file.uploaded_by == user_id or self.in_library(file_id))

    def _has(self, access: Access, conversation: ConversationReference, entry: Message | Note, file_id: str) -> bool:
        return file_id in file_ids(entry.id, entry.parts) and self._allows(access, conversation)


def _names(name: str, named: Mapping[str, Any]) -> Iterable[str]:
    """In the path, and in the body."""
    yield from [named[name]] if named.get(name) else ()
    yield from (text for value in named.values() for _, text in named_in(value, name))


def _unknown(name: str, text: str) -> NotFound:
    """As each of them is refused where it does not exist."""
    what = name.removesuffix("_id")
    return NotFound(f"There is no {what} {text[:64]!r}.", code=f"{what}_not_found")
