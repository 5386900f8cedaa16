"""Cancels a message that has not left yet.

An attempt to send a message that can be cancelled begins with a write, and so does its cancellation: one of them wins.
The first attempt of an ordinary reply begins without one. Such a reply is cancelled only while another one of its
conversation waits before it: the queue hands over the next one when that one is settled.
docs/decisions/0046 has the argument.
"""

from collections.abc import Mapping
from contextlib import suppress

from helpdesk.accounts.service import AccountService
from helpdesk.conversations.models import DeliveryStatus, Direction, EventType, Message
from helpdesk.conversations.references import MessageReference
from helpdesk.conversations.repository import ConversationRepository
from helpdesk.delivery.aftermath import Aftermath
from helpdesk.delivery.decisions import DeliveryDecisions
from helpdesk.delivery.models import Cancelled
from helpdesk.people.actors import Actor
from helpdesk.platform.clock import Clock, to_text
from helpdesk.platform.dynamodb import ConditionFailed
from helpdesk.platform.errors import Busy, Conflict, InvalidRequest
from helpdesk.providers.models import Outbound

_ATTEMPTS = 4
_LOOKS_AT = 20
_LEFT = {
    DeliveryStatus.SENT: "already_sent",
    DeliveryStatus.DELIVERED: "already_sent",
    DeliveryStatus.READ: "already_sent",
    DeliveryStatus.FAILED: "already_failed",
}
_REASONS = {
    "already_sent": "The message was sent, so it cannot be cancelled. To delete it for the customer, where the channel "
    "allows that, use POST /v1/messages/{id}/changes with the type delete.",
    "already_failed": "The message has failed: nothing is sent any more.",
    "being_sent": "The message is being sent. Look at its status in a moment; if it waits then, cancel it again.",
    "partly_sent": "A part of the message was sent, and the others follow.",
    "may_have_arrived": "An earlier attempt may have arrived: the receiver did not say. To end the attempts anyway, "
    "set even_if_it_may_have_arrived to true.",
}


class Cancellations:
    def __init__(
        self,
        conversations: ConversationRepository,
        decisions: DeliveryDecisions,
        accounts: AccountService,
        outbound: Mapping[str, Outbound],
        aftermath: Aftermath,
        now: Clock,
    ) -> None:
        self._conversations = conversations
        self._decisions = decisions
        self._accounts = accounts
        self._outbound = outbound
        self._aftermath = aftermath
        self._now = now

    def cancel(self, reference: MessageReference, actor: Actor, *, even_if_it_may_have_arrived: bool) -> Message:
        """The message, cancelled: from then on nothing of it is sent. One that was cancelled before is returned as it
        is. Raises NotFound, InvalidRequest, Conflict."""
        for _ in range(_ATTEMPTS):
            message = self._conversations.named_message(reference)
            if message.direction is not Direction.OUT:
                raise InvalidRequest("A customer's message cannot be cancelled.", code="not_outgoing")
            if message.status is DeliveryStatus.CANCELLED:
                return message
            if code := _left(message, even_if_it_may_have_arrived=even_if_it_may_have_arrived):
                raise _refused(message, code)
            before = None if self._begins_with_a_write(message) else self._waiting_before(message)
            cancelled = Cancelled(actor, to_text(self._now()), before, even_if_it_may_have_arrived)
            with suppress(ConditionFailed):  # an attempt has begun, or it was settled in the meantime
                event = self._decisions.event(EventType.CANCELLED, message, actor, cancelled.at)
                self._decisions.cancel(message, cancelled, event)
                self._aftermath.conclude(message, event)
                return self._conversations.named_message(reference)
        raise Busy("The message is changing right now. Retry the request.")

    def _begins_with_a_write(self, message: Message) -> bool:
        """Whether every attempt does."""
        if message.records_attempts:
            return True
        conversation = self._conversations.conversation_of(message.reference)
        account = self._accounts.find(conversation.account_id)
        is_recorded = account is not None and not self._outbound[account.kind].idempotent
        return is_recorded and not message.is_change

    def _waiting_before(self, message: Message) -> Message:
        """A message that is before this one in the queue, and not the next to be received. Raises Conflict."""
        now = to_text(self._now())
        earlier = self._conversations.messages_before(message, _LOOKS_AT)
        before = next((each for each in earlier if each.holds_the_queue(now)), None)
        if before is None:
            raise _refused(message, "being_sent")
        return before


def _left(message: Message, *, even_if_it_may_have_arrived: bool) -> str | None:
    if message.status is not DeliveryStatus.QUEUED:
        return _LEFT[message.status] if message.status else "already_sent"
    if message.attempt_began:
        return "being_sent"
    if message.steps_done:
        return "partly_sent"
    return "may_have_arrived" if message.may_have_arrived and not even_if_it_may_have_arrived else None


def _refused(message: Message, code: str) -> Conflict:
    return Conflict(_REASONS[code], code=code, more={"status": message.status})
