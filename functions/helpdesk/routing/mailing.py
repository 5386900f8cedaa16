"""The e-mail to a contact's owner who is away. It is claimed on the decision before it is sent, and so sent at most
once; nobody sends it again of whom it is not known that it was not sent (docs/decisions/0007)."""

from dataclasses import dataclass
from typing import Protocol

from helpdesk.accounts.models import ChannelAccount
from helpdesk.conversations.models import WRITTEN_TO, Direction, Event, Mail
from helpdesk.conversations.references import ConversationReference, MessageReference
from helpdesk.conversations.repository import ConversationRepository
from helpdesk.people.models import User
from helpdesk.platform.email import Email
from helpdesk.platform.errors import Unavailable
from helpdesk.platform.queue_attempts import Received
from helpdesk.platform.retrying import Next
from helpdesk.platform.ses import Emails, MaybeSent, NotSent
from helpdesk.routing.owner_mail import Submission, written
from helpdesk.routing.work import WriteMail
from helpdesk.tickets.models import Ticket


class Users(Protocol):
    def get(self, user_id: str) -> User | None: ...


class Accounts(Protocol):
    def get(self, account_id: str) -> ChannelAccount | None: ...


class Tickets(Protocol):
    def get(self, reference: ConversationReference) -> Ticket | None: ...


@dataclass(frozen=True, slots=True)
class Written:
    """As the log has it."""

    ticket_id: str
    outcome: str
    code: str | None = None
    next: Next = Next.DONE
    wait_seconds: int = 0


_GONE = "gone"


class OwnerMail:
    def __init__(
        self,
        conversations: ConversationRepository,
        tickets: Tickets,
        users: Users,
        accounts: Accounts,
        emails: Emails | None,
        workspace_url: str,
    ) -> None:
        self._conversations = conversations
        self._tickets = tickets
        self._users = users
        self._accounts = accounts
        self._emails = emails
        self._workspace_url = workspace_url

    def write(self, work: WriteMail, _received: Received) -> Written:
        """Raises Unavailable if nothing was sent, and it may succeed later."""
        event = self._conversations.event(work.reference, work.position)
        if event is None or event.mail is None:  # erased meanwhile
            return Written(work.ticket_id, _GONE)
        if event.mail is Mail.SENDING:
            # Whoever claimed it has stopped, or has not stored yet how it went: who knows stores it over this.
            return self._ended(event, {Mail.SENDING}, Mail.MAYBE_SENT, "interrupted")
        return self._waiting(event) if event.mail is Mail.WAITING else Written(work.ticket_id, event.mail, "repeated")

    def _waiting(self, event: Event) -> Written:
        if self._emails is None:
            return self._ended(event, {Mail.WAITING}, Mail.NOT_SET_UP)
        email = self._email(event)
        if email is None:
            return self._ended(event, {Mail.WAITING}, Mail.FAILED, "nobody")
        if not self._conversations.note_mail(event, {Mail.WAITING}, Mail.SENDING):
            return Written(event.reference.ticket_id, Mail.SENDING, "repeated")
        return self._sent(event, email, self._emails)

    def _sent(self, event: Event, email: Email, emails: Emails) -> Written:
        claimed = {Mail.SENDING, Mail.MAYBE_SENT}
        try:
            emails.send(email)
        except MaybeSent:
            return self._ended(event, claimed, Mail.MAYBE_SENT)
        except NotSent as refusal:
            if not refusal.for_now:
                return self._ended(event, claimed, Mail.FAILED, refusal.code)
            self._conversations.note_mail(event, claimed, Mail.WAITING)
            raise Unavailable(f"The e-mail was not sent: {refusal.code}.") from refusal
        return self._ended(event, claimed, Mail.SENT)

    def _ended(self, event: Event, known: set[Mail], outcome: Mail, code: str | None = None) -> Written:
        self._conversations.note_mail(event, known, outcome)
        return Written(event.reference.ticket_id, outcome, code)

    def _email(self, event: Event) -> Email | None:
        """None if there is nobody to write to any more, or nothing to write about."""
        user, ticket = self._users.get(event.details[WRITTEN_TO]), self._tickets.get(event.reference)
        if user is None or not user.is_active or ticket is None:
            return None
        account = self._accounts.get(ticket.account_id)
        message = self._conversations.message(MessageReference(event.reference, event.after_sequence))
        says = message.text if message and message.direction is Direction.IN else ticket.preview
        waits = ticket.waits_for == user.id
        submission = Submission(ticket.id, ticket.contact_name, account.name if account else "a channel", says, waits)
        return written(user.email, submission, self._workspace_url)
