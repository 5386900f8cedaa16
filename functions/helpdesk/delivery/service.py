"""Delivers a reply: one attempt of one step."""

import math
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta

from helpdesk.accounts.models import ChannelAccount
from helpdesk.accounts.service import AccountService
from helpdesk.contract.events import outgoing_type
from helpdesk.conversations.models import (
    LONGEST_HOLD,
    REPORTED,
    Conversation,
    DeliveryStatus,
    Failure,
    Message,
)
from helpdesk.conversations.moving import move
from helpdesk.conversations.references import MessageReference
from helpdesk.conversations.repository import ConversationRepository
from helpdesk.delivery.attempts import Attempts
from helpdesk.delivery.models import WAITING, Attempt, Begun, ChangeDone, DeliveryTask, Later, Settled, StepDone
from helpdesk.delivery.pacing import Turns
from helpdesk.delivery.preparation import Preparation
from helpdesk.delivery.repository import DeliveryRepository
from helpdesk.delivery.work import of_message
from helpdesk.messaging.outcomes import (
    MAYBE_SENT,
    ChatMoved,
    FormRefused,
    Outcome,
    PermanentFailure,
    Sent,
    TemporaryFailure,
)
from helpdesk.platform.clock import Clock, from_text, to_text
from helpdesk.platform.dynamodb import ConditionFailed
from helpdesk.platform.errors import Conflict, Forbidden, NotFound, Unavailable
from helpdesk.platform.ids import NewId
from helpdesk.platform.retrying import MAX_ATTEMPTS, TURN_SECONDS, Next
from helpdesk.providers.models import Outbound, OutgoingMessage, Step

_Result = StepDone | TemporaryFailure | PermanentFailure
_StepResult = Outcome | ChatMoved | FormRefused | Later | Settled
_SETTLED = "settled_before"
_NOT_REPLAYED = (DeliveryStatus.QUEUED, DeliveryStatus.CANCELLED)
"""It is still sent in the usual way, or must never be sent."""
_MAYBE_SENT = PermanentFailure(
    MAYBE_SENT, "An earlier attempt was interrupted: the message may have arrived. Check before you send it again."
)
_FEWER_PARTS = PermanentFailure(
    "content_changed",
    "Only a part was sent: a file of the message was deleted in the meantime. Check what has arrived.",
)
_ELSEWHERE = PermanentFailure(
    "chat_moved", "The group has become another group, which has a conversation of its own. Reply there."
)
_PATIENCE = timedelta(hours=1)
"""For so long after a message was stored, the service may ask for pauses that use no attempt."""
_LONGEST_PAUSE_SECONDS = 3600


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

    def deliver(self, message_id: str, *, again: bool = False) -> Attempt:
        """A message of several steps is queued again after each of them. `again`: its queue message was received
        before. Raises Unavailable if our own tables or keys are unavailable: that does not count as a failure of the
        receiver."""
        return self._deliver(message_id, self._message(message_id), again=again)

    def replay(self, message_id: str) -> Attempt:
        """Replays the message for its app, with the same id, whatever its status. A message that is still waiting uses
        this as its next attempt: the queue hands over one message of a conversation at a time."""
        message = self._message(message_id)
        if message is None or message.status in _NOT_REPLAYED:
            return self._deliver(message_id, message)
        if message.status is DeliveryStatus.FAILED and not self._deliveries.replays_failed(message):
            return self._deliver(message_id, self._message(message_id))
        result, attempt = self._attempted(message, attempts=1, replay=True)
        if isinstance(result, StepDone) and message.status is DeliveryStatus.FAILED:
            self._deliveries.sent_after_all(message, to_text(self._now()))
        return attempt

    def _deliver(self, message_id: str, message: Message | None, *, again: bool = False) -> Attempt:
        if message is None or message.status is not DeliveryStatus.QUEUED:
            return Attempt(message_id, _SETTLED, Next.EXHAUSTED if _was_exhausted(message) else Next.DONE)
        if early := self._early(message):
            return early
        result, attempt = self._attempted(message, attempts=message.attempts + 1, again=again)
        if isinstance(result, Later | Settled):
            return attempt
        attempt = self._settled(message, result, attempt)
        if isinstance(result, PermanentFailure) and result.is_of_conversation:
            self._show_obstacle(message, result.reason)
        return attempt

    def _early(self, message: Message) -> Attempt | None:
        """What follows if it is not due yet. One that is scheduled is queued again when it is due."""
        if message.due_at is None:
            return None
        left = from_text(message.due_at) - self._now()
        if left <= timedelta():
            return None
        if left > 2 * LONGEST_HOLD:
            return Attempt(message.id, "scheduled", Next.DONE)
        return Attempt(message.id, WAITING, Next.RETRY, wait_seconds=math.ceil(left.total_seconds()))

    def _attempted(
        self, message: Message, *, attempts: int, replay: bool = False, again: bool = False
    ) -> tuple[_Result | Later | Settled, Attempt]:
        began, conversation = self._now(), self._conversation(message)
        result, account = self._send(message, conversation, again=again)
        if isinstance(result, Later):
            return result, Attempt(message.id, WAITING, Next.RETRY, wait_seconds=result.seconds)
        if isinstance(result, Settled):
            return result, Attempt(message.id, _SETTLED, Next.DONE)
        outcome = Sent.as_messages(result.external_ids) if isinstance(result, StepDone) else result
        return result, self._attempts.end(
            _subject(message), account, outcome, attempts=attempts, began=began, replay=replay
        )

    def _message(self, message_id: str) -> Message | None:
        return self._conversations.message(MessageReference.from_message_id(message_id), consistent=True)

    def _conversation(self, message: Message) -> Conversation:
        conversation = self._conversations.conversation(message.reference)
        if conversation is None:
            raise NotFound(f"There is no conversation {message.reference.conversation_id!r}.")
        return conversation

    def _send(
        self, message: Message, conversation: Conversation, *, again: bool
    ) -> tuple[_Result | Later | Settled, ChannelAccount | None]:
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
        if message.steps_done >= len(steps):
            return _FEWER_PARTS if steps else StepDone(()), account
        result = self._next_step(provider, message, outgoing, steps[message.steps_done], account, again=again)
        return self._after_step(message, conversation, outgoing, steps, result), account

    def _next_step(
        self,
        provider: Outbound,
        message: Message,
        outgoing: OutgoingMessage,
        step: Step,
        account: ChannelAccount,
        *,
        again: bool,
    ) -> _StepResult:
        if message.in_other_form and step.other_form:
            step = step.other_form
        wait = self._turns.wait(account, provider.pace, provider.chat(outgoing.thread_key), step.messages)
        if wait:
            return Later(wait)
        begun = self._begin(message, repeatable=provider.idempotent or step.is_repeatable, again=again)
        if begun is not Begun.YES:
            return Settled() if begun is Begun.SETTLED else _MAYBE_SENT
        result = provider.perform(outgoing, step)
        if isinstance(result, TemporaryFailure) and provider.pace and (seconds := result.retry_after_seconds):
            self._turns.hold(account, seconds)
            if self._now() - datetime.fromisoformat(message.created_at) < _PATIENCE:
                self._deliveries.waits(message, in_other_form=message.in_other_form)
                return Later(min(seconds, _LONGEST_PAUSE_SECONDS))
        return result

    def _begin(self, message: Message, *, repeatable: bool, again: bool) -> Begun:
        """Recorded if it must not happen twice, or if the message can be cancelled. The first attempt of an ordinary
        reply to a receiver that recognises duplicates is neither."""
        if message.status is not DeliveryStatus.QUEUED:
            return Begun.YES  # a replay
        is_unknown = again and repeatable and not message.records_attempts
        if repeatable and not (message.records_attempts or is_unknown):
            return Begun.YES
        return self._deliveries.begin(message, self._new_id(), repeatable=repeatable, may_have_arrived=is_unknown)

    def _after_step(
        self,
        message: Message,
        conversation: Conversation,
        outgoing: OutgoingMessage,
        steps: Sequence[Step],
        result: _StepResult,
    ) -> _Result | Later | Settled:
        match result:
            case Later() | Settled():
                return result
            case FormRefused():
                self._deliveries.waits(message, in_other_form=True)
                return Later(TURN_SECONDS)
            case ChatMoved():
                self._deliveries.waits(message, in_other_form=message.in_other_form)
                return Later(TURN_SECONDS) if move(self._conversations, conversation, result.thread_key) else _ELSEWHERE
            case Sent():
                done = _step_done(message, conversation, outgoing, steps[message.steps_done], result)
                if message.steps_done + 1 == len(steps):
                    return done
                self._deliveries.goes_on(message, done)
                return Later(TURN_SECONDS)
            case _:
                return _of_part(result, message.steps_done, steps)

    def _settled(self, message: Message, result: _Result, attempt: Attempt) -> Attempt:
        """The attempt, with its result stored. What the channel reported in the meantime stays."""
        now = to_text(self._now())
        if isinstance(result, StepDone):
            self._deliveries.sent(message, result, now)
        elif attempt.next is Next.RETRY:
            next_at = to_text(self._now() + timedelta(seconds=attempt.wait_seconds))
            may_have_arrived = isinstance(result, TemporaryFailure) and result.may_have_arrived
            failure = Failure(result.code, result.reason)
            self._deliveries.will_retry(message, failure, now, next_at, may_have_arrived=may_have_arrived)
        else:
            suffix = f" All {attempt.attempt} attempts failed." if attempt.next is Next.EXHAUSTED else ""
            before = self._deliveries.failed(message, Failure(result.code, result.reason + suffix), now)
            if before is not None and not _was_exhausted(before):
                return replace(attempt, next=Next.DONE)
        return attempt

    def _show_obstacle(self, message: Message, reason: str) -> None:
        """As if the service had reported it. Best effort: the next message meets the same obstacle."""
        with suppress(ConditionFailed, Unavailable):
            conversation = self._conversation(message)
            self._conversations.unreached(conversation, to_text(self._now()), reason)


def _step_done(
    message: Message, conversation: Conversation, outgoing: OutgoingMessage, step: Step, sent: Sent
) -> StepDone:
    is_first = not message.ids
    sent_to = conversation.thread_key if is_first and conversation.is_former(message.sequence) else None
    if step.leaves is None or outgoing.changed is None or message.refers_to is None:
        return StepDone((*message.ids, *sent.ids), sent_to)
    changed = MessageReference.from_message_id(message.refers_to)
    # What an edit sends belongs to the message that it edits.
    return StepDone((), changed=ChangeDone(changed, outgoing.changed, step.leaves.with_sent(sent.ids)))


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
