"""The list of channel accounts, page by page."""

from helpdesk.accounts.models import ChannelAccount
from helpdesk.accounts.repository import AccountRepository
from helpdesk.platform.cursor import Cursors
from helpdesk.platform.frozen import frozen


@frozen
class AccountPage:
    accounts: list[ChannelAccount]
    next_cursor: str | None


class AccountList:
    def __init__(self, repository: AccountRepository, cursors: Cursors) -> None:
        self._repository = repository
        self._cursor = cursors.of("channel-accounts")

    def page(self, *, limit: int, cursor: str | None) -> AccountPage:
        """In the order of their ids. Raises InvalidRequest for a cursor of another list."""
        after = self._cursor.read(cursor, parts=1)[0] if cursor else ""
        accounts, more = self._repository.page(after=after, limit=limit)
        return AccountPage(accounts, self._cursor.write(accounts[-1].id) if more else None)
