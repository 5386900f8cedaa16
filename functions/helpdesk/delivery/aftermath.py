"""What follows when a message was cancelled. Best effort: nothing of it is sent in any case."""

from contextlib import suppress

from helpdesk.accounts.models import ChannelAccount
from helpdesk.accounts.repository import AccountRepository
from helpdesk.conversations.models import Event, Message
from helpdesk.conversations.repository import ConversationRepository
from helpdesk.delivery.circuits import Circuits
from helpdesk.delivery.parked import ParkedRepository
from helpdesk.platform.dynamodb import TransactionFailed
from helpdesk.platform.errors import Unavailable
from helpdesk.platform.queues import OpenQueue
from helpdesk.platform.schedules import Schedules
from helpdesk.tickets.cancelled import CancelledReplies


class Aftermath:
    def __init__(
        self,
        conversations: ConversationRepository,
        accounts: AccountRepository,
        parked: ParkedRepository,
        circuits: Circuits,
        replies: CancelledReplies,
        schedules: Schedules,
        queue: OpenQueue,
    ) -> None:
        self._conversations = conversations
        self._accounts = accounts
        self._parked = parked
        self._circuits = circuits
        self._replies = replies
        self._schedules = schedules
        self._queue = queue

    def conclude(self, message: Message, event: Event) -> None:
        """`message`: as it was before. `event`: of its cancellation."""
        if message.is_scheduled:
            self._schedules.delete(message.id)
        with suppress(Unavailable):  # then it follows with the stream
            self._replies.undo(event)
        with suppress(Unavailable):  # then what waits behind it follows when it would have been tried
            if message.queue_handle:
                self._queue.show_now(message.queue_handle)
        with suppress(Unavailable):  # then the account shows it until its receiver works again
            self._forget(message)

    def _forget(self, message: Message) -> None:
        has_waited = message.attempts or message.waits_for_receiver
        conversation = self._conversations.conversation(message.reference) if has_waited else None
        account = self._accounts.get(conversation.account_id, consistent=True) if conversation else None
        if account is None:
            return
        self._circuits.forget(account, message.reference.conversation_id)
        if message.waits_for_receiver:
            self._remove(account, message)

    def _remove(self, account: ChannelAccount, message: Message) -> None:
        counted = self._accounts.releasing_parked(account.id, parked=1, replies=1)
        removed = self._parked.forgetting(account.id, message.tried_from, message.id)
        with suppress(TransactionFailed):  # it was released at this moment
            self._accounts.transact(account.id, [counted, removed])
