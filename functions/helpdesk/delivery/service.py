"""Delivers a reply: one attempt."""

from collections.abc import Mapping
from dataclasses import replace

from helpdesk.accounts.models import ChannelAccount
from helpdesk.accounts.service import AccountService
from helpdesk.contract.events import outgoing_type
from helpdesk.conversations.models import REPORTED, Conversation, DeliveryStatus, Failure, Message
from helpdesk.conversations.references import MessageReference
from helpdesk.conversations.repository import ConversationRepository
from helpdesk.delivery.attempts import Attempts
from helpdesk.delivery.models import Attempt, DeliveryTask
from helpdesk.delivery.preparation import Preparation
from helpdesk.delivery.repository import DeliveryRepository
from helpdesk.delivery.work import of_message
from helpdesk.messaging.outcomes import Outcome, PermanentFailure, Sent
from helpdesk.platform.clock import Clock, to_text
from helpdesk.platform.errors import Conflict, Forbidden, NotFound
from helpdesk.platform.ids import NewId
from helpdesk.platform.retrying import MAX_ATTEMPTS, Next
from helpdesk.providers.models import Outbound


class MessageDelivery:
    def __init__(
        self,
        conversations: ConversationRepository,
        deliveries: DeliveryRepository,
        accounts: AccountService,
        outbound: Mapping[str, Outbound],
        preparation: Preparation,
        attempts: Attempts,
        *,
        now: Clock,
        new_id: NewId,
    ) -> None:
        self._conversations = conversations
        self._deliveries = deliveries
        self._accounts = accounts
        self._outbound = outbound
        self._preparation = preparation
        self._attempts = attempts
        self._now = now
        self._new_id = new_id

    def deliver(self, message_id: str) -> Attempt:
        """Raises Unavailable if our own tables or keys are unavailable: that does not count as a failure of the
        receiver."""
        return self._deliver(message_id, self._message(message_id))

    def replay(self, message_id: str) -> Attempt:
        """Replays the message for its app, with the same id, whatever its status. A message that is still waiting uses
        this as its next attempt: the queue hands over one message of a conversation at a time."""
        message = self._message(message_id)
        if message is None or message.status is DeliveryStatus.QUEUED:
            return self._deliver(message_id, message)
        outcome, attempt = self._attempted(message, attempts=1, replay=True)
        if isinstance(outcome, Sent) and message.status is DeliveryStatus.FAILED:
            self._deliveries.sent_after_all(message, to_text(self._now()))
        return attempt

    def _deliver(self, message_id: str, message: Message | None) -> Attempt:
        if message is None or message.status is not DeliveryStatus.QUEUED:
            return Attempt(message_id, "settled_before", Next.EXHAUSTED if _was_exhausted(message) else Next.DONE)
        outcome, attempt = self._attempted(message, attempts=message.attempts + 1)
        return self._settled(message, outcome, attempt)

    def _attempted(self, message: Message, *, attempts: int, replay: bool = False) -> tuple[Outcome, Attempt]:
        began, conversation = self._now(), self._conversation(message)
        outcome, account = self._send(message, conversation)
        return outcome, self._attempts.end(
            _subject(message), account, outcome, attempts=attempts, began=began, replay=replay
        )

    def _message(self, message_id: str) -> Message | None:
        return self._conversations.message(MessageReference.from_message_id(message_id), consistent=True)

    def _conversation(self, message: Message) -> Conversation:
        conversation = self._conversations.conversation(message.reference)
        if conversation is None:
            raise NotFound(f"There is no conversation {message.reference.conversation_id!r}.")
        return conversation

    def _send(self, message: Message, conversation: Conversation) -> tuple[Outcome, ChannelAccount | None]:
        try:
            account = self._accounts.get(conversation.account_id)
        except NotFound:
            return PermanentFailure("account_deleted", "The channel account no longer exists."), None
        if account.suspended:
            return PermanentFailure(account.suspended.code, account.suspended.reason), account
        provider = self._outbound[account.kind]
        try:
            outgoing = self._preparation.outgoing(message, conversation, account)
        except (Conflict, Forbidden) as refusal:
            return PermanentFailure(refusal.code, refusal.message), account
        if not provider.idempotent and not self._deliveries.begin(message, self._new_id()):
            reason = "An earlier attempt was interrupted: the message may have arrived. Check before you send it again."
            return PermanentFailure("maybe_sent", reason), account
        return provider.send(outgoing), account

    def _settled(self, message: Message, outcome: Outcome, attempt: Attempt) -> Attempt:
        """The attempt, with its result stored. What the channel reported in the meantime stays."""
        now = to_text(self._now())
        if isinstance(outcome, Sent):
            self._deliveries.sent(message, outcome.external_id, now)
        elif attempt.next is Next.RETRY:
            self._deliveries.will_retry(message, Failure(outcome.code, outcome.reason), now)
        else:
            suffix = f" All {attempt.attempt} attempts failed." if attempt.next is Next.EXHAUSTED else ""
            before = self._deliveries.failed(message, Failure(outcome.code, outcome.reason + suffix), now)
            if before is not None and not _was_exhausted(before):
                return replace(attempt, next=Next.DONE)
        return attempt


def _was_exhausted(message: Message | None) -> bool:
    if message is None or message.status is not DeliveryStatus.FAILED or message.attempts < MAX_ATTEMPTS:
        return False
    return message.failure is None or message.failure.code != REPORTED


def _subject(message: Message) -> DeliveryTask:
    return DeliveryTask(message.id, outgoing_type(message), of_message(message), message.reference.conversation_id)
