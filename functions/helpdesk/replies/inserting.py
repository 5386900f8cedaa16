"""What prepared content becomes in a conversation: rendered as its channel carries it, before it is sent."""

from collections.abc import Mapping
from dataclasses import field, replace
from typing import Any, Protocol

from helpdesk.contacts.models import Contact
from helpdesk.content import support
from helpdesk.content.composed import File as FileIn
from helpdesk.content.draft import draft
from helpdesk.content.files import Files
from helpdesk.conversations.models import Conversation, Message
from helpdesk.conversations.references import ConversationReference, MessageReference
from helpdesk.conversations.repository import ConversationRepository
from helpdesk.fields.values import FieldType
from helpdesk.inserts import placeholders
from helpdesk.inserts.models import LibraryEntry, Snippet
from helpdesk.inserts.rendering import day_in_words, entry_html, passage_html
from helpdesk.messaging.capabilities import AttachmentType, Capabilities
from helpdesk.people.models import User
from helpdesk.platform.errors import Conflict, FieldError, InvalidRequest, NotFound
from helpdesk.platform.frozen import frozen
from helpdesk.platform.text import without_markup
from helpdesk.properties.models import Property
from helpdesk.replies.carrying import Loss, LossKind, Preview, carried
from helpdesk.replies.outgoing import ContentRules
from helpdesk.tickets.changes import Place, WorkRules
from helpdesk.tickets.models import Ticket

_LONGEST_PASSAGE = 4000


@frozen
class Wanted:
    """What is inserted: one of a snippet, an entry of the library, a message."""

    snippet_id: str | None = None
    entry_id: str | None = None
    message_id: str | None = None
    passage: str | None = None
    """Of the message; None for all of its text."""
    values: Mapping[str, str] = field(default_factory=dict)
    """What an agent fills in for placeholders that have no value here."""


class Snippets(Protocol):
    def get(self, insert_id: str) -> Snippet: ...


class Library(Protocol):
    def get(self, insert_id: str) -> LibraryEntry: ...


class Tickets(Protocol):
    def get(self, reference: ConversationReference) -> Ticket: ...


class Contacts(Protocol):
    def shown(self, contact_id: str) -> Contact | None: ...


class RuleBook(Protocol):
    def knowing(self, *places: Place) -> WorkRules: ...


@frozen
class Sources:
    """What prepared content is made from."""

    snippets: Snippets
    library: Library
    tickets: Tickets
    contacts: Contacts
    rules: RuleBook
    files: Files


class Inserter:
    def __init__(self, conversations: ConversationRepository, content_rules: ContentRules, sources: Sources) -> None:
        self._conversations = conversations
        self._content_rules = content_rules
        self._sources = sources

    def preview(self, reference: ConversationReference, wanted: Wanted, agent: User) -> Preview:
        """Raises NotFound; InvalidRequest for a passage that the message does not have, and with
        `placeholder_without_value` that names each placeholder without a value; Conflict if the channel cannot carry
        any of it."""
        conversation = self._conversations.conversation(reference)
        if conversation is None:
            raise NotFound(f"There is no conversation {reference.conversation_id!r}.", code="conversation_not_found")
        can = self._content_rules.capabilities(conversation)
        if wanted.snippet_id is not None:
            snippet = self._sources.snippets.get(wanted.snippet_id)
            return self._of_snippet(snippet, wanted.values, conversation, agent, can)
        if wanted.entry_id is not None:
            return self._of_entry(self._sources.library.get(wanted.entry_id), can)
        return carried(can, "", passage_html(self._passage(wanted, conversation)))

    def _of_snippet(
        self, snippet: Snippet, given: Mapping[str, str], conversation: Conversation, agent: User, can: Capabilities
    ) -> Preview:
        content = snippet.rich_text or snippet.text
        known = self._values(conversation, agent, placeholders.names(content))
        values = {**given, **{name: value for name, value in known.items() if value}}
        if absent := placeholders.missing(content, values):
            fields = [FieldError(name, "it has no value here, and no default in the snippet") for name in absent]
            raise InvalidRequest.among(fields, code="placeholder_without_value")
        text = placeholders.filled(snippet.text, values)
        html = placeholders.filled(snippet.rich_text, values, _in_html) if snippet.rich_text else None
        return carried(can, text, html)

    def _values(self, conversation: Conversation, agent: User, names: list[str]) -> dict[str, str | None]:
        """Of these placeholders; what none of them asks for is not read."""
        found: dict[str, str | None] = {}
        if any(name.startswith("contact.") for name in names):
            found |= _of_contact(self._sources.contacts.shown(conversation.contact_id), conversation)
        if any(name.startswith("ticket.") for name in names):
            ticket = self._sources.tickets.get(conversation.reference)
            found |= _of_ticket(ticket, self._sources.rules.knowing(ticket.place))
        return found | _of_agent(agent)

    def _of_entry(self, entry: LibraryEntry, can: Capabilities) -> Preview:
        html = entry_html(entry)
        if entry.file_id is None:
            return carried(can, "", html)
        file = self._sources.files.usable([entry.file_id]).get(entry.file_id)
        if file is not None and AttachmentType.FILE in can.outgoing_attachment_types:
            attached = draft("", None, [FileIn(type="FILE", file_id=file.id)]).with_files({file.id: file})
            refused = support.violations(can, attached, {file.id: file})
            if not refused:
                return Preview(attached, {file.id: file}, (), ())
        if entry.url is None:
            raise Conflict(
                "This channel does not carry the file of the document, and the document has no URL.",
                code="not_carried",
            )
        preview = carried(can, "", html)
        message = "the file: a link stands instead"
        instead = Loss(LossKind.FILE, "attachments", message, "outgoingAttachmentTypes")
        return replace(preview, lost=(instead, *preview.lost))

    def _passage(self, wanted: Wanted, conversation: Conversation) -> str:
        message = self._message(str(wanted.message_id), conversation)
        passage = (wanted.passage if wanted.passage is not None else message.text).strip()
        if not passage or _one_line(passage) not in _one_line(message.text):
            raise InvalidRequest.at("passage", "the message does not contain this text", code="passage_not_found")
        if len(passage) > _LONGEST_PASSAGE:
            message_ = f"a passage has at most {_LONGEST_PASSAGE} characters; this one has {len(passage)}"
            raise InvalidRequest.at("passage", message_, code="passage_too_long")
        return passage

    def _message(self, message_id: str, conversation: Conversation) -> Message:
        """Of this conversation, or of one before it with the same customer."""
        reference = MessageReference.from_message_id(message_id)
        message = self._conversations.message(reference, consistent=True)
        elsewhere = reference.conversation != conversation.reference
        of = self._conversations.conversation(reference.conversation) if message and elsewhere else conversation
        if message is None or of is None or of.contact_id != conversation.contact_id:
            raise NotFound(f"There is no message {message_id!r} of this customer.", code="message_not_found")
        return message


def _of_contact(contact: Contact | None, conversation: Conversation) -> dict[str, str | None]:
    name = contact.name if contact else conversation.recipient.name
    return {
        "contact.name": name,
        "contact.first_name": _first(name),
        "contact.email": contact.email if contact else conversation.recipient.email,
        "contact.phone": contact.phone if contact else conversation.recipient.phone,
    }


def _of_ticket(ticket: Ticket, rules: WorkRules) -> dict[str, str | None]:
    status = rules.pipeline(ticket).status(ticket.status_id)
    own = {f"ticket.{name}": _shown(each, ticket.value(name)) for name, each in rules.properties.items()}
    return own | {
        "ticket.number": str(ticket.number) if ticket.number else None,
        "ticket.name": ticket.title or None,
        "ticket.status": status.name if status else None,
    }


def _of_agent(agent: User) -> dict[str, str | None]:
    return {"agent.name": agent.name, "agent.first_name": _first(agent.name), "agent.email": agent.email}


def _shown(definition: Property, value: Any) -> str | None:
    """A value as people read it."""
    if value is None or value == []:
        return None
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if definition.type is FieldType.DATE:
        return day_in_words(value)
    labels = {choice.value: choice.label for choice in definition.choices}
    values = value if isinstance(value, list | tuple) else [value]
    return ", ".join(labels.get(str(each), str(each)) for each in values)


def _first(name: str | None) -> str | None:
    words = (name or "").split()
    return words[0] if words else None


def _in_html(value: str) -> str:
    return without_markup(value).replace("\n", "<br>")


def _one_line(text: str) -> str:
    return " ".join(text.split())
