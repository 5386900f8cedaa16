"""Takes in what one request of a messaging service brings."""

from collections.abc import Iterator
from contextlib import suppress
from typing import Self

from helpdesk.accounts.models import ChannelAccount
from helpdesk.conversations.repository import ConversationRepository
from helpdesk.intake.acceptance import Acceptance, Accepted, NothingToJoin
from helpdesk.intake.notices import WITHOUT_CONVERSATION, Notices
from helpdesk.intake.positions import Positions
from helpdesk.messaging.messages import InboundBatch, InboundNotice, UnhandledUpdate
from helpdesk.platform.clock import Clock
from helpdesk.platform.dynamodb import Table
from helpdesk.platform.frozen import frozen
from helpdesk.platform.ids import new_ulid


@frozen
class Taken:
    messages: tuple[Accepted, ...]
    kept: tuple[UnhandledUpdate, ...]
    """What is in no conversation: it is kept raw."""
    used: bool
    """Whether something is in a conversation, or changed one."""


class Batches:
    def __init__(self, acceptance: Acceptance, notices: Notices, positions: Positions) -> None:
        self._acceptance = acceptance
        self._notices = notices
        self._positions = positions

    @classmethod
    def on(cls, conversations: Table, contacts: Table, directory: Table, now: Clock) -> Self:
        repository = ConversationRepository(conversations)
        notices = Notices(repository, now, new_ulid)
        return cls(Acceptance.on(conversations, contacts, directory, now), notices, Positions(repository))

    def take(self, account: ChannelAccount, batch: InboundBatch) -> Taken:
        """Idempotent. Raises Unavailable; the caller's retry then completes what this request started."""
        newest, accepted = self._acceptance.newest(), {}
        for at, message in enumerate(batch.messages):
            with suppress(NothingToJoin):
                accepted[at] = self._acceptance.accept(account, message, newest)
        lost = [message.kept_instead for at, message in enumerate(batch.messages) if at not in accepted]
        # A change may bring several entries for one update, which is kept once.
        kept = list(dict.fromkeys(update for update in lost if update))
        others = [*self._notice(account, batch), *self._move(account, batch)]
        kept += [update for update in others if update]
        return Taken(
            messages=tuple(accepted.values()),
            kept=(*kept, *batch.unhandled),
            used=bool(accepted) or None in others,
        )

    def _notice(self, account: ChannelAccount, batch: InboundBatch) -> Iterator[UnhandledUpdate | None]:
        for notice in batch.notices:
            yield None if self._notices.take(account, notice) else _without_conversation(notice)

    def _move(self, account: ChannelAccount, batch: InboundBatch) -> Iterator[UnhandledUpdate | None]:
        for moved in batch.positions:
            yield None if self._positions.take(account, moved) else moved.kept_instead


def _without_conversation(notice: InboundNotice) -> UnhandledUpdate:
    return UnhandledUpdate(notice.key, WITHOUT_CONVERSATION, notice.raw, understood=True)
