"""Delivers a reply: one attempt of one step."""

import math
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta

from helpdesk.accounts.models import ChannelAccount
from helpdesk.conversations.models import LONGEST_HOLD, Conversation, DeliveryStatus, Failure, Message
from helpdesk.conversations.moving import move
from helpdesk.conversations.references import MessageReference
from helpdesk.conversations.repository import ConversationRepository
from helpdesk.delivery.admission import Admission, task_of
from helpdesk.delivery.attempts import Attempts
from helpdesk.delivery.models import (
    FIRST,
    HELD,
    NOT_FIRST,
    SETTLED,
    WAITING,
    Attempt,
    Begun,
    ChangeDone,
    Held,
    Later,
    Queued,
    Settled,
    StepDone,
)
from helpdesk.delivery.pacing import Turns
from helpdesk.delivery.preparation import Preparation
from helpdesk.delivery.repository import DeliveryRepository
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
from helpdesk.platform.retrying import TURN_SECONDS, Next
from helpdesk.providers.models import Outbound, OutgoingMessage, Step

_Result = StepDone | TemporaryFailure | PermanentFailure
_StepResult = Outcome | ChatMoved | FormRefused | Later | Settled
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
        outbound: Mapping[str, Outbound],
        preparation: Preparation,
        turns: Turns,
        attempts: Attempts,
        admission: Admission,
        *,
        now: Clock,
        new_id: NewId,
    ) -> None:
        self._conversations = conversations
        self._deliveries = deliveries
        self._outbound = outbound
        self._preparation = preparation
        self._turns = turns
        self._attempts = attempts
        self._admission = admission
        self._now = now
        self._new_id = new_id

    def deliver(self, message_id: str, how: Queued = FIRST) -> Attempt:
        """A message of several steps is queued again after each of them. Raises Unavailable if our own tables or keys
        are unavailable: that does not count as a failure of the receiver."""
        message = self._message(message_id)
        waits = how.is_probe and not how.may_overtake
        if waits and message is not None and self._admission.waits_behind(message):
            return Attempt(message_id, NOT_FIRST, Next.DONE)
        return self._deliver(message_id, message, how)

    def replay(self, message_id: str) -> Attempt:
        """Replays the message for its app, with the same id, whatever its status. A message that is still waiting uses
        this as its next attempt: the queue hands over one message of a conversation at a time."""
        message = self._message(message_id)
        if message is None or message.status in _NOT_REPLAYED:
            return self._deliver(message_id, message, FIRST)
        if message.status is DeliveryStatus.FAILED and not self._deliveries.replays_failed(message):
            return self._deliver(message_id, self._message(message_id), FIRST)
        result, attempt = self._attempted(message, attempts=1, how=FIRST, replay=True)
        if isinstance(result, StepDone) and message.status is DeliveryStatus.FAILED:
            self._deliveries.sent_after_all(message, to_text(self._now()))
        return attempt

    def _deliver(self, message_id: str, message: Message | None, how: Queued) -> Attempt:
        if message is None or message.status is not DeliveryStatus.QUEUED:
            return Attempt(message_id, SETTLED, Next.EXHAUSTED if message and message.exhausted else Next.DONE)
        if early := self._early(message):
            return early
        result, attempt = self._attempted(message, attempts=message.attempts + 1, how=how)
        if isinstance(result, Later | Held | Settled):
            return attempt
        attempt = self._settled(message, result, attempt, how)
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
        self, message: Message, *, attempts: int, how: Queued, replay: bool = False
    ) -> tuple[_Result | Later | Held | Settled, Attempt]:
        began, conversation = self._now(), self._conversation(message)
        account, refused = self._admission.of(message, conversation, None if replay or how.is_probe else how)
        result = refused or self._send(message, conversation, account, how)
        if isinstance(result, Later):
            return result, Attempt(message.id, WAITING, Next.RETRY, wait_seconds=result.seconds)
        if isinstance(result, Held):
            return result, Attempt(message.id, HELD, Next.DONE, account_id=account.id if account else None)
        if isinstance(result, Settled):
            return result, Attempt(message.id, SETTLED, Next.DONE)
        outcome = Sent.as_messages(result.external_ids) if isinstance(result, StepDone) else result
        return result, self._attempts.end(
            task_of(message),
            account,
            outcome,
            attempts=attempts,
            began=began,
            since=message.tried_from,
            replay=replay,
        )

    def _message(self, message_id: str) -> Message | None:
        return self._conversations.message(MessageReference.from_message_id(message_id), consistent=True)

    def _conversation(self, message: Message) -> Conversation:
        conversation = self._conversations.conversation(message.reference)
        if conversation is None:
            raise NotFound(f"There is no conversation {message.reference.conversation_id!r}.")
        return conversation

    def _send(
        self, message: Message, conversation: Conversation, account: ChannelAccount | None, how: Queued
    ) -> _Result | Later | Settled:
        assert account is not None
        provider = self._outbound[account.kind]
        try:
            outgoing = self._preparation.outgoing(message, conversation, account)
        except (Conflict, Forbidden) as refusal:
            return PermanentFailure(refusal.code, refusal.message)
        steps = provider.steps(outgoing)
        if isinstance(steps, PermanentFailure):
            return steps
        if message.steps_done >= len(steps):
            return _FEWER_PARTS if steps else StepDone(())
        result = self._next_step(provider, message, outgoing, steps[message.steps_done], account, how)
        return self._after_step(message, conversation, outgoing, steps, result)

    def _next_step(
        self,
        provider: Outbound,
        message: Message,
        outgoing: OutgoingMessage,
        step: Step,
        account: ChannelAccount,
        how: Queued,
    ) -> _StepResult:
        if message.in_other_form and step.other_form:
            step = step.other_form
        wait = self._turns.wait(account, provider.pace, provider.chat(outgoing.thread_key), step.messages)
        if wait:
            return Later(wait)
        begun = self._begin(message, repeatable=provider.idempotent or step.is_repeatable, how=how)
        if begun is not Begun.YES:
            return Settled() if begun is Begun.SETTLED else _MAYBE_SENT
        result = provider.perform(outgoing, step)
        if isinstance(result, TemporaryFailure) and provider.pace and (seconds := result.retry_after_seconds):
            self._turns.hold(account, seconds)
            if self._now() - datetime.fromisoformat(message.created_at) < _PATIENCE:
                self._deliveries.waits(message, in_other_form=message.in_other_form)
                return Later(min(seconds, _LONGEST_PAUSE_SECONDS))
        return result

    def _begin(self, message: Message, *, repeatable: bool, how: Queued) -> Begun:
        """Recorded if it must not happen twice, or if the message can be cancelled. The first attempt of an ordinary
        reply to a receiver that recognises duplicates is neither."""
        if message.status is not DeliveryStatus.QUEUED:
            return Begun.YES  # a replay
        is_unknown = how.is_repeated and repeatable and not message.records_attempts
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
                self._deliveries.waits(message, in_other_form=message.in_other_form or not result.is_remembered)
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

    def _settled(self, message: Message, result: _Result, attempt: Attempt, how: Queued) -> Attempt:
        """The attempt, with its result stored. What the channel reported in the meantime stays."""
        moment = self._now()
        now = to_text(moment)
        if isinstance(result, StepDone):
            self._deliveries.sent(message, result, now)
        elif attempt.next is Next.RETRY:
            # What a probe tried goes on waiting where it is.
            next_at = None if how.is_probe else to_text(moment + timedelta(seconds=attempt.wait_seconds))
            may_have_arrived = isinstance(result, TemporaryFailure) and result.may_have_arrived
            failure = Failure(result.code, result.reason)
            self._deliveries.will_retry(
                message, failure, now, next_at, handle=how.handle, may_have_arrived=may_have_arrived
            )
        else:
            exhausted = attempt.next is Next.EXHAUSTED
            suffix = f" All {attempt.attempt} attempts failed." if exhausted else ""
            failure = Failure(result.code, result.reason + suffix)
            before = self._deliveries.failed(message, failure, now, exhausted=exhausted)
            if before is not None and not before.exhausted:
                return replace(attempt, next=Next.DONE)
        return attempt

    def _show_obstacle(self, message: Message, reason: str) -> None:
        """As if the service had reported it, whose reports have whole seconds: what it reports later within this one
        must not be older. Best effort: the next message meets the same obstacle."""
        since = self._now().replace(microsecond=0)
        with suppress(ConditionFailed, Unavailable):
            conversation = self._conversation(message)
            self._conversations.unreached(conversation, to_text(since), reason)


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
