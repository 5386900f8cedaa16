"""Takes in again what was not understood when it came."""

from collections.abc import Iterator
from enum import StrEnum
from typing import Self

from helpdesk.accounts.admission import admit
from helpdesk.accounts.models import ChannelAccount
from helpdesk.conversations.unhandled import StoredUpdate, UnhandledRepository
from helpdesk.intake.batches import Batches
from helpdesk.platform.clock import Clock
from helpdesk.platform.dynamodb import Table
from helpdesk.providers.inbound import INBOUND

_PAGE = 100


class Result(StrEnum):
    TAKEN_IN = "taken in"
    """As a message, or as an event of its conversation."""
    NO_MESSAGE = "no message"
    """Understood now, and nothing that the desk uses."""
    NOT_UNDERSTOOD = "not understood"
    """It stays where it is."""


class UnhandledIntake:
    def __init__(self, repository: UnhandledRepository, batches: Batches) -> None:
        self._repository = repository
        self._batches = batches

    @classmethod
    def on(cls, conversations: Table, contacts: Table, directory: Table, now: Clock) -> Self:
        return cls(UnhandledRepository(conversations, now), Batches.on(conversations, contacts, directory, now))

    def of(self, account_id: str) -> Iterator[StoredUpdate]:
        after, more = None, True
        while more:
            updates, more = self._repository.page(account_id, after=after, limit=_PAGE)
            yield from updates
            after = updates[-1].key if updates else after

    def take_in(self, account: ChannelAccount, update: StoredUpdate) -> Result:
        """Like a delivery of the messaging service: a message that was stored in the meantime is not stored twice.
        Raises what the service would get for an account that accepts nothing."""
        admit(account)
        batch = INBOUND[account.kind].parse(update.raw.encode(), account.context)
        if any(not unhandled.understood for unhandled in batch.unhandled):
            return Result.NOT_UNDERSTOOD
        taken = self._batches.take(account, batch)
        if taken.used:
            self._repository.taken_in(account.id, update)
            return Result.TAKEN_IN
        self._repository.understood(account.id, update, next((each.reason for each in taken.kept), update.reason))
        return Result.NO_MESSAGE
