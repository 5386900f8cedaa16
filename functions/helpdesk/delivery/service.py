"""Delivers a reply: one attempt of one step."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from helpdesk.accounts.models import ChannelAccount
from helpdesk.accounts.service import AccountService
from helpdesk.contract.events import outgoing_type
from helpdesk.conversations.models import REPORTED, Conversation, DeliveryStatus, Failure, Message
from helpdesk.conversations.references import MessageReference
from helpdesk.conversations.repository import ConversationRepository
from helpdesk.delivery.attempts import Attempts
from helpdesk.delivery.models import WAITING, Attempt, DeliveryTask, Later
from helpdesk.delivery.pacing import Turns
from helpdesk.delivery.preparation import Preparation
from helpdesk.delivery.repository import DeliveryRepository
from helpdesk.delivery.work import of_message
from helpdesk.messaging.outcomes import Outcome, PermanentFailure, Sent, TemporaryFailure
from helpdesk.platform.clock import Clock, to_text
from helpdesk.platform.errors import Conflict, Forbidden, NotFound
from helpdesk.platform.ids import NewId
from helpdesk.platform.retrying import MAX_ATTEMPTS, TURN_SECONDS, Next
from helpdesk.providers.models import Outbound, OutgoingMessage, Step


class MessageDelivery:
    def __init__(
        self,
        conversations: ConversationRepository,
        deliveries: DeliveryRepository,
        accounts: AccountService,
        outbound: Mapping[str, Outbound],
        preparation: Preparation,
        turns: Turns,
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
        self._turns = turns
        self._attempts = attempts
        self._now = now
        self._new_id = new_id

    def deliver(self, message_id: str) -> Attempt:
        """A message of several steps is queued again after each of them. Raises Unavailable if our own tables or keys
        are unavailable: that does not count as a failure of the receiver."""
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
        if isinstance(outcome, Later):
            return attempt
        return self._settled(message, outcome, attempt)

    def _attempted(self, message: Message, *, attempts: int, replay: bool = False) -> tuple[Outcome | Later, Attempt]:
        began, conversation = self._now(), self._conversation(message)
        outcome, account = self._send(message, conversation)
        if isinstance(outcome, Later):
            return outcome, Attempt(message.id, WAITING, Next.RETRY, wait_seconds=outcome.seconds)
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

    def _send(self, message: Message, conversation: Conversation) -> tuple[Outcome | Later, ChannelAccount | None]:
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
        steps = provider.steps(outgoing)
        if isinstance(steps, PermanentFailure):
            return steps, account
        return self._next_step(provider, message, outgoing, steps, account), account

    def _next_step(
        self,
        provider: Outbound,
        message: Message,
        outgoing: OutgoingMessage,
        steps: Sequence[Step],
        account: ChannelAccount,
    ) -> Outcome | Later:
        done = min(message.steps_done, len(steps) - 1)
        wait = self._turns.wait(account, provider.pace, provider.chat(outgoing.thread_key), steps[done].messages)
        if wait:
            return Later(wait)
        if not provider.idempotent and not self._deliveries.begin(message, self._new_id()):
            reason = "An earlier attempt was interrupted: the message may have arrived. Check before you send it again."
            return _of_part(PermanentFailure("maybe_sent", reason), done, steps)
        outcome = provider.perform(outgoing, steps[done])
        if isinstance(outcome, TemporaryFailure) and provider.pace and outcome.retry_after_seconds:
            self._turns.hold(account, outcome.retry_after_seconds)
        if not isinstance(outcome, Sent):
            return _of_part(outcome, done, steps)
        sent = Sent.as_messages([*message.ids, *outcome.ids])
        if done + 1 == len(steps):
            return sent
        self._deliveries.goes_on(message, done + 1, sent.ids)
        return Later(TURN_SECONDS)

    def _settled(self, message: Message, outcome: Outcome, attempt: Attempt) -> Attempt:
        """The attempt, with its result stored. What the channel reported in the meantime stays."""
        now = to_text(self._now())
        if isinstance(outcome, Sent):
            self._deliveries.sent(message, outcome.ids, now)
        elif attempt.next is Next.RETRY:
            self._deliveries.will_retry(message, Failure(outcome.code, outcome.reason), now)
        else:
            suffix = f" All {attempt.attempt} attempts failed." if attempt.next is Next.EXHAUSTED else ""
            before = self._deliveries.failed(message, Failure(outcome.code, outcome.reason + suffix), now)
            if before is not None and not _was_exhausted(before):
                return replace(attempt, next=Next.DONE)
        return attempt


def _of_part(
    outcome: TemporaryFailure | PermanentFailure, done: int, steps: Sequence[Step]
) -> TemporaryFailure | PermanentFailure:
    if not done:
        return outcome
    return replace(outcome, reason=f"Part {done + 1} of {len(steps)}, after the others were sent: {outcome.reason}")


def _was_exhausted(message: Message | None) -> bool:
    if message is None or message.status is not DeliveryStatus.FAILED or message.attempts < MAX_ATTEMPTS:
        return False
    return message.failure is None or message.failure.code != REPORTED


def _subject(message: Message) -> DeliveryTask:
    return DeliveryTask(message.id, outgoing_type(message), of_message(message), message.reference.conversation_id)
