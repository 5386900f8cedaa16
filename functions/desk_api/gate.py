"""The gate of every route that names a ticket, a conversation, a message, a file or a job in its path: whoever may not
see it is told the same as if it did not exist. Somebody who sees everything costs no read."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from helpdesk.accounts.models import ChannelAccount
from helpdesk.conversations.models import Message
from helpdesk.conversations.notes import Note, NoteReference
from helpdesk.conversations.references import ConversationReference, MessageReference
from helpdesk.conversations.repository import ConversationRepository
from helpdesk.files.parts import file_ids
from helpdesk.files.repository import FileRepository
from helpdesk.jobs.models import Job
from helpdesk.people.access import Access
from helpdesk.people.principals import Principal
from helpdesk.platform.errors import NotFound
from helpdesk.tickets.repository import TicketRepository

_REFERENCES: Mapping[str, Callable[[str], ConversationReference]] = {
    "ticket_id": ConversationReference.from_ticket_id,
    "conversation_id": ConversationReference.from_conversation_id,
    "message_id": lambda text: MessageReference.from_message_id(text).conversation,
}


@dataclass(frozen=True, slots=True)
class Gate:
    tickets: TicketRepository
    conversations: ConversationRepository
    files: FileRepository
    note_of: Callable[[NoteReference], Note]
    """Raises NotFound."""
    in_library: Callable[[str], bool]
    """Whether a file is part of what everybody inserts."""

    def check(self, principal: Principal, named: Mapping[str, str | None]) -> None:
        """`named`: what the path names, and the query. Raises NotFound."""
        access = Access.of(principal)
        if access.sees_everything:
            return
        if file_id := named.get("file_id"):
            if not self._shows(access, principal.user_id, file_id, named):
                raise _unknown("file_id", file_id)
            return
        for name, reference_of in _REFERENCES.items():
            if (text := named.get(name)) and not self._allows(access, reference_of(text)):
                raise _unknown(name, text)

    def check_job(self, principal: Principal, job: Job) -> None:
        """Its failures name tickets: whoever does not see all of them reads their own jobs."""
        if not Access.of(principal).sees_everything and job.created_by.id != principal.id:
            raise _unknown("job_id", job.id)

    def check_account(self, principal: Principal, account: ChannelAccount) -> None:
        """For what an account has of its customers beside their tickets: raw updates, and a log that names messages."""
        if not Access.of(principal).sees_all_of(account.inbox_id):
            raise _unknown("account_id", account.id)

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
        file = self.files.get(file_id)
        return file is not None and (file.uploaded_by == user_id or self.in_library(file_id))

    def _has(self, access: Access, conversation: ConversationReference, entry: Message | Note, file_id: str) -> bool:
        return file_id in file_ids(entry.id, entry.parts) and self._allows(access, conversation)


def _unknown(name: str, text: str) -> NotFound:
    """As each of them is refused where it does not exist."""
    what = name.removesuffix("_id")
    return NotFound(f"There is no {what} {text[:64]!r}.", code=f"{what}_not_found")
