"""Reads channel accounts."""

from collections.abc import Callable
from typing import Any

from helpdesk.accounts.models import ChannelAccount
from helpdesk.accounts.repository import AccountRepository
from helpdesk.platform.errors import NotFound

AT_ONCE = 1000


class AccountService:
    def __init__(self, repository: AccountRepository) -> None:
        self._repository = repository

    def get(self, account_id: str, *, consistent: bool = False) -> ChannelAccount:
        """Raises NotFound."""
        account = self._repository.get(account_id, consistent=consistent)
        if account is None:
            raise NotFound(f"There is no channel account {account_id!r}.", code="account_not_found")
        return account

    def find(self, account_id: str, *, consistent: bool = False) -> ChannelAccount | None:
        return self._repository.get(account_id, consistent=consistent)

    def first(self) -> tuple[list[ChannelAccount], bool]:
        """What a request looks at that concerns all accounts of the desk; and whether there are more."""
        return self._repository.first(AT_ONCE)

    def giving(self, name: str, fits: Callable[[Any], bool] = lambda _: False) -> list[str]:
        """The accounts that give their new tickets a value of this property that does not fit, in words; of the first
        1,000 accounts."""
        accounts, _ = self.first()
        named = [each for each in accounts if each.archived_at is None and name in each.ticket_properties]
        return [f"the account {each.name!r}" for each in named if not fits(each.ticket_properties[name])]

    def routing_to(self, team_id: str) -> list[str]:
        """The accounts whose routing rule names the team, in words; of the first 1,000 accounts."""
        accounts, _ = self.first()
        named = [each for each in accounts if each.archived_at is None and team_id in each.routing.named[1]]
        return [f"the routing of the account {each.name!r}" for each in named]
