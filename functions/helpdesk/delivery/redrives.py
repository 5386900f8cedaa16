"""What failed or waits is tried again, because somebody asks for it."""

from contextlib import suppress

from helpdesk.accounts.models import ChannelAccount
from helpdesk.accounts.repository import AccountRepository
from helpdesk.accounts.service import AccountService
from helpdesk.audit.models import AuditType, Subject
from helpdesk.audit.recording import AuditRecorder
from helpdesk.conversations.models import REPORTED, DeliveryStatus, Message
from helpdesk.conversations.references import ConversationReference, MessageReference
from helpdesk.conversations.repository import ConversationRepository
from helpdesk.delivery.circuits import Circuits
from helpdesk.delivery.retries import Retries
from helpdesk.messaging.outcomes import MAYBE_SENT
from helpdesk.people.actors import Actor
from helpdesk.platform.errors import Conflict, NotFound
from helpdesk.platform.frozen import frozen
from helpdesk.platform.optimistic import until_written

LOOKED_AT = 100
_NOT_AGAIN = frozenset({MAYBE_SENT, "content_changed", REPORTED})
_LEFT_OUT = frozenset({"may_have_arrived", "not_failed"})


@frozen
class Redriven:
    replies: list[Message]
    """They have failed, and are tried again."""
    left_out: list[Message]
    """They have failed, and may have arrived, in part or as a whole: whoever wrote them decides."""
    waiting: list[Message]
    """They are still to be sent."""


class Redrives:
    def __init__(
        self,
        accounts: AccountService,
        repository: AccountRepository,
        conversations: ConversationRepository,
        circuits: Circuits,
        audit: AuditRecorder,
        retries: Retries,
    ) -> None:
        self._accounts = accounts
        self._repository = repository
        self._conversations = conversations
        self._circuits = circuits
        self._audit = audit
        self._retries = retries

    def of_account(self, account_id: str, actor: Actor) -> ChannelAccount:
        """Its receiver is probed now, and what waits follows if the probe gets through. While its circuit is closed,
        what has failed is tried now instead. Nothing is done if it is healthy."""

        def attempt() -> ChannelAccount:
            account = self._accounts.get(account_id, consistent=True)
            if account.archived_at is not None:
                raise Conflict("This channel account was deleted: nothing waits for it.", code="account_deleted")
            circuit, writes = account.circuit, self._circuits.asking(account)
            if writes or (circuit and circuit.failing):
                subject = Subject.account(account_id)
                self._repository.transact(
                    account_id, [*writes, *self._audit.recording(AuditType.REDRIVEN, actor, subject)]
                )
            return account

        account = until_written(attempt, "this account")
        if account.circuit and account.circuit.is_closed:
            for conversation in account.circuit.failing:
                self._hurry(conversation, actor)
        return self._accounts.get(account_id, consistent=True)

    def _hurry(self, conversation_id: str, actor: Actor) -> None:
        with suppress(NotFound):  # it is not about a conversation, but about the account itself
            reference = ConversationReference.from_conversation_id(conversation_id)
            for reply in self._replies(reference):
                if reply.waits:
                    self._retries.hurry(reply, actor)

    def of_ticket(self, reference: ConversationReference, actor: Actor) -> Redriven:
        """Its failed replies are retried, in order, after what is queued for it already; of its newest entries. If its
        account's receiver fails, that is probed now. Raises NotFound; Conflict if the account cannot send."""
        conversation = self._conversations.conversation(reference)
        if conversation is None:
            raise NotFound(f"There is no ticket {reference.ticket_id!r}.", code="ticket_not_found")
        replies = self._replies(reference)
        failed = [reply for reply in replies if reply.status is DeliveryStatus.FAILED]
        redriven = [reply for reply in failed if self._is_retried(reply, actor)]
        account = self._repository.get(conversation.account_id, consistent=True)
        if account is not None:
            self._circuits.ask(account)
        waiting = [reply for reply in replies if reply.status is DeliveryStatus.QUEUED]
        for reply in waiting:
            if reply.queue_handle:
                self._retries.hurry(reply, actor)
        return Redriven(redriven, [reply for reply in failed if reply not in redriven], waiting)

    def _replies(self, reference: ConversationReference) -> list[Message]:
        """Among its newest entries, in order."""
        entries, _ = self._conversations.entries(
            reference, start=None, newest_first=True, limit=LOOKED_AT, consistent=True
        )
        return [entry for _, entry in reversed(entries) if isinstance(entry, Message) and entry.is_reply]

    def _is_retried(self, reply: Message, actor: Actor) -> bool:
        """False if it may have arrived, or has arrived since it was read."""
        if reply.failure is not None and reply.failure.code in _NOT_AGAIN:
            return False
        reference = MessageReference(reply.reference, reply.sequence)
        try:
            self._retries.retry(reference, actor, even_if_it_may_have_arrived=False)
        except Conflict as refusal:
            if refusal.code not in _LEFT_OUT:
                raise
            return False
        return True
