"""The desk writes first: contact, conversation, message and ticket in one transaction; the stream queues the message
like any reply."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from helpdesk.accounts.models import ChannelAccount
from helpdesk.accounts.threads import thread_key_for_start
from helpdesk.content import support
from helpdesk.content.draft import Draft
from helpdesk.conversations.continuing import continuing
from helpdesk.conversations.models import Conversation, Event, EventType, Message
from helpdesk.conversations.references import ConversationReference, MessageReference, thread_of
from helpdesk.conversations.repository import Claim, ConversationRepository, Head
from helpdesk.messaging.messages import Sender
from helpdesk.people.access import EVERYTHING, Access
from helpdesk.people.actors import Actor, ActorKind
from helpdesk.platform.clock import Clock, to_text
from helpdesk.platform.dynamodb import Write
from helpdesk.platform.errors import Conflict, Forbidden, InvalidRequest
from helpdesk.platform.frozen import frozen
from helpdesk.platform.ids import NewId, digest
from helpdesk.platform.optimistic import until_written
from helpdesk.platform.records import plain
from helpdesk.replies.composer import CLOSED_INBOX
from helpdesk.replies.outgoing import ContentRules, outgoing
from helpdesk.replies.parties import Parties
from helpdesk.tickets.changes import TicketChange
from helpdesk.tickets.models import Ticket
from helpdesk.tickets.opener import TicketOpener
from helpdesk.tickets.service import TicketService

NOTHING_GIVEN = TicketChange()


@frozen
class StartRequest:
    account_id: str
    recipient: Sender
    """The customer, with the address to write to."""
    draft: Draft
    others: tuple[Sender, ...] = ()
    """Recipients other than the customer."""
    contact_id: str | None = None
    """The customer's contact, if it is known already."""
    given: TicketChange = NOTHING_GIVEN
    """What the ticket gets beside what its account and the desk's defaults say."""
    idempotency_key: str | None = None

    @property
    def asked(self) -> str | None:
        """A digest of what the ticket gets."""
        return None if self.given == NOTHING_GIVEN else digest(json.dumps(plain(self.given), sort_keys=True))


@frozen
class Started:
    conversation: Conversation
    ticket: Ticket
    message: Message

    def answers(self, request: StartRequest) -> bool:
        """Whether this is the result of the same request."""
        began, recipient = self.conversation, request.recipient
        to = began.recipient
        same_customer = to.address.normal == recipient.address.normal and recipient.name in {None, to.name}
        same_place = began.account_id == request.account_id and request.contact_id in {None, to.contact_id}
        draft = request.draft.to(request.others)
        return same_customer and same_place and draft.matches(self.message)


# Instead of an account's id: a key belongs to its caller, whichever account they use.
_CALLERS = "callers"


class ConversationStarter:
    def __init__(
        self,
        conversations: ConversationRepository,
        opening: TicketOpener,
        tickets: TicketService,
        parties: Parties,
        content_rules: ContentRules,
        now: Clock,
        new_id: NewId,
    ) -> None:
        self._conversations = conversations
        self._opening = opening
        self._tickets = tickets
        self._parties = parties
        self._content_rules = content_rules
        self._now = now
        self._new_id = new_id

    def start(self, request: StartRequest, actor: Actor, access: Access = EVERYTHING) -> Started:
        """The created objects; for the same idempotency key of the same actor, those that were created first. Raises
        Conflict if a conversation with this customer is open already, and InvalidRequest or Conflict that names
        everything that the channel does not support; Forbidden for an account whose inbox the caller does not see."""
        key = f"begun/{actor.id}/{request.idempotency_key or self._new_id()}"
        return until_written(
            lambda: self._begun_before(request, key) or self._begin(request, key, actor, access),
            "the conversations of this customer",
        )

    def _begun_before(self, request: StartRequest, key: str) -> Started | None:
        claim = self._conversations.existing_claim(_CALLERS, key) if request.idempotency_key else None
        if claim is None:
            return None
        conversation = self._conversations.conversation(claim.reference, consistent=True)
        message = self._conversations.message(MessageReference(claim.reference, 1), consistent=True)
        assert conversation, "it was written with its claim"
        assert message, "it was written with its claim"
        started = Started(conversation, self._tickets.get(claim.reference), message)
        if claim.asked != request.asked or not started.answers(request):
            raise Conflict(
                "This Idempotency-Key was used for another conversation. Use a new key for a new conversation.",
                code="idempotency_key_reused",
            )
        return started

    def _begin(self, request: StartRequest, key: str, actor: Actor, access: Access) -> Started:
        """Raises TransactionFailed if something else was written at the same time: the next attempt finds it."""
        account, named = self._parties.account(request.account_id), self._parties.named(request.contact_id)
        can = self._content_rules.capabilities_of(account)
        if account.inbox_id in access.closed_inboxes:
            raise Forbidden(CLOSED_INBOX.reason, code=CLOSED_INBOX.code)
        draft = request.draft.to(request.others)
        draft = self._content_rules.checked(can, draft, support.start_violations(can, request.recipient))
        thread_key = thread_key_for_start(can, account, request.recipient)
        thread = thread_of(account.id, thread_key)
        before = self._conversations.head_of_thread(thread)
        if before and not before.is_over:
            # Of several requests with one key, this one may be the second.
            return self._begun_before(request, key) or self._refuse(before.conversation.reference, access)
        reference = before.conversation.reference.next if before else ConversationReference(thread)
        now = to_text(self._now())
        previous_customer = self._parties.previous_customer(before.conversation if before else None, request.recipient)
        named = named or previous_customer or self._parties.verified(request.recipient)
        customer = self._parties.customer(account, request.recipient, named, actor, now)
        message = outgoing(MessageReference(reference, 1), draft, actor, key, now)
        conversation = Conversation(reference, account.id, thread_key, customer.contact.id, customer.address, now)
        owner_id = actor.id if actor.kind is ActorKind.PERSON else None
        with at_their_place():
            ticket = self._opening.begun(account, conversation, customer.contact, message, owner_id, request.given)
        writes = [
            self._conversations.opening(conversation),
            self._conversations.appending(message),
            *self._opening.creation(ticket),
            *customer.writes,
            *(self._following(before, message) if before else []),
        ]
        if owner_id:
            writes.append(self._owned(message, account, owner_id))
        if request.idempotency_key:
            writes.append(self._conversations.claiming(_CALLERS, key, Claim(reference, 0, asked=request.asked)))
        self._conversations.transact(writes)
        return Started(conversation, ticket, message)

    def _refuse(self, reference: ConversationReference, access: Access) -> Started:
        """Whoever does not see the conversation is told only that there is one."""
        seen = access.sees_everything or access.allows(self._tickets.get(reference))
        what = f"Reply in {reference.conversation_id}." if seen else "Somebody else works on it."
        context = {"conversation_id": [reference.conversation_id], "ticket_id": [reference.ticket_id]} if seen else {}
        raise Conflict(
            f"A conversation with this customer is already open. {what}", code="conversation_exists", context=context
        )

    def _following(self, before: Head, message: Message) -> list[Write]:
        still_closed = self._opening.still_closed(before.conversation.reference)
        return [*continuing(self._conversations, before, message), still_closed]

    def _owned(self, message: Message, account: ChannelAccount, owner_id: str) -> Write:
        """The agent who starts a conversation owns its ticket."""
        event = Event(
            reference=message.reference,
            after_sequence=message.sequence,
            id=self._new_id(),
            type=EventType.OWNER_CHANGED,
            actor=message.actor,
            created_at=message.created_at,
            details={"from": None, "to": owner_id},
            account_id=account.id,
        )
        return self._conversations.recording(event)


@contextmanager
def at_their_place() -> Iterator[None]:
    """Errors name the fields of the request: properties of any kind are in `properties`."""
    try:
        yield
    except InvalidRequest as invalid:
        fields = [replace(each, field=_place(each.field)) for each in invalid.fields]
        raise InvalidRequest.among(fields, code=invalid.code) from invalid


def _place(field: str) -> str:
    return field if field.startswith("properties") else f"properties.{field}"
