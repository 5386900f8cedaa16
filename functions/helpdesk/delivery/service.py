"""Delivering a reply: one try."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from helpdesk.channels.models import ChannelAccount, ChannelKind
from helpdesk.channels.service import AccountService
from helpdesk.conversations.models import Conversation, DeliveryStatus, Failure, Message
from helpdesk.conversations.references import MessageReference
from helpdesk.conversations.repository import ConversationRepository
from helpdesk.delivery.channel import OutboundChannel
from helpdesk.delivery.models import Outcome, Refused, Sent
from helpdesk.delivery.preparation import Preparation
from helpdesk.delivery.repository import DeliveryRepository
from helpdesk.platform.clock import Clock, to_text
from helpdesk.platform.errors import Conflict, Forbidden, NotFound
from helpdesk.platform.ids import NewId
from helpdesk.platform.retrying import MAX_TRIES, wait_seconds


class Next(StrEnum):
    DONE = "done"
    RETRY = "retry"
    GIVE_UP = "give_up"
    """To the dead-letter queue; a second time changes nothing there."""


@dataclass(frozen=True, slots=True)
class Attempt:
    """One try, as one log event."""

    message_id: str
    outcome: str
    next: Next
    attempt: int = 0
    account_id: str | None = None
    wait_seconds: int = 0


class DeliveryService:
    def __init__(
        self,
        conversations: ConversationRepository,
        deliveries: DeliveryRepository,
        accounts: AccountService,
        channels: Mapping[ChannelKind, OutboundChannel],
        preparation: Preparation,
        *,
        retry_base_seconds: float,
        now: Clock,
        new_id: NewId,
        jitter: Callable[[], float],
    ) -> None:
        self._conversations = conversations
        self._deliveries = deliveries
        self._accounts = accounts
        self._channels = channels
        self._preparation = preparation
        self._retry_base_seconds = retry_base_seconds
        self._now = now
        self._new_id = new_id
        self._jitter = jitter

    def deliver(self, message_id: str) -> Attempt:
        """Raises Unavailable when our own tables or keys are: the receiver is not blamed for it."""
        reference = MessageReference.from_message_id(message_id)
        message = self._conversations.message(reference, consistent=True)
        if message is None or message.status is not DeliveryStatus.QUEUED:
            given_up = message is not None and message.status is DeliveryStatus.FAILED and message.attempts >= MAX_TRIES
            return Attempt(message_id, "settled_before", Next.GIVE_UP if given_up else Next.DONE)
        conversation = self._conversations.conversation(reference.conversation)
        if conversation is None:
            raise NotFound(f"There is no conversation {reference.conversation.conversation_id!r}.")
        outcome, account = self._try(message, conversation)
        return self._settle(message, account, outcome)

    def _try(self, message: Message, conversation: Conversation) -> tuple[Outcome, ChannelAccount | None]:
        try:
            account = self._accounts.get(conversation.account_id)
        except NotFound:
            return Refused("account_deleted", "The channel account no longer exists."), None
        if account.closed:
            return Refused(account.closed.code, account.closed.reason), account
        channel = self._channels[account.kind]
        try:
            delivery = self._preparation.delivery(message, conversation, account)
        except (Conflict, Forbidden) as refusal:
            return Refused(refusal.code, refusal.message), account
        if not channel.idempotent and not self._deliveries.begin(message, self._new_id()):
            reason = "An earlier try was cut off: the message may have arrived. Check before sending again."
            return Refused("maybe_sent", reason), account
        return channel.send(delivery), account

    def _settle(self, message: Message, account: ChannelAccount | None, outcome: Outcome) -> Attempt:
        now = to_text(self._now())
        attempt = message.attempts + 1
        account_id = account.id if account else None
        if isinstance(outcome, Sent):
            self._deliveries.sent(message, outcome.external_id, now)
            return Attempt(message.id, "sent", Next.DONE, attempt, account_id)
        if isinstance(outcome, Refused):
            self._deliveries.failed(message, Failure(outcome.code, outcome.reason), now)
            return Attempt(message.id, outcome.code, Next.DONE, attempt, account_id)
        if attempt >= MAX_TRIES:
            reason = f"{outcome.reason} It was tried {attempt} times."
            self._deliveries.failed(message, Failure(outcome.code, reason), now)
            return Attempt(message.id, outcome.code, Next.GIVE_UP, attempt, account_id)
        self._deliveries.will_retry(message, Failure(outcome.code, outcome.reason), now)
        wait = wait_seconds(attempt, self._retry_base_seconds, outcome.retry_after_seconds, self._jitter())
        return Attempt(message.id, outcome.code, Next.RETRY, attempt, account_id, wait)
