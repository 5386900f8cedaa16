"""The delivery log in the table `conversations`: the result of each attempt to send a webhook to an app.

Partition: channel and result, so that failed attempts are found without the others. Sort key: a ULID.
"""

from contextlib import suppress
from datetime import datetime, timedelta
from heapq import merge
from operator import attrgetter

from helpdesk.accounts.models import ChannelAccount
from helpdesk.delivery.models import LoggedAttempt, Result
from helpdesk.platform.attributes import Item, Key
from helpdesk.platform.dynamodb import ConditionFailed, Table
from helpdesk.platform.records import dump, load

KEPT = timedelta(days=30)
_IN_ORDER = "#pk = :pk AND #sk < :before"
_AFTER_ALL = "~"
_READ_AT_MOST = 500
_READ_AT_ONCE = 100
"""The number of attempts that are read for one page of an account, at most."""
_NEWEST = 25
"""The number of attempts among which an account's newest one is looked for."""


class DeliveryLog:
    def __init__(self, table: Table) -> None:
        self._table = table

    def record(self, attempt: LoggedAttempt, now: datetime) -> None:
        """The id is new. If it exists already, it is our own write, whose response was lost."""
        kinds: Item = {"kind": "delivery", "expires_at": int((now + KEPT).timestamp())}
        key = _key(attempt.channel_id, attempt.result, attempt.id)
        with suppress(ConditionFailed):
            self._table.write(self._table.putting(key, dump(attempt) | kinds))

    def find(self, channel_id: str, log_id: str) -> LoggedAttempt | None:
        found = self._table.batch_get([_key(channel_id, result, log_id) for result in Result])
        return load(LoggedAttempt, found[0]) if found else None

    def page(
        self, channel_id: str, result: Result | None, *, before: str | None, limit: int
    ) -> tuple[list[LoggedAttempt], bool]:
        """Newest first, starting before that id; and whether there are more."""
        results = [result] if result else list(Result)
        parts = [self._newest(channel_id, each, before or _AFTER_ALL, limit + 1) for each in results]
        found = list(merge(*parts, key=attrgetter("id"), reverse=True))
        return found[:limit], len(found) > limit

    def page_of_account(
        self, channel_id: str, account_id: str, result: Result | None, *, before: str | None, limit: int
    ) -> tuple[list[LoggedAttempt], str | None]:
        """The same of one account; and the id before which the next page begins, None at the end. If the log is mostly
        about other accounts of the channel, a page is short."""
        found: list[LoggedAttempt] = []
        read, size = 0, limit
        while True:
            attempts, more = self.page(channel_id, result, before=before, limit=size)
            for at, attempt in enumerate(attempts, 1):
                before = attempt.id
                if attempt.account_id == account_id:
                    found.append(attempt)
                if len(found) == limit:
                    return found, before if more or at < len(attempts) else None
            read += len(attempts)
            if not more or read >= _READ_AT_MOST:
                return found, before if more else None
            size = min(2 * size, _READ_AT_ONCE)

    def newest_of_account(self, account: ChannelAccount) -> tuple[LoggedAttempt | None, bool]:
        """And whether that is certain. It is not if the channel's newest attempts are all of other accounts. Accounts
        without a registered channel have none."""
        if account.channel_id is None:
            return None, True
        attempts, more = self.page(account.channel_id, None, before=None, limit=_NEWEST)
        found = next((attempt for attempt in attempts if attempt.account_id == account.id), None)
        return found, found is not None or not more

    def _newest(self, channel_id: str, result: Result, before: str, limit: int) -> list[LoggedAttempt]:
        values: Item = {"pk": _key(channel_id, result, "").pk, "before": before}
        page = self._table.query(_IN_ORDER, values, limit=limit, newest_first=True)
        return [load(LoggedAttempt, item) for item in page.items]


def _key(channel_id: str, result: Result, log_id: str) -> Key:
    return Key(f"deliveries#{channel_id}#{result.value}", log_id)
