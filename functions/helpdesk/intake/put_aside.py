"""What was put aside because it could not be understood: listing it, and taking it in again."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from helpdesk.accounts.models import ChannelAccount
from helpdesk.conversations.repository import ConversationRepository
from helpdesk.intake.acceptance import Acceptance
from helpdesk.intake.notices import Notices
from helpdesk.platform.clock import Clock, to_text
from helpdesk.platform.records import load
from helpdesk.providers.inbound import INBOUND

_PAGE = 100


class Result(StrEnum):
    TAKEN_IN = "taken in"
    NO_MESSAGE = "no message"
    """Understood now, and nothing that the desk uses."""
    NOT_UNDERSTOOD = "not understood"
    """It stays where it is."""


@dataclass(frozen=True, slots=True)
class PutAside:
    """An update as the messaging service sent it."""

    key: str
    reason: str
    raw: str
    created_at: str
    taken_in_at: str | None = None

    @property
    def waits(self) -> bool:
        """Whether somebody should look at it: it was not understood, and was not taken in since."""
        return self.taken_in_at is None and self.reason.startswith("not understood")


class PutAsideUpdates:
    def __init__(self, repository: ConversationRepository, acceptance: Acceptance, now: Clock) -> None:
        self._repository = repository
        self._acceptance = acceptance
        self._notices = Notices(repository, now)
        self._now = now

    def of(self, account_id: str) -> Iterator[PutAside]:
        after, more = None, True
        while more:
            items, more = self._repository.unhandled(account_id, after=after, limit=_PAGE)
            yield from (load(PutAside, item, key=item["sk"]) for item in items)
            after = items[-1]["sk"] if items else after

    def take_in(self, account: ChannelAccount, update: PutAside) -> Result:
        """Like a delivery of the messaging service: a message that was stored in the meantime is not stored twice."""
        batch = INBOUND[account.kind].parse(update.raw.encode(), account.app_id)
        if any(not unhandled.understood for unhandled in batch.unhandled):
            return Result.NOT_UNDERSTOOD
        for message in batch.messages:
            self._acceptance.accept(account, message)
        for notice in batch.notices:
            self._notices.take(account, notice)
        self._repository.taken_in(account.id, update.key, to_text(self._now()))
        return Result.TAKEN_IN if batch.messages else Result.NO_MESSAGE
