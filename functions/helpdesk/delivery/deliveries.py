"""The delivery log, and replaying its entries: for apps the log of their channel, for administrators what it has of an
account."""

import json
import re

from helpdesk.accounts.models import ChannelAccount
from helpdesk.delivery.log import DeliveryLog
from helpdesk.delivery.models import LoggedAttempt, Result
from helpdesk.platform.cursor import Cursors
from helpdesk.platform.errors import NotFound
from helpdesk.platform.frozen import frozen
from helpdesk.platform.queues import Queue, QueueMessage

_ULID = re.compile(r"[0-9a-z]{26}")


@frozen
class LogPage:
    attempts: list[LoggedAttempt]
    next_cursor: str | None


class Deliveries:
    def __init__(self, log: DeliveryLog, outbound: Queue, cursors: Cursors) -> None:
        self._log = log
        self._outbound = outbound
        self._cursors = cursors

    def page(
        self, channel_id: str, result: Result | None, *, cursor: str | None, limit: int, field: str = "after"
    ) -> LogPage:
        """Newest first. Raises InvalidRequest for a cursor of another list."""
        bound = self._cursors.of(f"deliveries/{channel_id}/{result or '*'}")
        before = bound.read(cursor, parts=1, field=field)[0] if cursor else None
        attempts, more = self._log.page(channel_id, result, before=before, limit=limit)
        return LogPage(attempts, bound.write(attempts[-1].id) if more else None)

    def page_of_account(
        self, account: ChannelAccount, result: Result | None, *, cursor: str | None, limit: int
    ) -> LogPage:
        """The same of one account. Empty if it has no registered channel: only webhooks to apps are logged."""
        bound = self._cursors.of(f"deliveries/{account.channel_id}/{account.id}/{result or '*'}")
        before = bound.read(cursor, parts=1)[0] if cursor else None
        if account.channel_id is None:
            return LogPage([], None)
        attempts, following = self._log.page_of_account(
            account.channel_id, account.id, result, before=before, limit=limit
        )
        return LogPage(attempts, bound.write(following) if following else None)

    def get(self, channel_id: str, log_id: str) -> LoggedAttempt:
        found = self._log.find(channel_id, log_id) if _ULID.fullmatch(log_id) else None
        if found is None:
            raise _unknown(log_id)
        return found

    def replay(self, channel_id: str, log_id: str) -> LoggedAttempt:
        """Sends the logged webhook again, after what is already queued for its conversation. Writes only to the queue.
        Repeating it within five minutes is a no-op."""
        return self._sent_again(self.get(channel_id, log_id))

    def replay_of_account(self, account: ChannelAccount, log_id: str) -> LoggedAttempt:
        found = self.get(account.channel_id, log_id) if account.channel_id else None
        if found is None or found.account_id != account.id:
            raise _unknown(log_id)
        return self._sent_again(found)

    def _sent_again(self, found: LoggedAttempt) -> LoggedAttempt:
        work = json.dumps({**found.task.work, "replay": True})
        self._outbound.send([QueueMessage(work, group=found.task.group, deduplication=f"replay-{found.id}")])
        return found


def _unknown(log_id: str) -> NotFound:
    return NotFound(
        f"There is no delivery {log_id[:64]!r}. The log keeps entries for 30 days.", code="delivery_not_found"
    )
