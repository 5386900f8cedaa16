"""Sends a message again that had failed: under the same id, after what already waits in its conversation. One that only
waits for its next attempt is tried now."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace

from helpdesk.accounts.models import ChannelAccount
from helpdesk.accounts.service import AccountService
from helpdesk.conversations.models import DeliveryStatus, Direction, EventType, Message
from helpdesk.conversations.references import MessageReference
from helpdesk.conversations.repository import ConversationRepository
from helpdesk.delivery.circuits import Circuits
from helpdesk.delivery.decisions import DeliveryDecisions
from helpdesk.messaging.outcomes import MAYBE_SENT
from helpdesk.people.actors import Actor
from helpdesk.platform.clock import Clock, to_text
from helpdesk.platform.dynamodb import ConditionFailed
from helpdesk.platform.errors import Busy, Conflict, InvalidRequest, NotFound
from helpdesk.platform.queues import OpenQueue
from helpdesk.providers.models import Outbound

_ATTEMPTS = 4
_LOOKS_AT = 20
_NOTHING_TO_RETRY = {
    DeliveryStatus.SENT: "The message was sent. Write a new one if the customer needs it again.",
    DeliveryStatus.DELIVERED: "The message was delivered. Write a new one if the customer needs it again.",
    DeliveryStatus.READ: "The customer has read the message. Write a new one if they need it again.",
    DeliveryStatus.CANCELLED: "The message was cancelled. Write a new one.",
}


class Retries:
    def __init__(
        self,
        conversations: ConversationRepository,
        decisions: DeliveryDecisions,
        accounts: AccountService,
        outbound: Mapping[str, Outbound],
        circuits: Circuits,
        queue: OpenQueue,
        now: Clock,
    ) -> None:
        self._conversations = conversations
        self._decisions = decisions
        self._accounts = accounts
        self._outbound = outbound
        self._circuits = circuits
        self._queue = queue
        self._now = now

    def retry(self, reference: MessageReference, actor: Actor, *, even_if_it_may_have_arrived: bool) -> Message:
        """The message, queued. If it waits for its next attempt, that is made now; if for its receiver, that is probed
        now. Raises NotFound, InvalidRequest, Conflict."""
        for _ in range(_ATTEMPTS):
            message = self._message(reference)
            if message.status is DeliveryStatus.QUEUED:
                return self.hurry(message, actor)
            if message.status is not DeliveryStatus.FAILED:
                raise _nothing_to_retry(message)
            self._check(message, even_if_it_may_have_arrived=even_if_it_may_have_arrived)
            with suppress(ConditionFailed):  # something was reported in the meantime
                event = self._decisions.event(EventType.RETRIED, message, actor, to_text(self._now()))
                self._decisions.retry(message, event)
                return self._message(reference)
        raise Busy("The message is changing right now. Retry the request.")

    def hurry(self, message: Message, actor: Actor) -> Message:
        """A message that is still to be sent, as it is then. In its queue it stays where it is, so what waits behind it
        follows as soon as it gets through; if it waits behind another one itself, that is tried. Raises Unavailable."""
        if message.waits_for_receiver:
            conversation = self._conversations.conversation_of(message.reference)
            if account := self._accounts.find(conversation.account_id, consistent=True):
                self._circuits.ask(account)
        elif message.waits and message.queue_handle:
            now = to_text(self._now())
            with suppress(ConditionFailed):  # it is being tried
                self._decisions.hurry(message, actor, now)
                self._queue.show_now(message.queue_handle)
                return replace(message, next_attempt_at=now)
        elif not message.waits:
            earlier = self._conversations.messages_before(message, _LOOKS_AT)
            if before := next((each for each in earlier if each.waits), None):
                self.hurry(before, actor)
        return message

    def _message(self, reference: MessageReference) -> Message:
        message = self._conversations.named_message(reference)
        if message.direction is not Direction.OUT:
            raise InvalidRequest("A customer's message is not sent by the desk.", code="not_outgoing")
        return message

    def _check(self, message: Message, *, even_if_it_may_have_arrived: bool) -> None:
        account = self._account(message)
        is_recognised = self._outbound[account.kind].idempotent
        if not (is_recognised or even_if_it_may_have_arrived) and _may_have_arrived(message):
            raise Conflict(
                "The message may have arrived: the messaging service did not say. Look there; to send it again anyway, "
                "set even_if_it_may_have_arrived to true.",
                code="may_have_arrived",
                more={"status": message.status},
            )

    def _account(self, message: Message) -> ChannelAccount:
        conversation = self._conversations.conversation_of(message.reference)
        try:
            account = self._accounts.get(conversation.account_id)
        except NotFound as gone:
            raise Conflict(
                "The channel account of this conversation no longer exists. Nothing can be sent.",
                code="account_deleted",
            ) from gone
        if account.suspended:
            raise Conflict(f"{account.suspended.reason} Nothing can be sent.", code=account.suspended.code)
        return account


def _may_have_arrived(message: Message) -> bool:
    return message.may_have_arrived or (message.failure is not None and message.failure.code == MAYBE_SENT)


def _nothing_to_retry(message: Message) -> Conflict:
    said = _NOTHING_TO_RETRY.get(message.status) if message.status else None
    return Conflict(
        said or "The message did not fail.",
        code="not_failed",
        more={"status": message.status},
    )
