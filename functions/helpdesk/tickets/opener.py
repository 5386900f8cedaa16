"""Opens a ticket with its conversation: by a customer's message, or because somebody at the desk writes first."""

from dataclasses import replace

from helpdesk.accounts.models import ChannelAccount
from helpdesk.contacts.models import Contact
from helpdesk.conversations.models import Conversation, Message
from helpdesk.conversations.references import ConversationReference
from helpdesk.conversations.summary import summary, words
from helpdesk.people.actors import ActorKind
from helpdesk.platform.dynamodb import Write
from helpdesk.platform.errors import InvalidRequest
from helpdesk.platform.text import excerpt, visible
from helpdesk.tickets.activity import PREVIEW_LENGTH, SUBJECT_LENGTH
from helpdesk.tickets.changes import StatusRefused, TicketChange, WorkRules
from helpdesk.tickets.models import Ticket, TicketState
from helpdesk.tickets.opening import begun, named_places, opened
from helpdesk.tickets.replied import RuleBook
from helpdesk.tickets.repository import TicketRepository


class TicketOpener:
    def __init__(self, repository: TicketRepository, rules: RuleBook) -> None:
        self._repository = repository
        self._rules = rules

    def opening(
        self, account: ChannelAccount, conversation: Conversation, contact: Contact, message: Message
    ) -> list[Write]:
        return self.creation(self.ticket(account, conversation, contact, message))

    def ticket(
        self,
        account: ChannelAccount,
        conversation: Conversation,
        contact: Contact,
        message: Message,
    ) -> Ticket:
        given = account.ticket_properties
        ticket = self._unplaced(account, conversation, contact, message)
        return opened(ticket, given, self._rules.knowing(*named_places(given)))

    def begun(
        self,
        account: ChannelAccount,
        conversation: Conversation,
        contact: Contact,
        message: Message,
        owner_id: str | None,
        change: TicketChange,
    ) -> Ticket:
        """The ticket of a conversation that somebody at the desk starts. Raises StatusRefused for what every new ticket
        needs, and InvalidRequest for values that do not fit."""
        given = account.ticket_properties
        ticket = replace(self._unplaced(account, conversation, contact, message), owner_id=owner_id)

        def by(rules: WorkRules) -> Ticket:
            return begun(opened(ticket, given, rules), change, rules)

        try:
            return by(self._rules.knowing(*named_places(given)))
        except (StatusRefused, InvalidRequest):
            return by(self._rules.fresh())

    def _unplaced(
        self, account: ChannelAccount, conversation: Conversation, contact: Contact, message: Message
    ) -> Ticket:
        summed_up, subject = summary(message), words(message)
        shown = summed_up if visible(message.text) or message.parts or message.label else contact.display_name
        return Ticket(
            reference=conversation.reference,
            account_id=account.id,
            channel=account.channel_id or account.kind,
            inbox_id=account.inbox_id,
            contact_id=contact.id,
            contact_name=excerpt(contact.display_name, SUBJECT_LENGTH),
            subject=excerpt(subject, SUBJECT_LENGTH) if subject else None,
            placeholder=None if subject else excerpt(shown, SUBJECT_LENGTH),
            state=TicketState.OPEN,
            opened_at=message.created_at,
            last_activity_at=message.created_at,
            last_sequence=message.sequence,
            last_direction=message.direction.value,
            preview=excerpt(summed_up, PREVIEW_LENGTH),
            last_reply=message.sequence if message.is_reply else None,
            opened_by=None if message.actor.kind is ActorKind.CONTACT else message.actor.named,
        )

    def creation(self, ticket: Ticket) -> list[Write]:
        return self._repository.creation(ticket)

    def still_closed(self, reference: ConversationReference) -> Write:
        return self._repository.still_closed(reference)

    def naming(self, reference: ConversationReference, contact: Contact) -> Write:
        """Shows the name of the contact, which became known later."""
        return self._repository.naming(reference, excerpt(contact.display_name, SUBJECT_LENGTH))
