"""Whether a message may be sent now: its account can send, its receiver works, and no earlier one waits."""

from collections.abc import Mapping

from helpdesk.accounts.models import ChannelAccount
from helpdesk.accounts.service import AccountService
from helpdesk.contract.events import outgoing_type
from helpdesk.conversations.models import Conversation, Message
from helpdesk.conversations.repository import ConversationRepository
from helpdesk.delivery.models import DeliveryTask, Held, Queued
from helpdesk.delivery.outages import Outages
from helpdesk.delivery.repository import DeliveryRepository
from helpdesk.delivery.work import of_message
from helpdesk.messaging.outcomes import PermanentFailure, TemporaryFailure
from helpdesk.platform.errors import NotFound
from helpdesk.providers.models import Outbound

_LOOKED_AT = 100
_DELETED = PermanentFailure("account_deleted", "The channel account no longer exists.")


class Admission:
    def __init__(
        self,
        accounts: AccountService,
        conversations: ConversationRepository,
        deliveries: DeliveryRepository,
        outages: Outages,
        outbound: Mapping[str, Outbound],
    ) -> None:
        self._outbound = outbound
        self._accounts = accounts
        self._conversations = conversations
        self._deliveries = deliveries
        self._outages = outages

    def of(
        self, message: Message, conversation: Conversation, how: Queued | None
    ) -> tuple[ChannelAccount | None, Held | TemporaryFailure | PermanentFailure | None]:
        """The account, and why the message is not sent now, if it is not: without an account, there is always a reason.
        `how`: None if it does not wait for its receiver."""
        try:
            # Strongly consistent: it says whether the message before this one had to wait.
            account = self._accounts.get(conversation.account_id, consistent=True)
        except NotFound:
            return None, _DELETED
        if account.suspended:
            return account, PermanentFailure(account.suspended.code, account.suspended.reason)
        if how is None:
            return account, None
        return account, self._outages.held(
            account,
            task_of(message),
            message.tried_from,
            how,
            waits_behind=lambda: self.waits_behind(message),
            shown=self._deliveries.waiting(message, may_have_arrived=self._was_interrupted(message, account, how)),
            listed=self._deliveries.listed(message),
            is_reply=True,
        )

    def _was_interrupted(self, message: Message, account: ChannelAccount, how: Queued) -> bool:
        """Whether an earlier attempt may have been, of a message that is sent again all the same."""
        is_repeatable = self._outbound[account.kind].idempotent or message.is_change
        is_unknown = how.is_repeated and not message.records_attempts
        return is_repeatable and (is_unknown or message.attempt_began is not None)

    def waits_behind(self, message: Message) -> bool:
        """Whether one of the newest messages before this one is still to be sent."""
        earlier = self._conversations.messages_before(message, _LOOKED_AT)
        return any(each.leaves_before(message) for each in earlier)


def task_of(message: Message) -> DeliveryTask:
    return DeliveryTask(message.id, outgoing_type(message), of_message(message), message.reference.conversation_id)
