"""The e-mail to a contact's owner who is away. It is claimed on the decision before it is sent, and so sent at most
once; nobody sends it again of whom it is not known that it was not sent (docs/decisions/0007)."""

from collections.abc import Callable, Sequence
from typing import Protocol

from helpdesk.accounts.models import ChannelAccount
from helpdesk.conversations.models import WRITTEN_TO, Direction, Event, Mail
from helpdesk.conversations.references import ConversationReference, MessageReference
from helpdesk.conversations.repository import ConversationRepository
from helpdesk.people.models import User
from helpdesk.platform.email import Email
from helpdesk.platform.errors import Unavailable
from helpdesk.platform.frozen import frozen
from helpdesk.platform.ids import digest
from helpdesk.platform.queue_attempts import Received
from helpdesk.platform.retrying import Next
from helpdesk.platform.ses import Emails, MaybeSent, NotSent
from helpdesk.routing.owner_mail import Submission, Whose, written
from helpdesk.routing.work import WriteMail
from helpdesk.tickets.models import Ticket, TicketState


class Users(Protocol):
    def get(self, user_id: str) -> User | None: ...


class Accounts(Protocol):
    def get(self, account_id: str) -> ChannelAccount | None: ...


class Tickets(Protocol):
    def get(self, reference: ConversationReference) -> Ticket | None: ...


@frozen
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
        teams_of: Callable[[str], Sequence[str]],
        emails: Emails | None,
        workspace_url: str,
    ) -> None:
        """`teams_of`: to which an inbox is limited."""
        self._conversations = conversations
        self._tickets = tickets
        self._users = users
        self._accounts = accounts
        self._teams_of = teams_of
        self._emails = emails
        self._workspace_url = workspace_url

    def write(self, work: WriteMail, received: Received) -> Written:
        """Raises Unavailable if nothing was sent, and it may succeed later."""
        event = self._conversations.event(work.reference, work.position)
        if event is None or event.mail is None:  # erased meanwhile
            return Written(work.ticket_id, _GONE)
        if event.mail is Mail.SENDING:
            # Whoever claimed it has stopped, or has not stored yet how it went: who knows stores it over this.
            return self._ended(event, Mail.MAYBE_SENT, "interrupted")
        if event.mail is not Mail.WAITING:
            return Written(work.ticket_id, event.mail, "repeated")
        return self._waiting(event, digest(received.handle))

    def _waiting(self, event: Event, claim: str) -> Written:
        if self._emails is None:
            return self._ended(event, Mail.NOT_SET_UP)
        email = self._email(event)
        if email is None:
            return self._ended(event, Mail.NOT_NEEDED)
        if not self._conversations.claim_mail(event, claim):
            return Written(event.reference.ticket_id, Mail.SENDING, "repeated")
        outcome, code = self._sent(event, claim, email, self._emails)
        self._conversations.settle_mail(event, claim, outcome)
        return Written(event.reference.ticket_id, outcome, code)

    def _sent(self, event: Event, claim: str, email: Email, emails: Emails) -> tuple[Mail, str | None]:
        try:
            emails.send(email)
        except MaybeSent:
            return Mail.MAYBE_SENT, None
        except NotSent as refusal:
            if not refusal.for_now:
                return Mail.FAILED, refusal.code
            self._conversations.settle_mail(event, claim, Mail.WAITING)
            raise Unavailable(f"The e-mail was not sent: {refusal.code}.") from refusal
        return Mail.SENT, None

    def _ended(self, event: Event, outcome: Mail, code: str | None = None) -> Written:
        """Without a claim."""
        self._conversations.end_mail(event, event.mail or Mail.WAITING, outcome)
        return Written(event.reference.ticket_id, outcome, code)

    def _email(self, event: Event) -> Email | None:
        """None if it is not needed any more: SES may have refused it for now since the decision, for hours."""
        user, ticket = self._users.get(event.details[WRITTEN_TO]), self._tickets.get(event.reference)
        if user is None or ticket is None or not self._is_needed(user, ticket):
            return None
        account = self._accounts.get(ticket.account_id)
        message = self._conversations.message(MessageReference(event.reference, event.after_sequence))
        says = message.text if message and message.direction is Direction.IN else ""
        name, whose = account.name if account else "a channel", Whose.of(ticket, user.id)
        submission = Submission(ticket.id, ticket.contact_name, name, says, whose)
        return written(user.email, submission, self._workspace_url)

    def _is_needed(self, user: User, ticket: Ticket) -> bool:
        teams = self._teams_of(ticket.inbox_id)
        sees_it = not teams or not set(teams).isdisjoint(user.team_ids)
        return user.is_active and sees_it and ticket.state is TicketState.OPEN
