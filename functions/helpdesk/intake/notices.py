"""What a messaging service reports and no person wrote: an event of the conversation. It opens no ticket.

A report may say that the conversation has another thread key from now on. Then one transaction gives the conversation
its new key, and leaves a pointer where messages with that key would open another one.
"""

from helpdesk.accounts.models import ChannelAccount
from helpdesk.conversations.models import Conversation, Event, EventType
from helpdesk.conversations.references import thread_of
from helpdesk.conversations.repository import Claim, ConversationRepository, Head
from helpdesk.messaging.messages import InboundNotice
from helpdesk.people.actors import Actor, ActorKind
from helpdesk.platform.clock import Clock, to_text
from helpdesk.platform.dynamodb import TransactionFailed, Write
from helpdesk.platform.ids import NewId
from helpdesk.platform.optimistic import until_written

WITHOUT_CONVERSATION = "no person wrote it, and there is no conversation"
"""Why such a report is put aside."""
_CLAIM = 0


class Notices:
    def __init__(self, repository: ConversationRepository, now: Clock, new_id: NewId) -> None:
        self._repository = repository
        self._now = now
        self._new_id = new_id

    def take(self, account: ChannelAccount, notice: InboundNotice) -> bool:
        """Records it once. False if the thread has no conversation that it could belong to."""

        def attempt() -> bool | None:
            head = self._repository.head_of_thread(thread_of(account.id, notice.thread_key))
            return self._record(account, notice, head) if head and notice.moved_to != notice.thread_key else False

        return until_written(attempt, "this conversation")

    def _record(self, account: ChannelAccount, notice: InboundNotice, head: Head) -> bool | None:
        reference, newest = head.conversation.reference, head.newest_sequence
        writes = [
            self._repository.claiming(account.id, notice.key, Claim(reference, newest)),
            self._repository.recording(self._event(account, notice, head)),
            # As for every event: whoever waits at the newest message must see it.
            self._repository.nothing_after(reference, newest),
            *self._reaching(notice, head.conversation),
        ]
        moving = self._moving(account, notice, head)
        try:
            self._repository.transact([*writes, *moving])
        except TransactionFailed as failure:
            if _CLAIM in failure.failed:
                return True
            renamed = failure.failed.get(len(writes))
            if renamed and renamed["thread_key"] == notice.moved_to:  # meanwhile, by whoever sent something
                return None
            # Something else has moved there, or the conversation has moved on: nothing that this report could change.
            return False if any(at >= len(writes) for at in failure.failed) else None
        return True

    def _reaching(self, notice: InboundNotice, conversation: Conversation) -> list[Write]:
        """Reports may come in another order than the changes that they report."""
        known, now = conversation.reachability, notice.reachability
        if now is None or (known and known.at > now.at):
            return []
        return [self._repository.reaching(conversation, now)]

    def _moving(self, account: ChannelAccount, notice: InboundNotice, head: Head) -> list[Write]:
        # Whoever sent something may have found out first.
        if notice.moved_to is None or notice.moved_to == head.conversation.thread_key:
            return []
        reference, there = head.conversation.reference, thread_of(account.id, notice.moved_to)
        renaming = self._repository.renaming(
            reference, before=notice.thread_key, after=notice.moved_to, at=head.newest_sequence
        )
        # Back where it began, its messages find it without a pointer.
        return [renaming] if there == reference.thread else [renaming, *self._repository.moving(there, reference)]

    def _event(self, account: ChannelAccount, notice: InboundNotice, head: Head) -> Event:
        return Event(
            reference=head.conversation.reference,
            after_sequence=head.newest_sequence,
            id=self._new_id(),
            type=EventType.REPORTED,
            actor=Actor(ActorKind.SYSTEM, account.kind, account.name),
            created_at=to_text(self._now()),
            details={"text": notice.text, "raw": notice.raw},
            account_id=account.id,
        )
